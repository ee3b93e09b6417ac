//! The build itself: `make -C` the kernel's tree, in a scratch folder in the store.

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::ModuleError;
use super::against::{Against, KIND};
use super::besides::explain;
use super::diagnose::{not_left, unresolved};
use super::kept::Kept;
use super::named::{Built, in_store};
use super::nothing;
use super::rules::UNKNOWN;
use super::sources::Sources;
use crate::kernel::Kernel;
use crate::run::{BuildRecord, Diagnosis};
use crate::store::Store;
use crate::toolchain::Toolchain;
use crate::version::KernelVersion;

const RECORD: &str = "record.json";
const LOG: &str = "build.log";

/// The result of a build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Module {
    /// Whether it built, and why not.
    pub record: BuildRecord,
    /// The modules that were asked for, in order and stripped of debugging information; none if it did not build.
    pub kos: Vec<Utf8PathBuf>,
    /// Other modules from the same build: they are loaded if one of `kos` needs them.
    pub beside: Vec<Utf8PathBuf>,
}

impl Module {
    /// The same without the build's output, which only reports show.
    #[must_use]
    pub fn without_log(&self) -> Self {
        let record = BuildRecord { log: String::new(), ..self.record.clone() };
        Self { record, ..self.clone() }
    }
}

/// Builds `sources` for `kernel`.
///
/// A module that the compiler refuses is a result like any other (`built: false` with a diagnosis), and is kept in
/// the store like one that built. A failure that nothing explains may have been the machine's fault: it is kept, too,
/// and tried once more for callers that ask `anew`.
pub fn build(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
    sources: &Sources,
    anew: bool,
) -> Result<Module, ModuleError> {
    let against = Against::new(store, toolchain, kernel)?;
    let key = against.key(sources);
    if let (true, Some(folder)) = (anew, store.find(KIND, &key)) {
        let is_unknown = |it: &Module| {
            it.record.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.kind == UNKNOWN)
        };
        if read(&folder, sources, &kernel.version).is_ok_and(|it| is_unknown(&it)) {
            store.discard::<ModuleError>(KIND, &key)?;
        }
    }
    let get = || store.get_or_make(KIND, &key, |scratch| make(&against, sources, scratch));
    let mut module = match read(&get()?, sources, &kernel.version) {
        // Another run has discarded it in the meantime, and makes it again.
        Err(error) if error.is_absence() => read(&get()?, sources, &kernel.version)?,
        module => module?,
    };
    // The same kernel can be in the matrix under another id.
    module.record.kernel.clone_from(&kernel.id);
    Ok(module)
}

fn make(against: &Against<'_>, sources: &Sources, scratch: &Utf8Path) -> Result<(), ModuleError> {
    let started = Instant::now();
    let kept = against.kept(sources)?;
    if let Some(kept) = &kept
        && go_on(against, sources, kept, scratch)?
    {
        return Ok(());
    }
    let work = kept.as_ref().map_or_else(|| scratch.join("work"), Kept::work);
    let folder = sources.write(&work)?;
    let (status, text) = against.compile(sources, &folder, &work)?;
    let built = Built::of(&folder)?;
    let diagnosis = judge(status, &text, &built, sources, &against.kernel.version);
    if diagnosis.is_none() {
        against.keep(sources, &folder, &built, scratch)?;
    }
    match &kept {
        Some(kept) if diagnosis.is_none() => kept.settle(sources, &text)?,
        Some(kept) => kept.clear()?,
        None => fs_err::remove_dir_all(&work).map_err(ModuleError::io(&work))?,
    }
    let text = match (status, built.is_whole(), &built.missing) {
        (Some(0), false, Some(name)) => format!("{text}\n{}", not_left(name)),
        (Some(0), false, None) => format!("{text}\n{}", nothing::LEFT),
        _ => text,
    };
    write(scratch, &text, &against.record(sources, diagnosis, &text, started.elapsed()))
}

/// Builds only what has changed since the build before. `false` if that is not possible or fails: then everything has
/// to be built, in an empty folder.
fn go_on(
    against: &Against<'_>,
    sources: &Sources,
    kept: &Kept,
    scratch: &Utf8Path,
) -> Result<bool, ModuleError> {
    let started = Instant::now();
    let Some(folder) = kept.lay_out(sources)? else { return Ok(false) };
    let (status, text) = against.compile_by_kbuild(sources, &folder, &kept.work())?;
    let built = Built::of(&folder)?;
    if judge(status, &text, &built, sources, &against.kernel.version).is_some() {
        kept.clear()?;
        return Ok(false);
    }
    against.keep(sources, &folder, &built, scratch)?;
    kept.settle(sources, &text)?;
    write(scratch, &text, &against.record(sources, None, &text, started.elapsed()))?;
    Ok(true)
}

/// Why a build counts as failed; `None` if it succeeded and produced what was asked for, whatever a probe in it
/// complained about.
fn judge(
    status: Option<i32>,
    log: &str,
    built: &Built,
    sources: &Sources,
    version: &KernelVersion,
) -> Option<Diagnosis> {
    match (status, built.is_whole(), &built.missing) {
        (Some(0), true, _) => unresolved(log, &built.named, version),
        (Some(0), false, Some(name)) => Some(explain(&not_left(name), sources, version)),
        (Some(0), false, None) => Some(explain(nothing::LEFT, sources, version)),
        _ => Some(explain(log, sources, version)),
    }
}

/// Writes what is known about a build next to its modules.
pub(super) fn write(folder: &Utf8Path, log: &str, record: &BuildRecord) -> Result<(), ModuleError> {
    let json = serde_json::to_string_pretty(record).expect("a record is plain JSON");
    for (name, text) in [(LOG, log), (RECORD, &*json)] {
        let path = folder.join(name);
        fs_err::write(&path, text).map_err(ModuleError::io(&path))?;
    }
    Ok(())
}

/// What is in the store. A refusal is diagnosed again, as the rules improve and stored records do not.
fn read(
    folder: &Utf8Path,
    sources: &Sources,
    version: &KernelVersion,
) -> Result<Module, ModuleError> {
    let path = folder.join(RECORD);
    let text = fs_err::read(&path).map_err(ModuleError::io(&path))?;
    let record = serde_json::from_slice(&text);
    let mut record: BuildRecord =
        record.map_err(|source| ModuleError::BadRecord { path, source })?;
    if !record.built {
        let path = folder.join(LOG);
        let log = fs_err::read_to_string(&path).map_err(ModuleError::io(&path))?;
        record.diagnosis = Some(explain(&log, sources, version));
    }
    let (kos, beside) = in_store(folder)?;
    Ok(Module { record, kos, beside })
}
