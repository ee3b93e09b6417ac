//! One test for each cell of the matrix: `cargo nextest run --profile matrix` is the scheduler.
//!
//! Listing reads the matrix file only. A cell makes whatever it needs and is not in the store yet,
//! so a cell that is run by hand works too.

use std::error::Error;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Failed, Trial};
use nlmatrix::matrix::{self, Matrix};
use nlmatrix::plan::{self, Cell};
use nlmatrix::runner::matrix::{CELLS_VARIABLE, MATRIX_VARIABLE};
use nlmatrix::runner::{Sources, Workshop, cell};
use nlmatrix::store::Store;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let named = std::env::var(MATRIX_VARIABLE).map(Utf8PathBuf::from);
    let path =
        named.unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../matrix.toml").into());
    let (matrix, sources) = match load(&path) {
        Ok(loaded) => loaded,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let cells = plan::plan(&matrix).into_iter();
    // The run has recorded those already.
    let cells = cells.filter(|cell| sources.without(&cell.id.kernel).is_none());
    let trials = cells.map(|cell| {
        let (matrix, sources) = (matrix.clone(), sources.clone());
        Trial::test(cell.id.to_string(), move || run(matrix, sources, &cell))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// The matrix with the trees of the command line, and what the run knows of source kernels.
fn load(path: &Utf8Path) -> Result<(Matrix, Sources), Box<dyn Error>> {
    let sources = Sources::of_run()?;
    Ok((sources.extend(matrix::load(path)?), sources))
}

fn run(matrix: Matrix, sources: Sources, cell: &Cell) -> Result<(), Failed> {
    let workshop = Workshop::open(matrix, Store::of_user(), sources)?;
    let record = cell::run(&workshop, cell);
    if let Ok(folder) = std::env::var(CELLS_VARIABLE) {
        cell::keep(&record, folder.as_str().into())?;
    }
    if record.as_expected {
        return Ok(());
    }
    let (outcome, expected, reason) = (record.outcome, record.expected, record.reason);
    Err(format!("{outcome} instead of {expected}: {reason}\nrerun: {}", record.rerun).into())
}
