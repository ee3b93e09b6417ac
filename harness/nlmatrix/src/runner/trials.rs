//! The cells as tests: nextest lists them, and runs each in a process of its own.
//!
//! Listing only reads the matrix file. A cell makes whatever it needs that is not in the store yet, so running a cell
//! by hand works, too.

use std::collections::HashSet;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use camino::Utf8Path;
use libtest_mimic::{Arguments, Failed, Trial};

use super::handoff::Handoff;
use super::{Prestart, Workshop, cell, record};
use crate::environment;
use crate::matrix::{self, Matrix};
use crate::plan::{self, Cell};
use crate::scenario;
use crate::signals;
use crate::store::Store;

/// Acts as a test program with libtest's command line; `default` is the matrix file to use if no run hands one on.
pub fn serve(default: &Utf8Path) -> ExitCode {
    let arguments = Arguments::from_args();
    if let Err(error) = signals::end_with_parent().and_then(|()| signals::end_cleanly()) {
        anstream::eprintln!("failed to install signal handlers: {error}");
        return ExitCode::from(2);
    }
    let only = arguments.filter.as_deref().filter(|_| arguments.exact);
    let Loaded { matrix, handoff, prestart, cells } = match load(default, only) {
        Ok(loaded) => loaded,
        Err(error) => {
            anstream::eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    // Shared, as a copy for each of thousands of cells would take longer than everything else.
    let (shared, prestart) = (Arc::new((matrix, handoff)), Arc::new(Mutex::new(prestart)));
    let trials = cells.into_iter().map(|cell| {
        let (shared, prestart) = (Arc::clone(&shared), Arc::clone(&prestart));
        Trial::test(cell.id.to_string(), move || {
            let prestart = prestart.lock().expect("no cell panics with it").take();
            run(Arc::unwrap_or_clone(shared), prestart, &cell)
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// The cells to run, and what they share.
struct Loaded {
    matrix: Matrix,
    handoff: Handoff,
    prestart: Option<Prestart>,
    cells: Vec<Cell>,
}

/// The matrix with the trees of the command line, what the run found out before, and the cells to run. If a single
/// cell is asked for, these are the cells of its kernel, and its machine is started meanwhile.
fn load(default: &Utf8Path, only: Option<&str>) -> Result<Loaded, Box<dyn std::error::Error>> {
    environment::check()?;
    let by_hand = || Handoff { matrix: default.to_owned(), ..Handoff::default() };
    let handoff = Handoff::received()?.unwrap_or_else(by_hand);
    let prestart = only.and_then(|id| Prestart::start(&handoff.sources, id));
    let matrix = matrix::load(&handoff.matrix, scenario::shipped())?;
    let matrix = handoff.sources.extend(matrix);
    let cells = match only.and_then(|id| matrix.kernel(id.split('/').next()?)) {
        Some(kernel) => plan::of_kernel(&matrix, kernel),
        None => planned(&matrix, handoff.plan.as_deref())?,
    };
    Ok(Loaded { matrix, handoff, prestart, cells })
}

/// The cells of `matrix`, or those of them that the file `plan` lists.
fn planned(matrix: &Matrix, plan: Option<&Utf8Path>) -> std::io::Result<Vec<Cell>> {
    let mut cells = plan::plan(matrix);
    if let Some(file) = plan {
        let text = fs_err::read_to_string(file)?;
        let wanted: HashSet<&str> = text.lines().collect();
        cells.retain(|cell| wanted.contains(cell.id.to_string().as_str()));
    }
    Ok(cells)
}

fn run(
    (matrix, handoff): (Matrix, Handoff),
    prestart: Option<Prestart>,
    cell: &Cell,
) -> Result<(), Failed> {
    let Handoff { sources, records, accel, cold, .. } = handoff;
    let workshop = Workshop::open(matrix, Store::of_user(), sources)?.with_options(accel, cold);
    let record = cell::run(&workshop.with_prestart(prestart), cell);
    if let Some(folder) = records {
        record::keep(&record, &folder)?;
    }
    if record.as_expected {
        return Ok(());
    }
    let (outcome, expected, reason) = (record.outcome, record.expected, record.reason);
    Err(format!("{outcome} instead of {expected}: {reason}\nrerun: {}", record.rerun).into())
}
