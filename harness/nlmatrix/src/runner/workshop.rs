//! Products on demand: kernel, module, image, template. All of them come from the store when they
//! are there, so asking again costs next to nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use super::WorkshopError;
use super::prestart::Prestart;
use super::sources::Sources;
use super::tampering::Tampering;
use crate::digest::Recipe;
use crate::environment::{self, Accelerator, Compiler};
use crate::fault::chain;
use crate::guest::Guest;
use crate::kernel::Kernel;
use crate::kernel::debian::MatrixLock;
use crate::matrix::{KernelEntry, Matrix};
use crate::module::{self, Loadable, Module, Shelf};
use crate::plan::Selection;
use crate::probe::{self, Answers};
use crate::store::Store;
use crate::toolchain::{PEOPLES, Toolchain};
use crate::vm::Vm;

/// Everything that a run needs, made on demand.
pub struct Workshop {
    /// The matrix.
    pub matrix: Matrix,
    /// The store of products.
    pub store: Store,
    pub(super) lock: Mutex<MatrixLock>,
    pub(super) sources: Mutex<Sources>,
    /// Kernels built from source, by id.
    pub(super) built: Mutex<BTreeMap<String, Kernel>>,
    /// Modules by kernel, system and generation: a build has a cell and a record, and goes into an
    /// image.
    modules: Mutex<BTreeMap<[String; 3], Module>>,
    /// The folders of somebody's own modules, as they were when first read.
    own: Mutex<BTreeMap<String, module::Sources>>,
    toolchain: OnceLock<Result<Toolchain, WorkshopError>>,
    /// Is the toolchain seen to compile before it is used?
    checks: bool,
    /// What keeps everything from being fetched or made.
    pub(super) outage: Mutex<Option<String>>,
    /// Is nothing to be downloaded?
    pub(super) offline: bool,
    /// Hosts of kernel source that are not reachable, and why.
    pub(super) silent: Mutex<BTreeMap<String, String>>,
    /// Held while a tarball comes.
    pub(super) downloading: Mutex<()>,
    /// The accelerator that the command line asks for.
    pub(super) forced: Option<Accelerator>,
    /// Does the command line ask for every kernel to be booted again?
    pub(super) cold: bool,
    /// The machine that was started before this workshop was opened.
    prestart: Mutex<Option<Prestart>>,
    pub(super) tampering: Tampering,
}

impl Workshop {
    /// A workshop for `matrix` (with the trees of `sources` in it) over `store`.
    pub fn open(matrix: Matrix, store: Store, sources: Sources) -> Result<Self, WorkshopError> {
        let lock = Mutex::new(MatrixLock::read(&matrix.lock_path())?);
        let (sources, built, modules) = (Mutex::new(sources), Mutex::default(), Mutex::default());
        let (toolchain, prestart, own) = (OnceLock::new(), Mutex::default(), Mutex::default());
        let (forced, cold) = (None, false);
        Ok(Self {
            matrix,
            store,
            lock,
            sources,
            built,
            modules,
            own,
            toolchain,
            checks: false,
            outage: Mutex::default(),
            offline: environment::offline()?,
            silent: Mutex::default(),
            downloading: Mutex::default(),
            forced,
            cold,
            prestart,
            tampering: Tampering::default(),
        })
    }

    /// Uses this accelerator, if any, and boots every kernel again, if that is wanted, whatever the
    /// environment says.
    #[must_use]
    pub fn with_options(self, forced: Option<Accelerator>, cold: bool) -> Self {
        Self { forced, cold, ..self }
    }

    /// Is every kernel to be booted again?
    pub(super) fn cold(&self) -> Result<bool, WorkshopError> {
        Ok(self.cold || environment::cold()?)
    }

    /// Takes the first fork from `prestart`.
    #[must_use]
    pub fn with_prestart(self, prestart: Option<Prestart>) -> Self {
        Self { prestart: Mutex::new(prestart), ..self }
    }

    /// A fork of the template of `kernel`: the one that was started prestart, or a new one.
    pub fn fork(&self, entry: &KernelEntry, kernel: &Kernel) -> Result<Vm, WorkshopError> {
        let prestart = self.prestart.lock().expect("no thread panics with it").take();
        Ok(match prestart.and_then(|early| early.of(&entry.id)) {
            Some(started) => started.finish()?,
            None => self.template(entry, kernel)?.fork()?,
        })
    }

    /// Changes in every guest what `tampering` says.
    #[must_use]
    pub fn with_tampering(mut self, tampering: Tampering) -> Self {
        self.tampering = tampering;
        self
    }

    /// `guest` as this workshop's cells are to have it.
    pub(super) fn tamper(&self, kernel: &str, guest: Guest) -> Result<Guest, WorkshopError> {
        let failed = |source| WorkshopError::NoAnswer {
            kernel: kernel.to_owned(),
            console: String::new(),
            source: Box::new(source),
        };
        self.tampering.put(guest).map_err(failed)
    }

    /// Downloads nothing, or what is needed, whatever this process was told.
    #[cfg(test)]
    pub(super) fn with_offline(self, offline: bool) -> Self {
        Self { offline, ..self }
    }

    /// Sees the toolchain compile before it is used. Whoever runs many cells does that once.
    #[must_use]
    pub fn with_checks(self) -> Self {
        Self { checks: true, ..self }
    }

    /// The toolchain root; the host's own compiler where `NLMATRIX_TOOLCHAIN` asks for it, and only
    /// there: with another compiler there are other results. The host's gcc-12 builds for kernels up to
    /// 6.12+deb12. It is tried once.
    pub fn toolchain(&self) -> Result<&Toolchain, WorkshopError> {
        let made = self.toolchain.get_or_init(|| {
            let made = self.make_toolchain();
            made.map_err(|error| self.told(error))
        });
        made.as_ref().map_err(|error| WorkshopError::Outage(chain(error)))
    }

    /// The toolchain for a system: a module of somebody's own has more in its root.
    fn toolchain_of(&self, system: &str) -> Result<Toolchain, WorkshopError> {
        let entry = self.matrix.system(system).filter(|system| system.own.is_some());
        let (Some(entry), Toolchain::Root { .. }) = (entry, self.toolchain()?) else {
            return Ok(self.toolchain()?.clone());
        };
        let own = entry.build_packages.iter().map(String::as_str);
        let packages: Vec<&str> = PEOPLES.iter().copied().chain(own).collect();
        Ok(Toolchain::root_with(&self.store, &packages)?)
    }

    fn make_toolchain(&self) -> Result<Toolchain, WorkshopError> {
        let made = match environment::compiler()? {
            Compiler::Host => Toolchain::host()?,
            Compiler::Root => Toolchain::root(&self.store)?,
        };
        if self.checks {
            let folder = self.store.scratch::<WorkshopError>("checks")?;
            made.check(folder.path())?;
        }
        Ok(made)
    }

    /// Does a run ask kernels for their forms? Only where there are probes beside the systems.
    pub fn asks(&self) -> bool {
        self.contracts().join("probes").is_dir()
    }

    /// What the headers of `kernel` answer; nothing when there are no headers.
    pub fn answers(&self, kernel: &Kernel) -> Result<Answers, WorkshopError> {
        if kernel.build.is_none() {
            return Ok(Answers::new());
        }
        Ok(probe::probe(&self.store, self.toolchain()?, kernel, &self.matrix.facts)?)
    }

    /// The generation, built for `kernel` or refused by it.
    pub fn module(
        &self,
        kernel: &Kernel,
        system: &str,
        generation: &str,
    ) -> Result<Module, WorkshopError> {
        let key = [&*kernel.id, system, generation].map(str::to_owned);
        let modules = || self.modules.lock().expect("no thread panics with it");
        if let Some(module) = modules().get(&key) {
            return Ok(module.clone());
        }
        let left = format!("{}/{system}", kernel.id);
        if let Some(module) = self.sources().modules.get(&left) {
            return Ok(module.clone());
        }
        let sources = self.sources_of(system, generation)?;
        let anew = !self.sources().is_of_run;
        let toolchain = self.toolchain_of(system)?;
        let mut module = module::build(&self.store, &toolchain, kernel, &sources, anew)?;
        if self.matrix.system(system).is_some_and(|system| system.own.is_some()) {
            self.sources().modules.insert(left, module.without_log());
        }
        if let (Some(diagnosis), Some(other)) =
            (&mut module.record.diagnosis, self.instead(&kernel.id, &sources, system, generation)?)
        {
            diagnosis.remedy = format!("{}; {system}.{other} is written for it", diagnosis.remedy);
        }
        modules().insert(key, module.clone());
        Ok(module)
    }

    /// Builds a group of generations for `kernel` that are expected to build.
    pub fn modules_together(
        &self,
        kernel: &Kernel,
        group: &[module::Sources],
    ) -> Result<(), WorkshopError> {
        Ok(module::build_together(&self.store, self.toolchain()?, kernel, group)?)
    }

    /// The latest other generation of the same module that builds for `kernel`.
    fn instead(
        &self,
        kernel: &str,
        sources: &module::Sources,
        system: &str,
        generation: &str,
    ) -> Result<Option<&str>, WorkshopError> {
        let (Some(entry), Some(system)) = (self.matrix.kernel(kernel), self.matrix.system(system))
        else {
            return Ok(None);
        };
        let others = system.generations.iter().rev();
        for other in others.filter(|it| it.name != generation && it.builds_on(&entry.series)) {
            if self.sources_of(&system.name, &other.name)?.is_same_module(sources) {
                return Ok(Some(&other.name));
            }
        }
        Ok(None)
    }

    /// The files of a generation, or of somebody's own folder.
    pub fn sources_of(
        &self,
        system: &str,
        generation: &str,
    ) -> Result<module::Sources, WorkshopError> {
        let entry = self.matrix.system(system).expect("planned from this matrix");
        let Some(method) = &entry.own else {
            let folder = entry.path.join(generation);
            return Ok(module::Sources::of_generation(&entry.path, &folder)?);
        };
        let mut own = self.own.lock().expect("no thread panics with it");
        if let Some(sources) = own.get(system) {
            return Ok(sources.clone());
        }
        let root = entry.root.as_deref();
        let sources = module::Sources::of_folder(system, &entry.path, root, method.clone())?;
        own.insert(system.to_owned(), sources.clone());
        Ok(sources)
    }

    /// A module's files as they are loaded: after the kernel's own modules that they need.
    pub fn loadables(
        &self,
        kernel: &Kernel,
        module: &Module,
    ) -> Result<Vec<Loadable>, WorkshopError> {
        let shelf = self.shelf(kernel, module)?;
        let shelf = shelf.map(|(_, shelf)| shelf).unwrap_or_default();
        Ok(module::load_order(module, &shelf)?)
    }

    /// The kernel's own modules and their folder, where `module` needs any and they are here.
    pub(super) fn shelf(
        &self,
        kernel: &Kernel,
        module: &Module,
    ) -> Result<Option<(Utf8PathBuf, Shelf)>, WorkshopError> {
        if !module::needs_kernel_modules(module)? {
            return Ok(None);
        }
        let entry = self.matrix.kernel(&kernel.id).expect("planned from this matrix");
        let Some(folder) = self.kernel_modules(entry)? else { return Ok(None) };
        let shelf = Shelf::of(&folder)?;
        let aliases = self.aliases(kernel, &shelf)?;
        Ok(Some((folder, shelf.with_aliases(&aliases))))
    }

    /// The aliases by which a kernel's modules are asked for, which are slow to collect.
    fn aliases(&self, kernel: &Kernel, shelf: &Shelf) -> Result<String, WorkshopError> {
        let key = Recipe::new("aliases", 2).with("kernel", kernel.digest.as_str()).key();
        let folder = self.store.get_or_make("aliases", &key, |scratch| {
            fs_err::write(scratch.join("aliases"), shelf.list_aliases()?)?;
            Ok::<(), WorkshopError>(())
        })?;
        Ok(fs_err::read_to_string(folder.join("aliases"))?)
    }

    /// Paths in the guest of a module's files, in the order in which they load.
    pub fn guest_paths(
        &self,
        kernel: &Kernel,
        system: &str,
        generation: &str,
        module: &Module,
    ) -> Result<Vec<String>, WorkshopError> {
        let files = self.loadables(kernel, module)?;
        Ok(files.iter().map(|(name, _)| guest_path(system, generation, name)).collect())
    }

    /// Can every selected kernel be had: from the store, or over the network?
    pub fn reach(&self, selection: &Selection) -> Result<(), WorkshopError> {
        let mut selected =
            self.matrix.kernels.iter().filter(|entry| selection.takes_kernel(&entry.id));
        selected.try_for_each(|entry| self.kernel(entry).map(drop))
    }

    /// The folder that holds the systems' wire contracts; the matrix file's own, where all modules
    /// are somebody's own.
    pub(super) fn contracts(&self) -> Utf8PathBuf {
        let ours = self.matrix.systems.iter().find(|system| system.own.is_none());
        let first = ours.and_then(|system| system.path.parent());
        let beside = self.matrix.path.parent().unwrap_or(Utf8Path::new("/"));
        first.unwrap_or(beside).to_owned()
    }
}

/// Where a module lies in the guest.
pub(super) fn guest_path(system: &str, generation: &str, file: &str) -> String {
    let folder = if generation.is_empty() { "own" } else { generation };
    format!("/modules/{system}/{folder}/{file}")
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::older("5.10-deb11", "nlecho", "g1-input-sk", Some("g6-cfg"))]
    #[case::newer("2.6.24", "nlecho", "g6-cfg", Some("g4-sock-release"))]
    #[case::no_module_of_that_name("7.2-bpo13", "diagnosis", "del-timer", None)]
    #[case::none_for_this_kernel("2.6.9", "gentable", "g3-family-policy", None)]
    fn a_refusal_names_the_generation_for_its_kernel(
        #[case] kernel: &str,
        #[case] system: &str,
        #[case] generation: &str,
        #[case] instead: Option<&str>,
    ) {
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(Utf8Path::from_path(folder.path()).unwrap());
        let matrix = crate::matrix::load(path, crate::scenario::shipped()).unwrap();
        let workshop = Workshop::open(matrix, store, Sources::default()).unwrap();
        let sources = workshop.sources_of(system, generation).unwrap();
        assert_eq!(workshop.instead(kernel, &sources, system, generation).unwrap(), instead);
    }
}
