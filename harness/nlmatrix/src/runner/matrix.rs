//! A whole run: prepare, let nextest run the cells, collect, report.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use indicatif::MultiProgress;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Workshop;
use super::WorkshopError;
use super::coming::Coming;
use super::progress::Told;
use super::publish::write;
pub use super::run_error::RunError;
use super::sources::Sources;
use super::stage::Stage;
use super::{collect, history, nextest, record, resume, schedule};
use crate::environment;
use crate::matrix::Matrix;
use crate::plan::{self, Cell, Durations, Selection, Shard};
use crate::process::Job;
use crate::run::{CellRecord, Commands, Host, Run, SCHEMA};
use crate::signals;
use crate::store::{Care, Store, Trimmed, told};
use crate::verdict::{Rounds, hold_hardware_together};

/// What to run, and where to put the results.
pub struct Options {
    /// Which cells.
    pub selection: Selection,
    /// Which shard of them.
    pub shard: Option<Shard>,
    /// What the cells took in an earlier run, to balance the shards.
    pub durations: Durations,
    /// The report's folder.
    pub out: Utf8PathBuf,
    /// The folder of summaries of earlier runs; a run of the whole matrix adds its own.
    pub history: Utf8PathBuf,
    /// Trees given on the command line.
    pub sources: Sources,
    /// An accelerator, if one is forced.
    pub accel: Option<environment::Accelerator>,
    /// How many cells to run at once; `None` leaves it to [`schedule::threads`].
    pub jobs: Option<usize>,
    /// Boot every kernel again, even if the store has a record of that boot.
    pub cold: bool,
    /// Keep the results of the cells that have run already, and run the rest.
    pub resume: bool,
    /// How often to run all cells; a cell that does not always end the same way is `flaky`.
    pub repeat: usize,
    /// How this program was called.
    pub commands: Commands,
}

/// Runs the cells of `matrix` (which includes the trees) that `options` select, and writes the report.
pub fn run(matrix: Matrix, store: Store, options: &Options) -> Result<Run, RunError> {
    let (started, began) = (Instant::now(), OffsetDateTime::from(SystemTime::now()));
    let whole = plan::plan(&matrix);
    let selected = whole.iter().filter(|cell| options.selection.takes(cell));
    let selected: Vec<Cell> = selected.cloned().collect();
    if selected.is_empty() {
        return Err(RunError::Nothing(options.selection.says_why_nothing(&whole)));
    }
    resume::check(&options.out)?;
    let cells = match options.shard {
        Some(shard) => shard.of(selected.clone(), &options.durations),
        None => selected.clone(),
    };
    let workshop = opened(matrix, store, options, &cells)?;
    let (workshop, bars) = (Arc::new(workshop), MultiProgress::new());
    let mut coming = Coming::begin(&workshop, &cells, &bars);
    coming.wait();
    // From here on there is something to report.
    let _deferred = signals::defer();
    let ground = Ground { workshop: &workshop, options, cells: &cells, bars: &bars };
    let host_of = |done: &[Cell]| Host {
        commands: options.commands.clone(),
        ..host(&workshop, done, began, started)
    };
    let so_far = |done: &[Cell], records| {
        let to_come = cells.len() - done.len();
        let run = of_cells(&workshop, done, records, host_of(done));
        report(Run { to_come, ..run }, options).map(drop)
    };
    let records = rounds(&ground, coming, so_far)?;
    remember(&workshop, &records);
    let run = Run {
        elsewhere: collect::elsewhere(&selected, &cells),
        passed_over: options.selection.passed_over(&whole),
        stale: match options.selection.is_all() {
            true => collect::stale(&workshop, &whole),
            false => Vec::new(),
        },
        ..of_cells(&workshop, &cells, records, host_of(&cells))
    };
    let run = report(run, options)?;
    if options.selection.is_all() && !signals::came() {
        history::keep(&run, &options.history)?;
    }
    if !signals::came() {
        trim(&workshop);
    }
    Ok(run)
}

/// The workshop of a run, after checking everything that can be checked before anything is made.
fn opened(
    matrix: Matrix,
    store: Store,
    options: &Options,
    cells: &[Cell],
) -> Result<Workshop, RunError> {
    sweep(&store);
    let store = store.with_care(Care::Digests);
    let workshop = Workshop::open(matrix, store, options.sources.clone())?;
    let workshop = workshop.with_options(options.accel, options.cold).with_checks();
    let workshop = workshop.pin_missing(|id| cells.iter().any(|cell| cell.id.kernel == id))?;
    workshop.check_roots()?;
    Ok(workshop)
}

/// Completes `run`, compares it with earlier runs, and writes its report.
fn report(mut run: Run, options: &Options) -> Result<Run, RunError> {
    run.sum_up();
    history::recall(&mut run, &options.history)?;
    write(&run, &options.out)?;
    Ok(run)
}

/// What all rounds of a run share.
struct Ground<'a> {
    workshop: &'a Workshop,
    options: &'a Options,
    cells: &'a [Cell],
    bars: &'a MultiProgress,
}

/// Records how long the cells took, for the order of the next run.
fn remember(workshop: &Workshop, records: &[CellRecord]) {
    if let Err(error) = schedule::remember(&workshop.store, records) {
        tracing::warn!("failed to record how long the cells took: {error}");
    }
}

/// The record of a run in which `cells` have these `records`, and which mentions no other cells.
fn of_cells(workshop: &Workshop, cells: &[Cell], records: Vec<CellRecord>, host: Host) -> Run {
    Run {
        schema: SCHEMA,
        host,
        kernels: collect::kernels(workshop, cells, &records),
        systems: collect::systems(workshop, cells),
        scenarios: collect::scenarios(workshop, cells),
        self_tests: collect::self_tests(workshop, cells),
        needs: collect::needs(workshop, cells),
        builds: collect::builds(workshop, cells),
        lacking_clients: workshop.lacking_clients(),
        totals: Default::default(),
        tally: Default::default(),
        did_not_run: Vec::new(),
        elsewhere: Default::default(),
        passed_over: Default::default(),
        history: Vec::new(),
        cells: records,
        to_come: 0,
        stale: Vec::new(),
        probes: match signals::came() {
            true => Default::default(),
            false => super::probe::for_run(workshop, cells),
        },
    }
}

/// Runs the cells as often as the options ask for, and returns their results. Whenever cells have ended and no others
/// can start yet, `so_far` gets the results up to then.
fn rounds(
    ground: &Ground<'_>,
    coming: Coming,
    so_far: impl Fn(&[Cell], Vec<CellRecord>) -> Result<(), RunError>,
) -> Result<Vec<CellRecord>, RunError> {
    let Ground { workshop, options, cells, .. } = *ground;
    let plan = resume::fingerprint(&workshop.matrix);
    let folder = if options.resume {
        resume::reopen(&options.out, &plan)?
    } else {
        resume::fresh(&options.out, &plan)?
    };
    drive_as_they_come(ground, coming, &folder, so_far)?;
    let mut rounds = Rounds::default();
    rounds.add(collect::cells(workshop, &folder, cells));
    for round in 2..=options.repeat {
        if !signals::came() {
            tracing::info!("round {round} of {}", options.repeat);
            resume::fresh(&options.out, &plan)?;
            drive(ground, cells, &folder, &Told::default())?;
        }
        if signals::came() {
            // Half a round does not show that a cell is flaky.
            let (done, asked) = (round - 1, options.repeat);
            tracing::warn!("interrupted: these are the results of {done} of {asked} rounds");
            break;
        }
        rounds.add(collect::cells(workshop, &folder, cells));
    }
    Ok(together(workshop, rounds.finish()))
}

/// Runs the cells of the kernels that are ready, while others are being made.
fn drive_as_they_come(
    ground: &Ground<'_>,
    mut coming: Coming,
    folder: &Utf8Path,
    so_far: impl Fn(&[Cell], Vec<CellRecord>) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let Ground { workshop, cells, .. } = *ground;
    let (mut done, told): (Vec<Cell>, _) = (Vec::new(), Told::default());
    while let Some(here) = coming.next() {
        let is_ready = |cell: &&Cell| {
            let stage = Stage::of(cell, &workshop.matrix);
            here.iter().any(|(id, reached)| *id == cell.id.kernel && *reached == stage)
        };
        let ready: Vec<Cell> = cells.iter().filter(is_ready).cloned().collect();
        done.extend(ready.iter().cloned());
        if done.len() == cells.len() {
            // A name may be known to a single kernel: that no kernel knows it is certain only when all are there.
            workshop.check_parameters(cells)?;
            workshop.check_kernel_modules(cells)?;
        }
        drive(ground, &resume::rest(folder, &ready), folder, &told)?;
        if coming.is_behind() && !signals::came() {
            so_far(&done, together(workshop, collect::cells(workshop, folder, &done)))?;
        }
    }
    coming.end(workshop);
    Ok(())
}

/// `records`, after those that depend on each other were compared.
fn together(workshop: &Workshop, mut records: Vec<CellRecord>) -> Vec<CellRecord> {
    let arch = |id: &str| workshop.matrix.kernel(id).map(|kernel| kernel.arch);
    hold_hardware_together(&mut records, arch);
    records
}

/// Templates take up about 60 MiB each, every change of a module or client makes new bundles, and the folders in
/// which modules were built stay.
const UNUSED: Duration = Duration::from_secs(14 * 24 * 3600);

/// Removes what killed runs left, and templates that have not been used for long.
pub fn sweep(store: &Store) {
    for kind in ["templates", "bundles", "builds"] {
        store.prune(kind, UNUSED);
    }
    let folders = store.sweep() + crate::vm::sweep();
    if folders > 0 {
        tracing::info!("removed {folders} folders left by a killed run");
    }
}

/// Keeps the store within its limit, and says what was removed. Nothing that this process has used is.
pub fn trim(workshop: &Workshop) {
    // A wrong value of the variable has already ended the program at its start.
    let limit = environment::store_limit(workshop.matrix.store_limit).unwrap_or_default();
    let Trimmed { products, bytes, left, limit } = workshop.store.trim(limit);
    if products > 0 || left > limit {
        let rest = if left > limit { ", all of it in use" } else { "" };
        tracing::info!(
            "the store's limit is {} (`{} store`): removed {products} products that no run uses ({}), \
             {} left{rest}",
            told(limit),
            super::command(),
            told(bytes),
            told(left)
        );
    }
}

/// Has nextest run `cells`; those that need no machine are recorded without a process.
fn drive(
    ground: &Ground<'_>,
    cells: &[Cell],
    folder: &Utf8Path,
    told: &Told,
) -> Result<(), RunError> {
    let Ground { workshop, options, bars, .. } = *ground;
    let mut driven = Vec::new();
    for cell in cells {
        match super::cell::without_vm(workshop, cell) {
            Some(record) => record::keep(&record, folder)?,
            None => driven.push(cell.clone()),
        }
    }
    if driven.is_empty() || signals::came() {
        return Ok(());
    }
    // It belongs to the store, so that it disappears with this process however that ends.
    signals::when_interrupted("run it again with --resume to keep the results so far");
    let scratch = workshop.store.scratch::<WorkshopError>("runs").map_err(WorkshopError::from)?;
    nextest::run(&nextest::Batch {
        handoff: workshop.handoff(),
        cells: &driven,
        records: folder,
        scratch: scratch.path(),
        total: ground.cells.len(),
        told,
        bars,
        threads: options.jobs.unwrap_or_else(schedule::threads),
        durations: &schedule::durations(&workshop.store),
    })?;
    Ok(())
}

fn host(workshop: &Workshop, cells: &[Cell], began: OffsetDateTime, started: Instant) -> Host {
    let accel = accel(workshop, cells);
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
        commands: Commands::default(),
        site: environment::site().unwrap_or_default().unwrap_or_default(),
    }
}

/// The accelerator that the cells used, according to the store. Only kernels of this run are considered, as anything
/// else would have to be made first.
fn accel(workshop: &Workshop, cells: &[Cell]) -> Option<crate::vm::Accel> {
    let entries = cells.iter().filter_map(|cell| workshop.matrix.kernel(&cell.id.kernel));
    let mut machines = entries
        .filter(|entry| entry.arch.is_of_host())
        .filter_map(|entry| workshop.machine(entry, &workshop.kernel(entry).ok()?).ok());
    workshop.accel(&machines.next()?).ok()
}
