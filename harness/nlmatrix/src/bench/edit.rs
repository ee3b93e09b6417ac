//! From an edit to the verdict: one changed line of a module, and what its scenarios say about it on each kernel;
//! compared with the time that `make` alone takes for the same kernels, given the leftovers of the previous build.

use std::collections::VecDeque;
use std::fmt;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::error::BenchError;
use super::stats::{Spread, ms};
use crate::kernel::Kernel;
use crate::matrix::{DebianEntry, KernelEntry, Matrix, Provider};
use crate::module::kbuild;
use crate::plan::Selection;
use crate::process::{Job, ProcessError};
use crate::runner::{Sources, Workshop, WorkshopError};
use crate::store::Store;
use crate::toolchain::{PEOPLES, Toolchain};

const SCENARIOS: [&str; 5] = ["one", "two", "three", "four", "five"];

/// What was measured, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Edit {
    /// On how many kernels.
    pub kernels: usize,
    /// From the changed line to the verdicts of all scenarios.
    pub verdicts: Spread,
    /// `make` alone for the same kernels, as many at a time as there are processors.
    pub make: Spread,
    /// The one median divided by the other.
    pub ratio: f64,
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kernels, verdicts, make, ratio } = self;
        let scenarios = SCENARIOS.len();
        writeln!(f, "one changed line, {kernels} kernels, in ms:")?;
        writeln!(f, "  verdicts of {scenarios} scenarios  {}", verdicts.text())?;
        writeln!(f, "  make alone               {}", make.text())?;
        write!(f, "  ratio                    {ratio:.2}")
    }
}

/// What to measure, and how often.
pub struct Asked {
    /// Which kernels.
    pub kernels: Option<String>,
    /// How many rounds count.
    pub rounds: usize,
    /// nlmatrix itself.
    pub program: Utf8PathBuf,
}

/// Measures both alternately. The first round makes what is made only once, and is not counted.
///
/// # Errors
/// Another stage fails, or a verdict is not the expected one.
pub fn measure(matrix: Matrix, store: &Store, asked: &Asked) -> Result<Edit, BenchError> {
    let selection = Selection::new(asked.kernels.as_deref(), None)?;
    let workshop = Workshop::open(matrix, store.clone(), Sources::default())?;
    let workshop = workshop.pin_missing(|id| selection.takes_kernel(id))?;
    let chosen: Vec<&KernelEntry> =
        workshop.matrix.kernels.iter().filter(|it| selection.takes_kernel(&it.id)).collect();
    let chosen: Vec<&KernelEntry> = chosen.into_iter().filter(|it| debian(it).is_some()).collect();
    if chosen.is_empty() {
        return Err(BenchError::NoKernel { kernel: asked.kernels.clone().unwrap_or_default() });
    }
    let scratch = store.scratch::<WorkshopError>("runs").map_err(WorkshopError::from)?;
    let folder = scratch.path();
    fs_err::write(folder.join("matrix.toml"), text(&chosen))?;
    fs_err::copy(workshop.matrix.lock_path(), folder.join("matrix.lock"))?;
    let kernels = chosen.iter().map(|entry| workshop.kernel(entry));
    let kernels = kernels.collect::<Result<Vec<_>, _>>()?;
    let toolchain = Toolchain::root_with(store, PEOPLES).map_err(WorkshopError::from)?;
    let (mut verdicts, mut make) = (Vec::new(), Vec::new());
    for round in 0..=asked.rounds {
        tracing::info!("round {round} of {}", asked.rounds);
        write_to(&folder.join("edit"), round)?;
        let took =
            (verdict(&asked.program, folder)?, build(store, &toolchain, &kernels, folder, round)?);
        if round > 0 {
            verdicts.push(ms(took.0));
            make.push(ms(took.1));
        }
    }
    let (verdicts, make) = (spread(&verdicts), spread(&make));
    let ratio = verdicts.median / make.median.max(1.0);
    Ok(Edit { kernels: kernels.len(), verdicts, make, ratio })
}

fn spread(values: &[f64]) -> Spread {
    Spread::of(values).unwrap_or_default()
}

/// What the archive has about a kernel for which modules can be built.
fn debian(entry: &KernelEntry) -> Option<&DebianEntry> {
    match &entry.provider {
        Provider::Debian(debian) if !debian.boot_only && entry.arch.is_usual() => Some(debian),
        _ => None,
    }
}

/// A user's own module, with scenarios that load it and look at it.
fn text(kernels: &[&KernelEntry]) -> String {
    let mut text = "schema = 1\n".to_owned();
    for entry in kernels {
        let (id, series) = (&entry.id, entry.series);
        let Some(DebianEntry { suite, flavour, .. }) = debian(entry) else { continue };
        write!(
            text,
            "[[kernel]]\nid = \"{id}\"\n\
             debian = {{ suite = \"{suite}\", series = \"{series}\", flavour = \"{flavour}\" }}\n"
        )
        .expect("a text takes everything");
    }
    let names = SCENARIOS.map(|name| format!("\"{name}\"")).join(", ");
    text += &format!("[[module]]\nname = \"edit\"\npath = \"edit\"\nscenarios = [{names}]\n");
    for name in SCENARIOS {
        text += &format!(
            "[[scenario]]\nname = \"{name}\"\n[[scenario.step]]\nload = true\n[[scenario.step]]\n\
             read = \"/sys/module/edit/parameters/line\"\nmatches = '\\A[0-9]+\\n'\n\
             [[scenario.step]]\nunload = true\n"
        );
    }
    text
}

/// The module with one line changed.
fn write_to(folder: &Utf8Path, round: usize) -> std::io::Result<()> {
    fs_err::create_dir_all(folder)?;
    fs_err::write(folder.join("Kbuild"), "obj-m := edit.o\n")?;
    let source = format!(
        "// SPDX-License-Identifier: GPL-2.0-only\n#include <linux/module.h>\n\n\
         static int line = {round};\n\nmodule_param(line, int, 0444);\nMODULE_LICENSE(\"GPL\");\n"
    );
    fs_err::write(folder.join("edit.c"), source)
}

/// A whole run of nlmatrix.
fn verdict(program: &Utf8Path, folder: &Utf8Path) -> Result<Duration, BenchError> {
    let started = Instant::now();
    let job = Job::new(program.as_str()).arg("matrix").dir(folder);
    let job = job.args(["--matrix", folder.join("matrix.toml").as_str()]);
    let job = job.args(["--out", folder.join("out").as_str()]);
    let ran = job.args(["--history", folder.join("history").as_str()]).finish()?;
    match ran.status {
        Some(0) => Ok(started.elapsed()),
        _ => Err(BenchError::Lost { reason: ran.output }),
    }
}

/// `make` for each kernel, in a folder of its own that is kept.
fn build(
    store: &Store,
    toolchain: &Toolchain,
    kernels: &[Kernel],
    folder: &Utf8Path,
    round: usize,
) -> Result<Duration, BenchError> {
    let mut jobs = VecDeque::new();
    for kernel in kernels {
        let own = folder.join("make").join(&kernel.id);
        write_to(&own, round)?;
        let Some(tree) = kernel.build.as_deref() else { continue };
        let job = kbuild(store, toolchain, (kernel, tree), &own, &[]);
        jobs.push_back(job.map_err(WorkshopError::from)?);
    }
    let (started, jobs) = (Instant::now(), Mutex::new(jobs));
    let next = || jobs.lock().expect("no thread panics with it").pop_front();
    let work = || -> Result<(), ProcessError> {
        while let Some(job) = next() {
            job.run()?;
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|it| it.join().expect("no thread panics"))
    })?;
    Ok(started.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_that_is_measured_is_one() {
        let kernel = "schema = 1\n[[kernel]]\nid = \"x\"\ndebian = { suite = \"trixie\", series = \"6.12\" }\n";
        let load = |text: &str| {
            let folder = tempfile::tempdir().unwrap();
            let folder = Utf8Path::from_path(folder.path()).unwrap();
            write_to(&folder.join("edit"), 0).unwrap();
            fs_err::write(folder.join("matrix.toml"), text).unwrap();
            crate::matrix::load(&folder.join("matrix.toml"), crate::scenario::shipped()).unwrap()
        };
        let matrix = load(kernel);
        let again = load(&text(&matrix.kernels.iter().collect::<Vec<_>>()));
        assert_eq!(again.kernels[0].series, matrix.kernels[0].series);
        let scenarios = &again.systems[0].generations[0].scenarios;
        assert!(SCENARIOS.iter().all(|name| scenarios.iter().any(|it| it == name)));
    }
}
