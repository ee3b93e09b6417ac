//! The matrix that a command line is about.

use nlmatrix::matrix::{self, Matrix};
use nlmatrix::runner::{self, Asked, Sources};

use crate::cli::FileArgs;

/// The matrix with the trees of the command line in it, and those trees.
pub fn load(file: &FileArgs) -> anyhow::Result<(Matrix, Sources)> {
    if file.offline {
        nlmatrix::environment::go_offline();
    }
    let sources = Sources::of_command_line(&file.kernel_tree, &file.kernel_git)?;
    let mut sources = Sources { debug: file.debug, mirror: file.kernel_mirror.clone(), ..sources };
    let matrix = sources.extend(matrix::load(&file.matrix, nlmatrix::scenario::shipped())?);
    sources.look(&matrix)?;
    Ok((sources.extend(matrix::load(&file.matrix, nlmatrix::scenario::shipped())?), sources))
}

/// The same, with the kernels added that `kernel` (`--kernel`) names and the matrix lacks.
pub fn ask(file: &FileArgs, kernel: Option<&str>) -> anyhow::Result<Asked> {
    let (matrix, sources) = load(file)?;
    Ok(runner::ask(matrix, sources, kernel)?)
}
