//! A whole run: prepare, let nextest run the cells, collect, report.

use std::time::{Instant, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::workshop::{ACCEL_VARIABLE, Workshop, WorkshopError};
use super::{collect, prepare};
use crate::plan::{self, Cell, Selection};
use crate::process::{Job, ProcessError};
use crate::report::{self, ReportError};
use crate::run::{Host, Run, SCHEMA};
use crate::store::Store;

/// Where cells leave their records.
pub const CELLS_VARIABLE: &str = "NLMATRIX_CELLS";
/// The matrix file whose cells the test binary runs.
pub const MATRIX_VARIABLE: &str = "NLMATRIX_MATRIX";

/// What to run, and where to put what came out.
pub struct Options {
    /// Which cells.
    pub selection: Selection,
    /// Folder of the report.
    pub out: Utf8PathBuf,
    /// Forced accelerator.
    pub accel: Option<crate::vm::Kind>,
    /// The folder of nlmatrix's own workspace, where the test binary is built.
    pub workspace: Utf8PathBuf,
}

/// Why a run could not be carried through.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// Pinning kernels.
    #[error(transparent)]
    Resolve(#[from] crate::kernel::KernelError),
    /// nextest.
    #[error(transparent)]
    Nextest(#[from] ProcessError),
    /// The report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// Nothing to do.
    #[error("no cell is selected: `cargo xtask list` shows all of them")]
    Nothing,
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Runs what `options` select of `matrix`, and writes the report.
pub fn run(
    matrix: crate::matrix::Matrix,
    store: Store,
    options: &Options,
) -> Result<Run, RunError> {
    let (started, began) = (Instant::now(), OffsetDateTime::from(SystemTime::now()));
    let whole = plan::plan(&matrix);
    let cells: Vec<Cell> =
        whole.iter().filter(|cell| options.selection.takes(cell)).cloned().collect();
    if cells.is_empty() {
        return Err(RunError::Nothing);
    }
    prepare::resolve(&matrix, &store, false)?;
    let workshop = Workshop::open(matrix, store)?;
    prepare::prepare(&workshop, &options.selection);
    let folder = fresh(&options.out)?;
    nextest(&workshop, options, &cells, &folder)?;
    let records = collect::cells(&folder, &cells);
    let stale =
        if options.selection.is_all() { collect::stale(&workshop, &whole) } else { Vec::new() };
    let run = Run {
        schema: SCHEMA,
        host: host(&workshop, began, started),
        kernels: collect::kernels(&workshop, &cells, &records),
        builds: collect::builds(&workshop, &cells),
        totals: collect::totals(&records),
        cells: records,
        stale,
        probes: super::probe::for_run(&workshop, &options.selection),
    };
    write(&run, &options.out)?;
    Ok(run)
}

/// Writes every form of the report into `out`.
pub fn write(run: &Run, out: &Utf8Path) -> Result<(), RunError> {
    fs_err::create_dir_all(out)?;
    let json = serde_json::to_vec_pretty(run).map_err(std::io::Error::other)?;
    fs_err::write(out.join("run.json"), json)?;
    fs_err::write(out.join("index.html"), report::html(run)?)?;
    fs_err::write(out.join("junit.xml"), report::junit(run)?)?;
    fs_err::write(out.join("summary.md"), report::markdown(run))?;
    fs_err::write(out.join("badge.svg"), report::badge(run))?;
    Ok(())
}

/// An empty folder for the cells' records: those of an earlier run are no results of this one.
fn fresh(out: &Utf8Path) -> std::io::Result<Utf8PathBuf> {
    let folder = camino::absolute_utf8(out)?.join("cells");
    if folder.exists() {
        fs_err::remove_dir_all(&folder)?;
    }
    fs_err::create_dir_all(&folder)?;
    Ok(folder)
}

/// nextest is the scheduler: a process, a deadline and a line for each cell. Its verdict is not
/// ours: the records tell more.
fn nextest(
    workshop: &Workshop,
    options: &Options,
    cells: &[Cell],
    folder: &Utf8Path,
) -> Result<(), RunError> {
    let mut job = Job::new("cargo")
        .args(["nextest", "run", "--profile", "matrix", "--test", "matrix"])
        // The same packages as in `cargo xtask test`, so that dependencies are compiled once.
        .args(["--workspace", "--exclude", "nlmatrix-agent"])
        .args(["--no-fail-fast", "--no-tests", "pass"])
        .dir(options.workspace.clone())
        .env(MATRIX_VARIABLE, workshop.matrix.path.as_str())
        .env(CELLS_VARIABLE, folder.as_str());
    if let Some(kind) = options.accel {
        job = job.env(ACCEL_VARIABLE, kind.to_string());
    }
    if !options.selection.is_all() {
        let names: Vec<String> = cells.iter().map(|cell| format!("test(={})", cell.id)).collect();
        job = job.arg("-E").arg(names.join(" + "));
    }
    job.show()?;
    Ok(())
}

fn host(workshop: &Workshop, began: OffsetDateTime, started: Instant) -> Host {
    let accel = accel(workshop);
    let qemu = Job::new("qemu-system-x86_64").arg("--version").finish();
    let qemu = qemu.map_or(String::new(), |it| it.output.lines().next().unwrap_or("").to_owned());
    Host {
        nlmatrix: env!("CARGO_PKG_VERSION").to_owned(),
        started: began.format(&Rfc3339).unwrap_or_default(),
        duration_ms: started.elapsed().as_millis() as u64,
        qemu,
        accel: accel.as_ref().map_or(String::new(), |accel| accel.kind.to_string()),
        accel_reason: accel.map_or(String::new(), |accel| accel.reason),
        cpus: std::thread::available_parallelism().map_or(0, usize::from),
        matrix: workshop.matrix.path.to_string(),
    }
}

/// The accelerator that the cells used, as the store remembers it.
fn accel(workshop: &Workshop) -> Option<crate::vm::Accel> {
    let entries = workshop.matrix.kernels.iter();
    let machine =
        entries.filter_map(|entry| workshop.machine(entry, &workshop.kernel(entry).ok()?).ok());
    workshop.accel(&machine.into_iter().next()?).ok()
}
