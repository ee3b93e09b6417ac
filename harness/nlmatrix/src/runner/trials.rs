//! The cells as tests: what nextest lists and runs, one process for each.
//!
//! Listing reads the matrix file only. A cell makes whatever it needs and is not in the store yet,
//! so a cell that is run by hand works too.

use std::collections::HashSet;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Failed, Trial};

use super::{Prestart, Sources, Workshop, cell, record};
use crate::environment;
use crate::matrix::{self, Matrix};
use crate::plan::{self, Cell};
use crate::signals;
use crate::store::Store;

/// The matrix file whose cells are the tests.
pub const MATRIX_VARIABLE: &str = "NLMATRIX_MATRIX";
/// The folder where cells leave their records.
pub const CELLS_VARIABLE: &str = "NLMATRIX_CELLS";
/// A file with the ids of the cells that are to run, one a line; all of them without it.
pub const PLAN_VARIABLE: &str = "NLMATRIX_PLAN";

/// Acts as a test program with libtest's command line; `default` is the matrix file that is used
/// where [`MATRIX_VARIABLE`] names none.
pub fn serve(default: &Utf8Path) -> ExitCode {
    let arguments = Arguments::from_args();
    if let Err(error) = signals::end_with_parent().and_then(|()| signals::end_cleanly()) {
        anstream::eprintln!("cannot take care of signals: {error}");
        return ExitCode::from(2);
    }
    let path = std::env::var(MATRIX_VARIABLE).map_or(default.to_owned(), Utf8PathBuf::from);
    let only = arguments.filter.as_deref().filter(|_| arguments.exact);
    let Loaded { matrix, sources, prestart, cells } = match load(&path, only) {
        Ok(loaded) => loaded,
        Err(error) => {
            anstream::eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    // Shared: a copy for each of thousands of cells would take longer than all the rest.
    let (shared, prestart) = (Arc::new((matrix, sources)), Arc::new(Mutex::new(prestart)));
    let trials = cells.into_iter().map(|cell| {
        let (shared, prestart) = (Arc::clone(&shared), Arc::clone(&prestart));
        Trial::test(cell.id.to_string(), move || {
            let prestart = prestart.lock().expect("no cell panics with it").take();
            run(Arc::unwrap_or_clone(shared), prestart, &cell)
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// What there is to run, and with what.
struct Loaded {
    matrix: Matrix,
    sources: Sources,
    prestart: Option<Prestart>,
    cells: Vec<Cell>,
}

/// The matrix with the trees of the command line, what the run found out before, and the cells to run:
/// those of the kernel of `only`, when a single one is asked for, whose machine gets itself ready
/// meanwhile.
fn load(path: &Utf8Path, only: Option<&str>) -> Result<Loaded, Box<dyn std::error::Error>> {
    environment::check()?;
    let sources = Sources::of_run()?;
    let prestart = only.and_then(|id| Prestart::start(&sources, id));
    let matrix = sources.extend(matrix::load(path, crate::scenario::shipped())?);
    let cells = match only.and_then(|id| matrix.kernel(id.split('/').next()?)) {
        Some(kernel) => plan::of_kernel(&matrix, kernel),
        None => planned(&matrix)?,
    };
    Ok(Loaded { matrix, sources, prestart, cells })
}

/// The cells of `matrix` that the run has.
fn planned(matrix: &Matrix) -> std::io::Result<Vec<Cell>> {
    let mut cells = plan::plan(matrix);
    if let Ok(file) = std::env::var(PLAN_VARIABLE) {
        let text = fs_err::read_to_string(file)?;
        let wanted: HashSet<&str> = text.lines().collect();
        cells.retain(|cell| wanted.contains(cell.id.to_string().as_str()));
    }
    Ok(cells)
}

fn run(
    (matrix, sources): (Matrix, Sources),
    prestart: Option<Prestart>,
    cell: &Cell,
) -> Result<(), Failed> {
    let workshop = Workshop::open(matrix, Store::of_user(), sources)?.with_prestart(prestart);
    let record = cell::run(&workshop, cell);
    if let Ok(folder) = std::env::var(CELLS_VARIABLE) {
        record::keep(&record, folder.as_str().into())?;
    }
    if record.as_expected {
        return Ok(());
    }
    let (outcome, expected, reason) = (record.outcome, record.expected, record.reason);
    Err(format!("{outcome} instead of {expected}: {reason}\nrerun: {}", record.rerun).into())
}
