//! No-op cells, each in a process of its own, as nextest would run them.
//!
//! A no-op cell does what every cell does and asks the guest for next to nothing: it opens the matrix and the
//! workshop, forks the template that the run left for it (or looks up every product and boots), starts a process in
//! the guest, is judged, and leaves its record.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::BenchError;
use crate::environment::COLD_VARIABLE;
use crate::matrix::{BOOT, KERNEL_SYSTEM};
use crate::plan::Cell;
use crate::process::Job;
use crate::run::{CellId, CellRecord, ModuleId, Outcome};
use crate::runner::handoff::Handoff;
use crate::runner::{Prestart, Workshop, cell, record};
use crate::store::Store;

/// The scenario that only forks.
const NO_OP: &str = "no-op";

/// How a no-op cell gets its machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// From the kernel's template.
    Fork,
    /// By booting it.
    Cold,
}

/// Starts cells.
pub struct Cells {
    /// The program that runs one cell: nlmatrix itself.
    pub program: Utf8PathBuf,
    /// The matrix file.
    pub matrix: Utf8PathBuf,
    /// The variable that names what a run hands on to its cells, and its value.
    pub handoff: (&'static str, String),
    /// A folder for records.
    pub folder: Utf8PathBuf,
    /// How many were started.
    pub started: AtomicUsize,
}

/// The result of many cells.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Cells.
    pub count: usize,
    /// Cells that did not fork, did not pass at their first try, or left no record.
    pub lost: Vec<String>,
    /// Wall time of all of them.
    pub took: Duration,
}

impl Tally {
    /// Finished cells a second.
    pub fn per_second(&self) -> f64 {
        (self.count - self.lost.len()) as f64 / self.took.as_secs_f64()
    }
}

impl How {
    fn boot(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Cold => "cold",
        }
    }

    /// The no-op cell of `kernel`.
    fn cell(self, kernel: &str) -> Cell {
        let scenario = if self == Self::Fork { NO_OP } else { BOOT };
        Cell::passing(CellId::new(kernel, ModuleId::new(KERNEL_SYSTEM, ""), scenario))
    }
}

/// The cell's own process, with the matrix in `file`: it runs the cell and leaves the record in `folder`.
pub fn run_here(
    file: &Utf8Path,
    kernel: &str,
    cold: bool,
    folder: &Utf8Path,
) -> Result<(), BenchError> {
    let cell = if cold { How::Cold } else { How::Fork }.cell(kernel);
    let Handoff { sources, .. } = Handoff::received()?.unwrap_or_default();
    let prestart = Prestart::start(&sources, &cell.id.to_string());
    let matrix = crate::matrix::load(file, crate::scenario::shipped())?;
    if matrix.kernel(kernel).is_none() {
        return Err(BenchError::NoKernel { kernel: kernel.to_owned() });
    }
    let workshop = Workshop::open(matrix, Store::of_user(), sources)?.with_prestart(prestart);
    Ok(record::keep(&cell::run(&workshop, &cell), folder)?)
}

impl Cells {
    /// Runs one no-op cell of `kernel`; returns the wall time of its process, or why it is lost.
    pub fn one(&self, kernel: &str, how: How) -> Result<Duration, String> {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.join(number.to_string());
        let cold = how == How::Cold;
        let mut job = Job::new(self.program.as_str()).args([
            "bench-cell",
            "--matrix",
            self.matrix.as_str(),
            kernel,
            folder.as_str(),
        ]);
        job = job.env(self.handoff.0, self.handoff.1.as_str());
        if cold {
            job = job.arg("--cold").env(COLD_VARIABLE, "1");
        }
        let finished = job.run().map_err(|error| error.to_string())?;
        let id = how.cell(kernel).id;
        let text = fs_err::read(record::path_of(&folder, &id)).map_err(|it| it.to_string())?;
        let record: CellRecord = serde_json::from_slice(&text).map_err(|it| it.to_string())?;
        fs_err::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        let CellRecord { outcome, tries, boot, reason, fallback, .. } = record;
        if outcome == Outcome::Pass && tries == 1 && boot == how.boot() {
            return Ok(finished.took);
        }
        Err(format!("{id}: {outcome} by {boot} at try {tries} {reason} {fallback}"))
    }

    /// Forks `count` no-op cells, distributed over `kernels`, with `workers` processes at a time.
    pub fn many(&self, kernels: &[String], count: usize, workers: usize) -> Tally {
        let (next, lost) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                if let Err(why) = self.one(&kernels[number % kernels.len()], How::Fork) {
                    tracing::warn!("lost: {why}");
                    lost.lock().expect("no thread panics with it").push(why);
                }
            }
        };
        let started = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(work);
            }
        });
        let lost = lost.into_inner().expect("no thread panicked");
        Tally { count, lost, took: started.elapsed() }
    }
}
