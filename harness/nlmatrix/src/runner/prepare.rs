//! Everything that cells will ask for, made before the first of them runs: in parallel where it is
//! independent, with a bar for each stage on a terminal and lines elsewhere.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::WorkshopError;
use super::outage;
use super::without::Lack;
use super::workshop::Workshop;
use super::workshop::kernels::spec_of;
use crate::fault::chain;
use crate::kernel::KernelError;
use crate::kernel::debian::{self, MatrixLock};
use crate::matrix::{KernelEntry, Matrix, Provider};
use crate::module::{self, Sources};
use crate::plan::Cell;
use crate::store::Store;

/// What comes from the store is not worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(200);

/// Which Debian kernels to resolve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// Those that are not pinned yet.
    Missing,
    /// All of them.
    All,
    /// All of them, and change no pin.
    Compare,
}

/// Resolves Debian kernels of `matrix` and pins them in its lock; gives a line for each pin that
/// changed.
pub fn resolve(
    matrix: &Matrix,
    store: &Store,
    which: Resolve,
) -> Result<Vec<String>, WorkshopError> {
    let path = matrix.lock_path();
    let old = MatrixLock::read(&path)?;
    let debian = matrix.kernels.iter().filter(|it| matches!(it.provider, Provider::Debian(_)));
    let wanted = debian.filter(|entry| which != Resolve::Missing || !is_pinned(&old, entry));
    let wanted: VecDeque<&KernelEntry> = wanted.collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut lock = old.clone();
    lock.retain(|id| matrix.kernel(id).is_some());
    let found = Mutex::new(Vec::new());
    let down = AtomicBool::new(false);
    in_parallel(&MultiProgress::new(), "packages", wanted, |entry| {
        let Provider::Debian(debian) = &entry.provider else { return Ok(()) };
        // The first one's error is enough.
        if down.load(Ordering::Relaxed) {
            return Ok(());
        }
        let locked = match debian::resolve(store, &entry.id, &spec_of(entry, debian)) {
            Err(KernelError::NotInSuite { .. }) if entry.optional => return Ok(()),
            Err(error) => {
                let error = WorkshopError::from(error);
                let Some(reason) = outage::of(&error, store) else { return Err(error) };
                down.store(true, Ordering::Relaxed);
                return Err(WorkshopError::Outage(reason));
            }
            Ok(locked) => locked,
        };
        found.lock().expect("no thread panics with it").push(locked);
        Ok(())
    })?;
    let mut changes = Vec::new();
    for locked in found.into_inner().expect("no thread panicked") {
        if old.get(&locked.id) != Some(&locked) {
            changes.push(format!("{}: {} ({})", locked.id, locked.release, locked.version));
        }
        lock.insert(locked);
    }
    changes.sort();
    if which != Resolve::Compare {
        lock.write(&path)?;
    }
    Ok(changes)
}

/// Is there a pin of what `entry` asks for? One of something else, as of another flavour, is said.
fn is_pinned(lock: &MatrixLock, entry: &KernelEntry) -> bool {
    let (Some(pin), Provider::Debian(debian)) = (lock.get(&entry.id), &entry.provider) else {
        return false;
    };
    let is_of = pin.is_of(&spec_of(entry, debian));
    if !is_of {
        let (id, release, suite) = (&entry.id, &pin.release, &pin.suite);
        tracing::info!(
            "{id} was pinned as {release} of {suite}, which the matrix asks for no more: resolved anew"
        );
    }
    is_of
}

/// One build: a generation of a system for a kernel.
type Build<'a> = (&'a KernelEntry, &'a str, &'a str);

/// Generations that are expected to build for a kernel, by one `make`.
type Group<'a> = (&'a KernelEntry, Vec<Sources>);

/// Makes kernels, toolchain, modules, images and templates of the kernels of `cells`.
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

/// Makes the image of a kernel, with all that goes into it. What no cell could do better is given up.
fn make_image(workshop: &Workshop, entry: &KernelEntry) -> Result<(), WorkshopError> {
    let kernel = workshop.kernel(entry)?;
    workshop.template_key(entry, &kernel).map(drop).map_err(|error| {
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
    let build = |(entry, system, generation): &Build<'_>| {
        workshop.module(&workshop.kernel(entry)?, system, generation).map(drop)
    };
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
        let all = systems.flat_map(|system| system.generations.iter().map(move |it| (system, it)));
        let building = all.filter(|(_, generation)| generation.builds_on(&entry.series));
        let sources =
            building.filter_map(|(system, it)| workshop.sources_of(&system.name, &it.name).ok());
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
    let key = |cell: &'a Cell| (&*cell.id.kernel, &*cell.id.system, &*cell.id.generation);
    let asked: BTreeSet<_> = cells.iter().map(key).collect();
    let mut builds = VecDeque::new();
    for &entry in kernels.iter().filter(|entry| !entry.boot_only()) {
        for system in &workshop.matrix.systems {
            for generation in &system.generations {
                let build = (entry, &*system.name, &*generation.name);
                if generation.builds_on(&entry.series)
                    || asked.contains(&(&*entry.id, build.1, build.2))
                {
                    builds.push_back(build);
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
        let (entry, system, generation) = self;
        let dot = if generation.is_empty() { "" } else { "." };
        format!("{} {system}{dot}{generation}", entry.id)
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

/// Was this not said yet? What every step runs into is said by the first.
fn is_new(text: &str) -> bool {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned())
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(stage: &str, length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}, {msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style).with_message(stage.to_owned())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;

    #[test]
    fn every_pin_of_our_own_matrix_is_what_it_asks_for() {
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let matrix = crate::matrix::load(path, crate::scenario::shipped()).unwrap();
        let lock = MatrixLock::read(&matrix.lock_path()).unwrap();
        let debian = matrix.kernels.iter().filter(|it| lock.get(&it.id).is_some());
        let strays: Vec<&str> =
            debian.filter(|entry| !is_pinned(&lock, entry)).map(|entry| &*entry.id).collect();
        assert_eq!(strays, [""; 0]);
    }
}
