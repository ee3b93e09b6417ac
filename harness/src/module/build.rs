//! The build itself: `make -C` the kernel's tree, in a scratch folder of the store.

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use super::diagnose::{UNKNOWN, diagnose, unknown};
use super::sources::Sources;
use crate::digest::Recipe;
use crate::kernel::Kernel;
use crate::kernel::build::Purpose;
use crate::process::{Job, ProcessError};
use crate::run::{BuildRecord, Diagnosis};
use crate::store::Store;
use crate::toolchain::Toolchain;
use crate::version::KernelVersion;

const KIND: &str = "modules";
const RECORD: &str = "record.json";
/// The provider of kernels that were built from their source.
const SOURCE: &str = "source";
const LOG: &str = "build.log";

/// How many bytes of the build's output a record keeps; `build.log` has all of it.
const KEPT: usize = 16_000;

/// What a build came to.
#[derive(Clone, Debug)]
pub struct Module {
    /// Whether it built, and why not.
    pub record: BuildRecord,
    /// The modules, stripped of debugging information; none when it did not build.
    pub kos: Vec<Utf8PathBuf>,
}

/// Everything that one build is about.
struct Task<'a> {
    store: &'a Store,
    toolchain: &'a Toolchain,
    kernel: &'a Kernel,
    tree: &'a Utf8Path,
    sources: &'a Sources,
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
    let boot_only =
        || ModuleError::BootOnly { kernel: kernel.id.clone(), reason: kernel.reason.clone() };
    let tree = kernel.build.as_deref().ok_or_else(boot_only)?;
    let toolchain = &kernel.profile.toolchain(toolchain)?;
    let recipe = Recipe::new(KIND, 1).with("kernel", kernel.digest.as_str());
    let recipe = recipe.with("toolchain", toolchain.digest().as_str());
    let recipe = match kernel.provider {
        SOURCE => recipe.with("profile", kernel.profile.revision()),
        _ => recipe,
    };
    let task = Task { store, toolchain, kernel, tree, sources };
    let key = sources.add_to(recipe).key();
    let folder = store.get_or_make(KIND, &key, |scratch| task.make(scratch))?;
    let mut module = read(&folder, &kernel.version)?;
    // The same kernel can stand in the matrix under another id.
    module.record.kernel.clone_from(&kernel.id);
    // It may have been the machine's, as that of a build that was killed: it is tried again.
    if module.record.diagnosis.as_ref().is_some_and(|it| it.kind == UNKNOWN) {
        store.discard::<ModuleError>(KIND, &key)?;
    }
    Ok(module)
}

impl Task<'_> {
    fn make(&self, scratch: &Utf8Path) -> Result<(), ModuleError> {
        let started = Instant::now();
        let (work, log) = (scratch.join("work"), scratch.join(LOG));
        let generation = self.sources.write(&work)?;
        let status = self.compile(&generation, &log)?;
        let text = without_folder(&log, &work)?;
        let diagnosis = match diagnose(&text, &self.kernel.version) {
            None if status != Some(0) || modules_in(&generation)?.is_empty() => {
                Some(unknown(&text))
            }
            found => found,
        };
        if diagnosis.is_none() {
            self.keep(&generation, scratch)?;
        }
        fs_err::remove_dir_all(&work).map_err(ModuleError::io(&work))?;
        let record = self.record(diagnosis, &text, started.elapsed());
        let json = serde_json::to_vec_pretty(&record).expect("a record is plain JSON");
        let path = scratch.join(RECORD);
        fs_err::write(&path, json).map_err(ModuleError::io(&path))
    }

    fn record(&self, diagnosis: Option<Diagnosis>, log: &str, took: Duration) -> BuildRecord {
        BuildRecord {
            kernel: self.kernel.id.clone(),
            system: self.sources.system.clone(),
            generation: self.sources.generation.clone(),
            built: diagnosis.is_none(),
            diagnosis,
            toolchain: self.compiler_name(),
            log: tail(log).to_owned(),
            duration_ms: took.as_millis() as u64,
        }
    }

    fn compile(&self, generation: &Utf8Path, log: &Utf8Path) -> Result<Option<i32>, ModuleError> {
        let (script, folder) = (self.sources.method.script(), format!("M={generation}"));
        let (release, tree) = (self.kernel.release.as_str(), self.tree.as_str());
        let compilers = compilers(self.store, self.toolchain, self.kernel)?;
        let mut argv = match &script {
            Some(script) => vec!["bash", "-c", script, "build", release, tree],
            None => vec!["make", "-C", tree, &folder, "modules"],
        };
        argv.extend(compilers.iter().chain(self.sources.method.variables()).map(String::as_str));
        let job = self.toolchain.job_for(generation, release, self.tree, &argv).output(log);
        Ok(job.finish().map_err(|source| self.failed(source))?.status)
    }

    /// For the record: `gcc-14 (trixie root), legacy profile`.
    fn compiler_name(&self) -> String {
        let name = self.toolchain.name();
        let profile = self.kernel.profile;
        if is_from_source(self.kernel) { format!("{name}, {profile} profile") } else { name }
    }

    /// Strips the modules and moves them out of the work folder.
    fn keep(&self, generation: &Utf8Path, scratch: &Utf8Path) -> Result<(), ModuleError> {
        let kos = modules_in(generation)?;
        let strip = ["strip", "--strip-debug"].into_iter().chain(kos.iter().map(|ko| ko.as_str()));
        let strip: Vec<&str> = strip.collect();
        let job = self.toolchain.job(generation, &[], &strip);
        job.run().map_err(|source| self.failed(source))?;
        for ko in kos {
            let kept = scratch.join(ko.file_name().unwrap_or_default());
            if is_from_source(self.kernel) {
                rename_relocations(&ko).map_err(ModuleError::io(&ko))?;
            }
            fs_err::rename(&ko, kept).map_err(ModuleError::io(&ko))?;
        }
        Ok(())
    }

    fn failed(&self, source: ProcessError) -> ModuleError {
        let module = format!("{}.{}", self.sources.system, self.sources.generation);
        ModuleError::Toolchain { module, kernel: self.kernel.id.clone(), source: Box::new(source) }
    }
}

/// Gives branches the relocation that module loaders before 4.17 know, whichever profile wrote them:
/// R_X86_64_PLT32 is "Unknown rela relocation: 4" to those.
fn rename_relocations(ko: &Utf8Path) -> std::io::Result<()> {
    let mut object = fs_err::read(ko)?;
    if legacy_cc::elf::rewrite(&mut object) > 0 { fs_err::write(ko, object) } else { Ok(()) }
}

/// The job that builds the modules in `folder` against a kernel's tree, with `extra` arguments for
/// make. `toolchain` is that of the kernel's profile.
pub(crate) fn kbuild(
    store: &Store,
    toolchain: &Toolchain,
    (kernel, tree): (&Kernel, &Utf8Path),
    folder: &Utf8Path,
    extra: &[&str],
) -> Result<Job, ModuleError> {
    let (module, compilers) = (format!("M={folder}"), compilers(store, toolchain, kernel)?);
    let mut argv = vec!["make", "-C", tree.as_str(), &module];
    argv.extend(compilers.iter().map(String::as_str));
    argv.extend(extra);
    argv.push("modules");
    Ok(toolchain.job(folder, &[tree], &argv))
}

/// What chooses the compilers: for a kernel built from its source, as for that kernel.
fn compilers(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
) -> Result<Vec<String>, ModuleError> {
    if is_from_source(kernel) {
        let Kernel { profile, version, .. } = kernel;
        return Ok(profile.make_arguments(store, toolchain, version, Purpose::Module)?);
    }
    let compiler = toolchain.compiler();
    // Debian's trees ask for the compiler of their own suite.
    Ok(vec![format!("CC={compiler}"), format!("HOSTCC={compiler}")])
}

fn is_from_source(kernel: &Kernel) -> bool {
    kernel.provider == SOURCE
}

/// The log, without the scratch folder's name: that means nothing to a reader, and is new each time.
fn without_folder(log: &Utf8Path, work: &Utf8Path) -> Result<String, ModuleError> {
    let text = fs_err::read(log).map_err(ModuleError::io(log))?;
    let text = String::from_utf8_lossy(&text).replace(&format!("{work}/"), "");
    fs_err::write(log, &text).map_err(ModuleError::io(log))?;
    Ok(text)
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

/// Every module below `folder`.
fn modules_in(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ModuleError> {
    let mut kos = Vec::new();
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))?.flatten() {
        let path = entry.into_path();
        if path.is_dir() && !path.is_symlink() {
            kos.extend(modules_in(&path)?);
        } else if path.extension() == Some("ko") {
            kos.push(path);
        }
    }
    kos.sort();
    Ok(kos)
}

fn tail(log: &str) -> &str {
    let start = log.len().saturating_sub(KEPT);
    let boundary = (start..=log.len()).find(|index| log.is_char_boundary(*index));
    &log[boundary.unwrap_or(log.len())..]
}
