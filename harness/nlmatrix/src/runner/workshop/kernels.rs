//! The workshop's kernels, from whichever provider.

use std::sync::MutexGuard;

use camino::Utf8PathBuf;

use super::Workshop;
use crate::environment::command;
use crate::kernel::debian::{self, Locked, MatrixLock};
use crate::kernel::source::{self, Place, Source, Verified};
use crate::kernel::{Kernel, KernelError, Packaged, prebuilt};
use crate::matrix::{KernelEntry, Provider, SourceSpec};
use crate::process::{find_program, quote};
use crate::run::CellId;
use crate::runner::WorkshopError;
use crate::runner::handoff::Handoff;
use crate::runner::news;
use crate::runner::outage;
use crate::runner::sources::{Sources, Standing};
use crate::runner::without::Without;
use crate::toolchain::Toolchain;

impl Workshop {
    /// The kernel's files: fetched and unpacked, or built from its source, which is downloaded if it is not on this
    /// host. If it is not available, it is tried only once.
    pub fn kernel(&self, entry: &KernelEntry) -> Result<Kernel, WorkshopError> {
        if let Some(without) = self.without(&entry.id) {
            return Err(WorkshopError::Without(without));
        }
        let (program, package) = entry.arch.emulator();
        if !entry.arch.is_of_host() && find_program(program).is_none() {
            let arch = entry.arch;
            let error = WorkshopError::NoEmulator { arch, program, package };
            return Err(self.give_up(entry, error));
        }
        let made = match &entry.provider {
            Provider::Source(spec) => self.built_from(entry, spec),
            Provider::Prebuilt(spec) => Ok(prebuilt::provide(&entry.id, spec)?),
            Provider::Debian(_) | Provider::Apt(_) | Provider::Rpm(_) => self.packaged(entry),
        };
        made.map_err(|error| self.give_up(entry, error))
    }

    /// Remembers that the kernel, or something that it depends on, is not available.
    pub(in crate::runner) fn give_up(
        &self,
        entry: &KernelEntry,
        error: WorkshopError,
    ) -> WorkshopError {
        let error = self.told(error);
        self.remember(&entry.id, Standing::Without(Without::of_kernel(&error)));
        error
    }

    /// Returns `error`, after reporting it if others depend on the same.
    pub(in crate::runner) fn told(&self, error: WorkshopError) -> WorkshopError {
        let Some(reason) = outage::of(&error, &self.store) else { return error };
        let mut known = self.outage.lock().expect("no thread panics with it");
        if known.is_none() {
            news::error(&reason);
        }
        WorkshopError::Outage(known.get_or_insert(reason).clone())
    }

    /// Fails if the run already knows that nothing more can be fetched or made.
    fn go_on(&self) -> Result<(), WorkshopError> {
        let known = self.outage.lock().expect("no thread panics with it");
        known.as_ref().map_or(Ok(()), |reason| Err(WorkshopError::Outage(reason.clone())))
    }

    /// The folder of the kernel's own modules; kernels built from source have none.
    pub(in crate::runner) fn kernel_modules(
        &self,
        entry: &KernelEntry,
    ) -> Result<Option<Utf8PathBuf>, WorkshopError> {
        let Some(packaged) = Packaged::of(entry) else { return Ok(None) };
        Ok(Some(packaged.modules(&self.store, &self.pin(entry)?)?))
    }

    fn pin(&self, entry: &KernelEntry) -> Result<Locked, WorkshopError> {
        let not_locked = || WorkshopError::NotLocked { kernel: entry.id.clone() };
        self.locked().get(&entry.id).cloned().ok_or_else(not_locked)
    }

    fn packaged(&self, entry: &KernelEntry) -> Result<Kernel, WorkshopError> {
        let locked = self.pin(entry)?;
        let no_package = || WorkshopError::NotLocked { kernel: entry.id.clone() };
        let packaged = Packaged::of(entry).ok_or_else(no_package)?;
        if !debian::is_here(&self.store, &locked) {
            self.go_on()?;
        }
        Ok(packaged.provide(&self.store, &entry.id, &locked)?)
    }

    fn built_from(&self, entry: &KernelEntry, spec: &SourceSpec) -> Result<Kernel, WorkshopError> {
        let known = || self.built.lock().expect("no thread panics with it").get(&entry.id).cloned();
        if let Some(kernel) = known() {
            return Ok(kernel);
        }
        // Held during a build, which uses all processors; after waiting, this kernel may be there.
        let _one = self.building.lock().expect("no thread panics with it");
        if let Some(kernel) = known() {
            return Ok(kernel);
        }
        let source = self.source(entry, spec)?;
        let wanted = (spec, self.extent);
        let kernel = source::provide(&self.store, self.toolchain()?, &entry.id, wanted, &source)?;
        let mut built = self.built.lock().expect("no thread panics with it");
        built.insert(entry.id.clone(), kernel.clone());
        Ok(kernel)
    }

    /// The source of `entry`, which is found and identified once in a run.
    fn source(&self, entry: &KernelEntry, spec: &SourceSpec) -> Result<Source, WorkshopError> {
        match self.sources().standings.get(&entry.id) {
            Some(Standing::At(source)) => return Ok(source.clone()),
            Some(Standing::Without(without)) => {
                return Err(WorkshopError::Without(without.clone()));
            }
            None => {}
        }
        let found = self.obtain(spec)?;
        let source = source::identify(&self.store, spec, &self.locked(), found);
        let source = source.map_err(KernelError::from)?;
        if let Place::Tarball(tarball) = &source.place {
            self.pin_tarball(tarball)?;
        }
        self.remember(&entry.id, Standing::At(source.clone()));
        Ok(source)
    }

    /// The kernel of `entry` if it is built already, as far as that can be seen without unpacking.
    pub(in crate::runner) fn stored(
        &self,
        entry: &KernelEntry,
        spec: &SourceSpec,
    ) -> Result<Option<Kernel>, WorkshopError> {
        let source = self.source(entry, spec)?;
        let toolchain = Toolchain::stored_root(&self.store).map_or_else(Toolchain::host, Ok)?;
        let wanted = (spec, self.extent);
        Ok(source::stored(&self.store, &toolchain, &entry.id, wanted, &source)?)
    }

    /// Records a tarball that is used for the first time.
    pub(in crate::runner) fn pin_tarball(&self, tarball: &Verified) -> Result<(), KernelError> {
        let mut lock = self.lock.lock().expect("no thread panics with it");
        if !tarball.pin(&mut lock) {
            return Ok(());
        }
        // Another process may have written in the meantime.
        let _one = self.store.lock::<KernelError>("matrix-lock")?;
        let path = self.matrix.lock_path();
        let mut file = MatrixLock::read(&path)?;
        tarball.pin(&mut file);
        file.write(&path)
    }

    pub(in crate::runner) fn locked(&self) -> MatrixLock {
        self.lock.lock().expect("no thread panics with it").clone()
    }

    pub(in crate::runner) fn remember(&self, id: &str, standing: Standing) {
        let mut sources = self.sources();
        sources.standings.insert(id.to_owned(), standing);
    }

    pub(in crate::runner) fn sources(&self) -> MutexGuard<'_, Sources> {
        self.sources.lock().expect("no thread panics with it")
    }

    /// The command that runs a cell again, with every option that decides what the cell is: the matrix, the
    /// accelerator, and trees that only the command line names.
    pub fn rerun(&self, id: &CellId) -> String {
        let sources = self.sources();
        let entry = self.matrix.kernel(&id.kernel);
        let tree = entry.and_then(|entry| match &entry.provider {
            Provider::Source(SourceSpec { tree, .. }) => tree.as_ref(),
            _ => None,
        });
        let is_named = sources.trees.iter().any(|(_, path)| Some(path) == tree);
        // One tree can decide the id of the next kernel of its series.
        let series = entry.filter(|_| is_named).map(|entry| entry.series.series());
        let trees = sources.trees.iter().filter(|(version, _)| series == Some(version.series()));
        let trees: String =
            trees.map(|(_, path)| format!(" --kernel-tree {}", quote(path.as_str()))).collect();
        format!("{} cell{}{trees} {}", command(), sources.options, quote(&id.to_string()))
    }

    /// What the run hands on to its cells, which at first is only the state of kernels.
    pub fn handoff(&self) -> Handoff {
        Handoff {
            command: command().to_owned(),
            matrix: self.matrix.path.clone(),
            accel: self.forced,
            cold: self.cold,
            offline: self.offline,
            sources: self.sources().handed_on(),
            ..Handoff::default()
        }
    }

    /// Why the kernel `id` is not available, as far as the run knows.
    pub fn without(&self, id: &str) -> Option<Without> {
        self.sources().without(id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::matrix;
    use crate::store::Store;

    #[test]
    fn a_cell_is_run_again_with_the_trees_that_decide_its_kernel() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        let text = "schema = 1\n[[kernel]]\nid = \"3.2\"\nsource = { version = \"3.2\" }\n";
        let matrix = matrix::parse(&path.join("m"), text, crate::scenario::shipped()).unwrap();
        let trees = [("3.2.4", "/a"), ("3.2.9", "/b"), ("4.5", "/c")];
        let trees = trees.map(|(version, path)| (version.parse().unwrap(), path.into()));
        let sources = Sources { trees: trees.to_vec(), ..Sources::default() };
        let store = Store::at(path.join("store"));
        let workshop = Workshop::open(sources.extend(matrix), store, sources).unwrap();
        let trees = |id: &str| {
            let line = workshop.rerun(&id.parse().unwrap());
            let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
            words.into_iter().filter(|word| word.starts_with('/')).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(trees("3.2/kernel/boot"), "/a /b");
        assert_eq!(trees("3.2.9/kernel/boot"), "/a /b");
        assert_eq!(trees("4.5/kernel/boot"), "/c");
    }
}
