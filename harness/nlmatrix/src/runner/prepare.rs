//! Makes everything that cells need. Each kernel has a pipeline of its own, at whose end its cells can run. Progress
//! is shown as a bar for each stage on a terminal, and as lines elsewhere.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Mutex, OnceLock, mpsc};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::WorkshopError;
use super::news::is_new;
use super::stage::Stage;
use super::without::Lack;
use super::workshop::Workshop;
use super::workshop::instruments::instruments;
use crate::fault::chain;
use crate::matrix::{KernelEntry, Provider};
use crate::module::{self, Sources};
use crate::plan::Cell;
use crate::run::ModuleId;
use crate::signals;

/// What comes from the store takes less time than this, and is not worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(200);

/// One build: a module for a kernel.
type Build<'a> = (&'a KernelEntry, ModuleId);

/// Generations that are expected to build for a kernel, built by one `make`.
type Group<'a> = (&'a KernelEntry, Vec<Sources>);

/// Called with each stage that a kernel reaches.
pub type Reached<'a> = &'a (dyn Fn(&KernelEntry, Stage) + Sync);

/// Makes kernels, toolchain, modules, images, bundles and templates for the kernels of `cells`, and tells `reached`
/// which stage each kernel has reached: packaged kernels first, then those that are built from source.
///
/// A kernel that cannot be prepared does not stop the others, and is reported too: its cells will say why.
pub fn prepare(workshop: &Workshop, cells: &[Cell], bars: &MultiProgress, reached: Reached<'_>) {
    let wanted: BTreeSet<&str> = cells.iter().map(|cell| cell.id.kernel.as_str()).collect();
    let selected = workshop.matrix.kernels.iter();
    let selected = selected.filter(|entry| wanted.contains(entry.id.as_str()));
    let (from_source, shipped): (Vec<_>, Vec<_>) =
        selected.partition(|entry| matches!(entry.provider, Provider::Source(_)));
    let shipped = VecDeque::from(shipped);
    let clients = OnceLock::new();
    let pipeline = Pipeline { workshop, bars, cells, reached, clients: &clients };
    let files = |entry: &&KernelEntry| workshop.kernel(entry).map(drop);
    let (say, announced) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (downloads, _) = workshop.announce(&from_source);
            say.send(()).ok();
            workshop.bring(&downloads);
        });
        if cells.iter().any(|cell| Stage::of(cell, &workshop.matrix) > Stage::Guests) {
            scope.spawn(|| pipeline.make_clients());
        }
        scope.spawn(|| in_parallel(bars, "kernels", shipped.clone(), files).ok());
        let make_shipped = |entry: &&KernelEntry| -> Result<(), Infallible> {
            pipeline.make(entry);
            Ok(())
        };
        in_parallel(bars, "ready", shipped.clone(), make_shipped).ok();
        // Say what will be downloaded before anything is.
        announced.recv().ok();
        scope.spawn(|| {
            // On Linux this applies to this thread and its children only. If it fails, builds run at normal priority.
            rustix::process::nice(NICER).ok();
            build_kernels(&pipeline, &from_source);
        });
    });
}

/// The niceness of builds: cells of other kernels run at the same time, and should not wait for them.
const NICER: i32 = 5;

/// The stages of each kernel.
struct Pipeline<'a> {
    workshop: &'a Workshop,
    bars: &'a MultiProgress,
    cells: &'a [Cell],
    reached: Reached<'a>,
    /// Have the clients been made?
    clients: &'a OnceLock<()>,
}

impl Pipeline<'_> {
    /// Everything that cells of a packaged kernel need, stage by stage.
    fn make(&self, entry: &KernelEntry) {
        let cells = self.cells.iter().filter(|cell| cell.id.kernel == entry.id);
        let stages: BTreeSet<Stage> =
            cells.map(|cell| Stage::of(cell, &self.workshop.matrix)).collect();
        for stage in stages {
            if self.is_there(entry) {
                if stage >= Stage::Clients {
                    self.make_clients();
                }
                self.make_stage(entry, stage);
            }
            (self.reached)(entry, stage);
        }
    }

    fn make_stage(&self, entry: &KernelEntry, stage: Stage) {
        let workshop = self.workshop;
        if stage == Stage::Modules {
            if workshop.asks() && !entry.boot_only() {
                let answers = || workshop.answers(&workshop.kernel(entry)?).map(drop);
                self.step("probes", entry, &answers);
            }
            build_modules(self, entry);
        }
        self.step("images", entry, &|| make_image(workshop, entry, stage));
        if self.is_there(entry) {
            let template = || workshop.template(entry, &workshop.kernel(entry)?).map(drop);
            self.step("templates", entry, &template);
        }
    }

    /// Makes the toolchain and the clients for all kernels at once, so that the compiler's messages appear only once.
    fn make_clients(&self) {
        self.clients.get_or_init(|| {
            let root = |(): &()| self.workshop.toolchain().map(drop);
            in_parallel(self.bars, "toolchain", [()].into(), root).ok();
            self.workshop.make_clients();
        });
    }

    fn is_there(&self, entry: &KernelEntry) -> bool {
        self.workshop.without(&entry.id).is_none()
    }

    fn step(
        &self,
        name: &str,
        entry: &KernelEntry,
        make: &(dyn Fn() -> Result<(), WorkshopError> + Sync),
    ) {
        in_parallel(self.bars, name, [entry].into(), |_| make()).ok();
    }
}

/// Makes the image of a kernel, and the bundle for its guests. If no cell could do better, the kernel is given up.
fn make_image(workshop: &Workshop, entry: &KernelEntry, stage: Stage) -> Result<(), WorkshopError> {
    let kernel = workshop.kernel(entry)?;
    let bundle = workshop.bundle(entry, &kernel, stage);
    bundle.and_then(|_| workshop.template_key(entry, &kernel)).map(drop).map_err(|error| {
        let error = workshop.told(error);
        match error {
            WorkshopError::Outage(_) => workshop.give_up(entry, error),
            other => other,
        }
    })
}

/// Builds modules: first those that are expected to build, together, then the rest.
fn build_modules(pipeline: &Pipeline<'_>, entry: &KernelEntry) {
    let Pipeline { workshop, bars, cells, .. } = *pipeline;
    if entry.boot_only() {
        return;
    }
    let build_group =
        |(entry, group): &Group<'_>| workshop.modules_together(&workshop.kernel(entry)?, group);
    in_parallel(bars, "modules", build_groups(workshop, entry), build_group).ok();
    let build = |(entry, id): &Build<'_>| workshop.module(&workshop.kernel(entry)?, id).map(drop);
    in_parallel(bars, "modules", builds(workshop, entry, cells), build).ok();
}

/// Builds those of `kernels` whose source is on this host, and what depends on each, one at a time: each build uses
/// all processors.
fn build_kernels(pipeline: &Pipeline<'_>, kernels: &[&KernelEntry]) {
    let Pipeline { workshop, bars, .. } = *pipeline;
    let bar = bars.add(bar("kernels from source", kernels.len()));
    let mut absent = Vec::new();
    for entry in kernels.iter().take_while(|_| !signals::came()) {
        bar.set_message(format!("kernel {}", entry.id));
        if !build_kernel(workshop, entry) {
            absent.push(entry.id.as_str());
        }
        pipeline.make(entry);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if !absent.is_empty() {
        tracing::info!(
            "unavailable, as their source is missing (`{} kernels get` fetches it): {}",
            super::command(),
            absent.join(", ")
        );
    }
}

/// Builds one, and says how that went; false if there is no source of it.
fn build_kernel(workshop: &Workshop, entry: &KernelEntry) -> bool {
    let started = Instant::now();
    match (workshop.kernel(entry), workshop.without(&entry.id)) {
        (Ok(_), _) if started.elapsed() < WORTH_A_LINE => {}
        (Ok(_), _) => {
            tracing::info!("kernel {}: {:.1} s", entry.id, started.elapsed().as_secs_f64());
        }
        (Err(_), Some(without)) if without.lack == Lack::NoSource => return false,
        (Err(error), _) => {
            let text = chain(&error);
            if !signals::came() && is_new(&text) {
                tracing::error!("kernel {}: {text}", entry.id);
            }
        }
    }
    true
}

/// The modules that go into the images, in groups. A module that cannot be read is built, and reported, by itself.
fn build_groups<'a>(workshop: &Workshop, entry: &'a KernelEntry) -> VecDeque<Group<'a>> {
    let systems = workshop.matrix.systems.iter().filter(|system| system.own.is_none());
    let sources = systems.flat_map(|system| {
        let building = system.generations.iter().filter(|it| it.builds_for(entry));
        building.filter_map(|it| workshop.sources_of(&system.module(it)).ok())
    });
    let sources = sources.chain(instruments(entry)).collect();
    module::groups(sources).into_iter().map(|group| (entry, group)).collect()
}

/// Every generation that goes into the kernel's image or has a cell.
fn builds<'a>(workshop: &Workshop, entry: &'a KernelEntry, cells: &[Cell]) -> VecDeque<Build<'a>> {
    let of_kernel = cells.iter().filter(|cell| cell.id.kernel == entry.id);
    let asked: BTreeSet<&ModuleId> = of_kernel.map(|cell| &cell.id.module).collect();
    let mut builds = VecDeque::new();
    for system in &workshop.matrix.systems {
        for generation in &system.generations {
            let id = system.module(generation);
            if generation.builds_for(entry) || asked.contains(&id) {
                builds.push_back((entry, id));
            }
        }
    }
    builds
}

/// One step of a stage, in words.
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

/// Runs `step` for each of `queue` on as many threads as there are processors; returns the first error after all have
/// ended. A terminal shows a bar; elsewhere each step that took some time gets a line.
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
        while let Some(item) = next().filter(|_| !signals::came()) {
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
                if !signals::came() && is_new(&text) {
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

/// A bar on standard error; nothing where that is not a terminal.
fn bar(stage: &str, length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}, {msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style).with_message(stage.to_owned())
}
