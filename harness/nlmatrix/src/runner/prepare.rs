//! Everything that cells will ask for, made before the first of them runs: in parallel where it is
//! independent, with a bar for each stage on a terminal and lines elsewhere.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::WorkshopError;
use super::news::is_new;
use super::without::Lack;
use super::workshop::Workshop;
use super::workshop::instruments::instruments;
use crate::fault::chain;
use crate::matrix::{KernelEntry, Provider};
use crate::module::{self, Sources};
use crate::plan::Cell;
use crate::run::ModuleId;

/// What comes from the store is not worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(200);

/// One build: a module for a kernel.
type Build<'a> = (&'a KernelEntry, ModuleId);

/// Generations that are expected to build for a kernel, by one `make`.
type Group<'a> = (&'a KernelEntry, Vec<Sources>);

/// Makes kernels, toolchain, modules, images, bundles and templates of the kernels of `cells`.
///
/// A kernel that cannot be prepared does not stop the others: its cells will say why.
pub fn prepare(workshop: &Workshop, cells: &[Cell]) {
    let wanted: BTreeSet<&str> = cells.iter().map(|cell| cell.id.kernel.as_str()).collect();
    let selected = workshop.matrix.kernels.iter();
    let selected = selected.filter(|entry| wanted.contains(entry.id.as_str()));
    let (from_source, shipped): (Vec<_>, Vec<_>) =
        selected.partition(|entry| matches!(entry.provider, Provider::Source(_)));
    let shipped = VecDeque::from(shipped);
    let fetch = |entry: &&KernelEntry| workshop.kernel(entry).map(drop);
    let bars = MultiProgress::new();
    let root = |(): &()| workshop.toolchain().map(drop);
    std::thread::scope(|scope| {
        scope.spawn(|| in_parallel(&bars, "toolchain", [()].into(), root).ok());
        scope.spawn(|| in_parallel(&bars, "kernels", shipped.clone(), fetch).ok());
    });
    let (downloads, _) = workshop.announce(&from_source);
    std::thread::scope(|scope| {
        scope.spawn(|| workshop.bring(&downloads));
        build_kernels(workshop, &from_source);
    });
    let there = |entry: &&KernelEntry| workshop.without(&entry.id).is_none();
    let kernels: VecDeque<_> = from_source.into_iter().chain(shipped).filter(there).collect();
    let ask = |entry: &&KernelEntry| workshop.answers(&workshop.kernel(entry)?).map(drop);
    let asked = kernels.iter().copied().filter(|entry| workshop.asks() && !entry.boot_only());
    in_parallel(&bars, "probes", asked.collect(), ask).ok();
    build_modules(workshop, &bars, &kernels, cells);
    let image = |entry: &&KernelEntry| make_image(workshop, entry);
    in_parallel(&bars, "images", kernels.clone(), image).ok();
    let kernels = kernels.into_iter().filter(there).collect();
    let boot = |entry: &&KernelEntry| workshop.template(entry, &workshop.kernel(entry)?).map(drop);
    in_parallel(&bars, "templates", kernels, boot).ok();
}

/// Makes the image of a kernel, and the bundle for its guests. What no cell could do better is given up.
fn make_image(workshop: &Workshop, entry: &KernelEntry) -> Result<(), WorkshopError> {
    let kernel = workshop.kernel(entry)?;
    let bundle = workshop.bundle(entry, &kernel);
    bundle.and_then(|_| workshop.template_key(entry, &kernel)).map(drop).map_err(|error| {
        let error = workshop.told(error);
        match error {
            WorkshopError::Outage(_) => workshop.give_up(entry, error),
            other => other,
        }
    })
}

/// Builds modules: first together what is expected to build, then what is left.
fn build_modules(
    workshop: &Workshop,
    bars: &MultiProgress,
    kernels: &VecDeque<&KernelEntry>,
    cells: &[Cell],
) {
    let build_group =
        |(entry, group): &Group<'_>| workshop.modules_together(&workshop.kernel(entry)?, group);
    in_parallel(bars, "modules", build_groups(workshop, kernels), build_group).ok();
    let build = |(entry, id): &Build<'_>| workshop.module(&workshop.kernel(entry)?, id).map(drop);
    in_parallel(bars, "modules", builds(workshop, kernels, cells), build).ok();
}

/// Builds `kernels` whose source is here, one at a time: each build uses all processors.
fn build_kernels(workshop: &Workshop, kernels: &[&KernelEntry]) {
    let bar = bar("kernels from source", kernels.len());
    let mut absent = Vec::new();
    for entry in kernels {
        bar.set_message(format!("kernel {}", entry.id));
        let started = Instant::now();
        let result = workshop.kernel(entry);
        bar.inc(1);
        match (result, workshop.without(&entry.id)) {
            (Ok(_), _) if started.elapsed() < WORTH_A_LINE => {}
            (Ok(_), _) => {
                tracing::info!("kernel {}: {:.1} s", entry.id, started.elapsed().as_secs_f64());
            }
            (Err(_), Some(without)) if without.lack == Lack::NoSource => {
                absent.push(entry.id.as_str());
            }
            (Err(error), _) => {
                let text = chain(&error);
                if is_new(&text) {
                    tracing::error!("kernel {}: {text}", entry.id);
                }
            }
        }
    }
    bar.finish_and_clear();
    if !absent.is_empty() {
        tracing::info!(
            "no source, so unavailable (`{} kernels get` brings it): {}",
            super::command(),
            absent.join(", ")
        );
    }
}

/// The modules that go into the images, in groups. One that cannot be read is built, and told of, alone.
fn build_groups<'a>(
    workshop: &Workshop,
    kernels: &VecDeque<&'a KernelEntry>,
) -> VecDeque<Group<'a>> {
    let mut groups = VecDeque::new();
    for &entry in kernels.iter().filter(|entry| !entry.boot_only()) {
        let systems = workshop.matrix.systems.iter().filter(|system| system.own.is_none());
        let sources = systems.flat_map(|system| {
            let building = system.generations.iter().filter(|it| it.builds_for(entry));
            building.filter_map(|it| workshop.sources_of(&system.module(it)).ok())
        });
        let sources = sources.chain(instruments(entry));
        groups.extend(module::groups(sources.collect()).into_iter().map(|group| (entry, group)));
    }
    groups
}

/// Every generation that goes into an image or has a cell, for each kernel that has headers.
fn builds<'a>(
    workshop: &'a Workshop,
    kernels: &VecDeque<&'a KernelEntry>,
    cells: &'a [Cell],
) -> VecDeque<Build<'a>> {
    let asked: BTreeSet<_> = cells.iter().map(|cell| (&cell.id.kernel, &cell.id.module)).collect();
    let mut builds = VecDeque::new();
    for &entry in kernels.iter().filter(|entry| !entry.boot_only()) {
        for system in &workshop.matrix.systems {
            for generation in &system.generations {
                let id = system.module(generation);
                if generation.builds_for(entry) || asked.contains(&(&entry.id, &id)) {
                    builds.push_back((entry, id));
                }
            }
        }
    }
    builds
}

/// One step of a stage, for people.
pub(super) trait Step {
    fn name(&self) -> String;
}

impl Step for () {
    fn name(&self) -> String {
        "root".to_owned()
    }
}

impl Step for &KernelEntry {
    fn name(&self) -> String {
        self.id.clone()
    }
}

impl Step for Group<'_> {
    fn name(&self) -> String {
        format!("{}, {} together", self.0.id, self.1.len())
    }
}

impl Step for Build<'_> {
    fn name(&self) -> String {
        let (entry, id) = self;
        format!("{} {id}", entry.id)
    }
}

/// Runs `step` for each of `queue` on as many threads as there are processors; gives the first
/// error after all have ended. On a terminal it shows a bar, elsewhere a line for each step that
/// took its time.
pub(super) fn in_parallel<T: Step + Send, E: std::error::Error + Send + 'static>(
    bars: &MultiProgress,
    stage: &str,
    queue: VecDeque<T>,
    step: impl Fn(&T) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let bar = bars.add(bar(stage, queue.len()));
    let (queue, first) = (Mutex::new(queue), Mutex::new(None));
    let next = || queue.lock().expect("no thread panics with it").pop_front();
    let work = || {
        while let Some(item) = next() {
            let started = Instant::now();
            let name = item.name();
            bar.set_message(format!("{stage}: {name}"));
            let result = step(&item);
            bar.inc(1);
            let took = started.elapsed();
            if bar.is_hidden() && took >= WORTH_A_LINE {
                tracing::info!("{stage} {name}: {:.1} s", took.as_secs_f64());
            }
            if let Err(error) = result {
                let text = chain(&error);
                if is_new(&text) {
                    bars.suspend(|| tracing::warn!("{stage} {name}: {text}"));
                }
                first.lock().expect("no thread panics with it").get_or_insert(error);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    bar.finish_and_clear();
    first.into_inner().expect("no thread panicked").map_or(Ok(()), Err)
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(stage: &str, length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}, {msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style).with_message(stage.to_owned())
}
