//! One test for each cell of the matrix: `cargo nextest run --profile matrix` is the scheduler.
//!
//! Listing reads the matrix file only. A cell makes whatever it needs and is not in the store yet,
//! so a cell that is run by hand works too.

use std::process::ExitCode;
use std::sync::Arc;

use camino::Utf8PathBuf;
use libtest_mimic::{Arguments, Failed, Trial};
use nlmatrix::matrix::{self, Matrix};
use nlmatrix::plan::{self, Cell};
use nlmatrix::runner::matrix::{CELLS_VARIABLE, MATRIX_VARIABLE};
use nlmatrix::runner::{Workshop, cell};
use nlmatrix::signals;
use nlmatrix::store::Store;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if let Err(error) = signals::end_with_parent().and_then(|()| signals::end_cleanly()) {
        eprintln!("cannot take care of signals: {error}");
        return ExitCode::from(2);
    }
    let named = std::env::var(MATRIX_VARIABLE).map(Utf8PathBuf::from);
    let path =
        named.unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../matrix.toml").into());
    let matrix = match matrix::load(&path) {
        Ok(matrix) => matrix,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let cells = plan::plan(&matrix);
    // Shared: a copy for each of thousands of cells would take longer than all the rest.
    let matrix = Arc::new(matrix);
    let trials = cells.into_iter().map(|cell| {
        let matrix = Arc::clone(&matrix);
        Trial::test(cell.id.to_string(), move || run(Arc::unwrap_or_clone(matrix), &cell))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn run(matrix: Matrix, cell: &Cell) -> Result<(), Failed> {
    let workshop = Workshop::open(matrix, Store::of_user())?;
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
