//! The build itself: `make -C` the kernel's tree, in a scratch folder of the store.

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use super::against::{Against, modules_in};
use super::diagnose::{UNKNOWN, diagnose, unknown};
use super::sources::Sources;
use crate::kernel::Kernel;
use crate::run::BuildRecord;
use crate::store::Store;
use crate::toolchain::Toolchain;
use crate::version::KernelVersion;

/// The kind of these products in the store.
pub(super) const KIND: &str = "modules";
const RECORD: &str = "record.json";
const LOG: &str = "build.log";

/// What a build came to.
#[derive(Clone, Debug)]
pub struct Module {
    /// Whether it built, and why not.
    pub record: BuildRecord,
    /// The modules, stripped of debugging information; none when it did not build.
    pub kos: Vec<Utf8PathBuf>,
}

/// Builds `sources` for `kernel`.
///
/// A module that the compiler refuses is a result like any other (`built: false` with a
/// diagnosis), and is kept in the store like one that built; a failure without a rule is not.
pub fn build(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
    sources: &Sources,
) -> Result<Module, ModuleError> {
    let against = Against::new(store, toolchain, kernel)?;
    let key = against.key(sources);
    let folder = store.get_or_make(KIND, &key, |scratch| make(&against, sources, scratch))?;
    let mut module = read(&folder, &kernel.version)?;
    // The same kernel can stand in the matrix under another id.
    module.record.kernel.clone_from(&kernel.id);
    // It may have been the machine's, as that of a build that was killed: it is tried again.
    if module.record.diagnosis.as_ref().is_some_and(|it| it.kind == UNKNOWN) {
        store.discard::<ModuleError>(KIND, &key)?;
    }
    Ok(module)
}

fn make(against: &Against<'_>, sources: &Sources, scratch: &Utf8Path) -> Result<(), ModuleError> {
    let started = Instant::now();
    let work = scratch.join("work");
    let generation = sources.write(&work)?;
    let (status, text) = against.compile(sources, &generation, &work)?;
    let diagnosis = match diagnose(&text, &against.kernel.version) {
        None if status != Some(0) || modules_in(&generation)?.is_empty() => Some(unknown(&text)),
        found => found,
    };
    if diagnosis.is_none() {
        against.keep(sources, &generation, scratch)?;
    }
    fs_err::remove_dir_all(&work).map_err(ModuleError::io(&work))?;
    write(scratch, &text, &against.record(sources, diagnosis, &text, started.elapsed()))
}

/// Puts what is known of a build beside its modules.
pub(super) fn write(folder: &Utf8Path, log: &str, record: &BuildRecord) -> Result<(), ModuleError> {
    let json = serde_json::to_string_pretty(record).expect("a record is plain JSON");
    for (name, text) in [(LOG, log), (RECORD, &*json)] {
        let path = folder.join(name);
        fs_err::write(&path, text).map_err(ModuleError::io(&path))?;
    }
    Ok(())
}

/// What is in the store. A refusal is diagnosed anew: the rules learn, a stored record does not.
fn read(folder: &Utf8Path, version: &KernelVersion) -> Result<Module, ModuleError> {
    let path = folder.join(RECORD);
    let text = fs_err::read(&path).map_err(ModuleError::io(&path))?;
    let record = serde_json::from_slice(&text);
    let mut record: BuildRecord =
        record.map_err(|source| ModuleError::BadRecord { path, source })?;
    if !record.built {
        let path = folder.join(LOG);
        let log = fs_err::read_to_string(&path).map_err(ModuleError::io(&path))?;
        record.diagnosis = Some(diagnose(&log, version).unwrap_or_else(|| unknown(&log)));
    }
    Ok(Module { record, kos: modules_in(folder)? })
}
