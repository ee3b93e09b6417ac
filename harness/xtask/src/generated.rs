//! Files that are generated and committed: docs/porting.md, the plan of checks.

use camino::Utf8Path;
use nlmatrix::scenario;
use nlmatrix_cli::asked::load;
use nlmatrix_cli::cli::FileArgs;
use nlmatrix_cli::exit::Exit;
use nlmatrix_cli::reports;

use crate::cargo::workspace;

/// Writes docs/porting.md.
pub fn porting(file: &FileArgs) -> anyhow::Result<Exit> {
    let (matrix, path) = (load(file)?.0, workspace().join("docs/porting.md"));
    fs_err::write(&path, nlmatrix::porting::page(&matrix))?;
    anstream::println!("{path}");
    Ok(Exit::Ok)
}

/// Records which checks the scenarios of a run made: the plan to which every other kernel is held.
pub fn checks(run: &Utf8Path) -> anyhow::Result<Exit> {
    let (run, path) = (reports::read(run)?, workspace().join(scenario::checks::FILE));
    fs_err::write(&path, scenario::checks::text(&run.cells))?;
    anstream::println!("{path}");
    Ok(Exit::Ok)
}
