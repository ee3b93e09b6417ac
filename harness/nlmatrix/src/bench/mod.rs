//! `cargo xtask bench`: what a boot, a fork and a cell cost, compared with raw QEMU and other systems.

mod cells;
mod edit;
mod error;
mod floor;
mod host;
mod list;
mod memory;
mod peers;
mod results;
mod roots;
mod stats;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use indicatif::MultiProgress;

pub use cells::run_here;
use cells::{Cells, How};
pub use edit::{Asked, Edit, measure as measure_edit};
pub use error::BenchError;
use results::KernelTimes;
pub use results::Results;
pub use roots::{Roots, measure as measure_roots};
use stats::{Spread, ms, round};

use crate::matrix::{KernelEntry, Matrix};
use crate::plan::{self, Cell, Selection};
use crate::process::Job;
use crate::run::Run;
use crate::runner::{Sources, Workshop, prepare, schedule};
use crate::store::{Scratch, Store};
use crate::vm::{Accel, Machine};

/// What to measure, and how often.
pub struct Options {
    /// Which kernels.
    pub kernels: Option<String>,
    /// Rounds of the interleaved run.
    pub rounds: usize,
    /// Cells of the long row.
    pub cells: usize,
    /// The kernels that other systems boot: a path for all, or `NAME=PATH` for one of them.
    pub peer_kernels: Vec<String>,
    /// nlmatrix itself, which runs one cell in each process.
    pub program: Utf8PathBuf,
    /// The folder of nlmatrix's own workspace.
    pub workspace: Utf8PathBuf,
}

/// One kernel, ready to be measured, and its measurements in milliseconds.
struct Subject<'a> {
    entry: &'a KernelEntry,
    bare: Machine,
    floor: Vec<f64>,
    cold: Vec<f64>,
    fork: Vec<f64>,
}

/// Measures everything.
pub fn run(matrix: Matrix, store: Store, options: &Options) -> Result<Results, BenchError> {
    let selection = Selection::new(options.kernels.as_deref(), None)?;
    let workshop = Workshop::open(matrix, store, Sources::default())?;
    let workshop = workshop.pin_missing(|id| selection.takes_kernel(id))?;
    let cells: Vec<Cell> =
        plan::plan(&workshop.matrix).into_iter().filter(|cell| selection.takes(cell)).collect();
    prepare::prepare(&workshop, &cells, &MultiProgress::new(), &|_, _| {});
    let parent = Utf8PathBuf::from_path_buf(std::env::temp_dir()).unwrap_or("/tmp".into());
    let scratch = Scratch::new(&parent, "nlmatrix-")?;
    let mut subjects = subjects(&workshop, &selection, options, scratch.path())?;
    let kernels: Vec<String> = subjects.iter().map(|it| it.entry.id.clone()).collect();
    let accel = workshop.accel(&subjects[0].bare)?;
    let handoff = scratch.path().join("handoff.json");
    let (variable, _) = workshop.handoff().leave(&handoff)?;
    let cells = Cells {
        program: options.program.clone(),
        matrix: camino::absolute_utf8(&workshop.matrix.path)?,
        handoff: (variable, handoff.into_string()),
        folder: scratch.path().join("cells"),
        started: AtomicUsize::new(0),
    };
    let mut results = Results { host: host::describe(&accel), ..Results::default() };
    rounds(&mut subjects, &cells, options, &accel, &mut results)?;
    summarise(&subjects, &mut results);
    throughput(&cells, &kernels, options.cells, &mut results);
    let first = subjects[0].entry;
    let template = workshop.template(first, &workshop.kernel(first)?)?;
    results.vm_mib = memory::in_flight(|| template.fork())?;
    warm_matrix(options, &cells.matrix, scratch.path(), &mut results)?;
    results.list_ms = round(ms(list::measure(&options.workspace, scratch.path())?));
    results.store_mib = memory::folder_mib(workshop.store.root());
    Ok(results)
}

fn subjects<'a>(
    workshop: &'a Workshop,
    selection: &Selection,
    options: &Options,
    folder: &Utf8Path,
) -> Result<Vec<Subject<'a>>, BenchError> {
    let entries = workshop.matrix.kernels.iter();
    let entries = entries.filter(|it| selection.takes_kernel(&it.id));
    let entries = entries.filter(|it| workshop.without(&it.id).is_none());
    let subject = |entry| {
        let kernel = workshop.kernel(entry)?;
        let bare = floor::machine(workshop, entry, &kernel, &options.workspace, folder)?;
        Ok(Subject { entry, bare, floor: Vec::new(), cold: Vec::new(), fork: Vec::new() })
    };
    let subjects: Vec<_> = entries.map(subject).collect::<Result<_, BenchError>>()?;
    let asked = options.kernels.clone().unwrap_or_default();
    if subjects.is_empty() { Err(BenchError::NoKernel { kernel: asked }) } else { Ok(subjects) }
}

/// The interleaved part. The first round warms the host's caches and is not counted.
fn rounds(
    subjects: &mut [Subject<'_>],
    cells: &Cells,
    options: &Options,
    accel: &Accel,
    results: &mut Results,
) -> Result<(), BenchError> {
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let lost = |reason| BenchError::Lost { reason };
    for round in 0..=options.rounds {
        tracing::info!("round {round} of {}", options.rounds);
        for subject in &mut *subjects {
            let floor = ms(floor::measure(&subject.bare)?);
            let cold = ms(cells.one(&subject.entry.id, How::Cold).map_err(lost)?);
            let fork = ms(cells.one(&subject.entry.id, How::Fork).map_err(lost)?);
            if round > 0 {
                subject.floor.push(floor);
                subject.cold.push(cold);
                subject.fork.push(fork);
            }
        }
        for peer in peers::PEERS.iter().filter(|_| round > 0) {
            if results.peer_reasons.contains_key(peer.name) {
                continue;
            }
            match peer.measure(peer.kernel(&options.peer_kernels), accel.kind) {
                Ok(took) => times.entry(peer.name).or_default().push(ms(took)),
                Err(reason) => {
                    tracing::warn!("{} ({}): {reason}", peer.name, peer.command());
                    results.peer_reasons.insert(peer.name.to_owned(), reason);
                }
            }
        }
    }
    for peer in &peers::PEERS {
        let spread = times.get(peer.name).and_then(|times| Spread::of(times));
        let spread = spread.filter(|_| !results.peer_reasons.contains_key(peer.name));
        results.peers.insert(peer.name.to_owned(), spread.map(|it| it.median));
        results.peer_spread.extend(spread.map(|it| (peer.name.to_owned(), it)));
    }
    Ok(())
}

fn summarise(subjects: &[Subject<'_>], results: &mut Results) {
    let all = |of: for<'a> fn(&'a Subject<'_>) -> &'a Vec<f64>| {
        let values: Vec<f64> = subjects.iter().flat_map(of).copied().collect();
        Spread::of(&values).unwrap_or_default().median
    };
    results.floor_ms = all(|it| &it.floor);
    results.cold_ms = all(|it| &it.cold);
    for Subject { entry, floor, cold, fork, .. } in subjects {
        let [floor, cold, fork] =
            [floor, cold, fork].map(|times| Spread::of(times).unwrap_or_default());
        results.fork_ms.insert(entry.id.clone(), fork.median);
        results.kernels.insert(entry.id.clone(), KernelTimes { floor, cold, fork });
    }
}

/// Cells a second, and the long row, at two workers, of which none may be lost.
fn throughput(cells: &Cells, kernels: &[String], row: usize, results: &mut Results) {
    let workers = schedule::threads();
    let few = (row / 20).clamp(20, 100);
    for (workers, count) in [(1, few), (workers, few), (2, row)] {
        tracing::info!("{count} forked cells, {workers} at once");
        let tally = cells.many(kernels, count, workers);
        results.cells_per_s.insert(workers.to_string(), round(tally.per_second()));
        results.lost += tally.lost.len();
    }
    results.row = row;
}

/// The matrix twice: the first run fills the store, the second is measured.
fn warm_matrix(
    options: &Options,
    matrix: &Utf8Path,
    folder: &Utf8Path,
    results: &mut Results,
) -> Result<(), BenchError> {
    let out = folder.join("out");
    let mut job = Job::new(options.program.as_str()).args([
        "matrix",
        "--matrix",
        matrix.as_str(),
        "--out",
        out.as_str(),
    ]);
    if let Some(kernels) = &options.kernels {
        job = job.args(["--kernel", kernels]);
    }
    tracing::info!("the matrix, warm");
    job.finish()?;
    let started = Instant::now();
    let (finished, peak) = memory::peak_mib(|| job.finish());
    finished?;
    results.warm_matrix_s = round(started.elapsed().as_secs_f64());
    results.peak_mib = peak;
    let run: Run = serde_json::from_slice(&fs_err::read(out.join("run.json"))?)
        .map_err(std::io::Error::other)?;
    let unexpected = run.cells.iter().filter(|cell| !cell.as_expected).count();
    results.warm_cells = (run.cells.len(), unexpected);
    Ok(())
}
