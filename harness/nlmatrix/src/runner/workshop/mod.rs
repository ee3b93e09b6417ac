//! Products on demand: kernel, module, image, template. All of them come from the store when they
//! are there, so asking again costs next to nothing.

mod compilers;
mod images;
pub(super) mod instruments;
mod kernel_modules;
pub(super) mod kernels;
pub(super) mod modules;
mod roots;
mod shelf;
pub(super) mod templates;
pub(super) mod tools;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use super::WorkshopError;
use super::looking::Looking;
use super::prestart::Prestart;
use super::sources::Sources;
use super::stage::Stage;
use super::tampering::Tampering;
use crate::environment::{self, Accelerator};
use crate::guest::Guest;
use crate::kernel::Kernel;
use crate::kernel::build::Extent;
use crate::kernel::debian::MatrixLock;
use crate::matrix::{KernelEntry, Matrix};
use crate::module::{self, Module};
use crate::plan::Selection;
use crate::probe::{self, Answers};
use crate::run::ModuleId;
use crate::scenario::ErrorPath;
use crate::store::Store;
use crate::toolchain::Toolchain;
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
    /// Held while a kernel is built from source.
    pub(super) building: Mutex<()>,
    /// Modules by kernel: a build has a cell and a record, and goes into an image.
    modules: Mutex<BTreeMap<(String, ModuleId), Module>>,
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
    /// How much of kernels from source is built.
    pub(super) extent: Extent,
    /// The accelerator that the command line asks for.
    pub(super) forced: Option<Accelerator>,
    /// Does the command line ask for every kernel to be booted again?
    pub(super) cold: bool,
    /// The one error path that `error-paths` is to walk.
    pub(super) error_path: Option<ErrorPath>,
    /// The machine that was started before this workshop was opened.
    prestart: Mutex<Option<Prestart>>,
    pub(super) tampering: Tampering,
    pub(super) looking: Looking,
    /// The folder that holds the systems' wire contracts.
    contracts: Utf8PathBuf,
}

impl Workshop {
    /// A workshop for `matrix` (with the trees of `sources` in it) over `store`.
    pub fn open(matrix: Matrix, store: Store, sources: Sources) -> Result<Self, WorkshopError> {
        let lock = Mutex::new(MatrixLock::read(&matrix.lock_path())?);
        let contracts = contracts_of(&matrix);
        let (sources, built, modules) = (Mutex::new(sources), Mutex::default(), Mutex::default());
        let (toolchain, prestart, own) = (OnceLock::new(), Mutex::default(), Mutex::default());
        let (forced, cold) = (None, false);
        Ok(Self {
            matrix,
            store,
            lock,
            sources,
            built,
            building: Mutex::default(),
            modules,
            own,
            toolchain,
            checks: false,
            outage: Mutex::default(),
            offline: environment::offline()?,
            silent: Mutex::default(),
            downloading: Mutex::default(),
            extent: Extent::Whole,
            forced,
            cold,
            error_path: None,
            prestart,
            tampering: Tampering::default(),
            looking: Looking::default(),
            contracts,
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

    /// Builds no more than `extent` of kernels from source.
    #[must_use]
    pub fn with_extent(self, extent: Extent) -> Self {
        Self { extent, ..self }
    }

    /// Lets `error-paths` walk that path alone.
    #[must_use]
    pub fn with_error_path(self, error_path: Option<ErrorPath>) -> Self {
        Self { error_path, ..self }
    }

    /// Takes the first fork from `prestart`.
    #[must_use]
    pub fn with_prestart(self, prestart: Option<Prestart>) -> Self {
        Self { prestart: Mutex::new(prestart), ..self }
    }

    /// A fork of the template of `kernel` for a cell that needs `stage`: the one that was started prestart, or a new one.
    pub(super) fn fork(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        stage: Stage,
    ) -> Result<Vm, WorkshopError> {
        let prestart = self.prestart.lock().expect("no thread panics with it").take();
        Ok(match prestart.and_then(|early| early.of(&entry.id)) {
            Some(started) => started.finish()?,
            None => {
                let bundle = self.bundle(entry, kernel, stage)?;
                self.template(entry, kernel)?.with_window(&bundle.file).fork()?
            }
        })
    }

    /// Gives whoever asks for a cell what `looking` says.
    #[must_use]
    pub fn with_looking(self, looking: Looking) -> Self {
        Self { looking, ..self }
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

    /// Does a run ask kernels for their forms? Only where there are probes beside the systems.
    pub fn asks(&self) -> bool {
        self.contracts().join("probes").is_dir()
    }

    /// What the headers of `kernel` answer; nothing when there are no headers.
    pub fn answers(&self, kernel: &Kernel) -> Result<Answers, WorkshopError> {
        if kernel.build.is_none() {
            return Ok(Answers::new());
        }
        Ok(probe::probe(
            &self.store,
            &self.toolchain_for(kernel.arch)?,
            kernel,
            &self.matrix.facts,
        )?)
    }

    /// Can every selected kernel be had: from the store, or over the network?
    pub fn reach(&self, selection: &Selection) -> Result<(), WorkshopError> {
        let mut selected =
            self.matrix.kernels.iter().filter(|entry| selection.takes_kernel(&entry.id));
        selected.try_for_each(|entry| self.kernel(entry).map(drop))
    }

    /// Takes the systems' wire contracts from another folder than that of its first system.
    #[must_use]
    pub fn with_contracts(self, contracts: Utf8PathBuf) -> Self {
        Self { contracts, ..self }
    }

    /// The folder that holds the systems' wire contracts.
    pub(super) fn contracts(&self) -> Utf8PathBuf {
        self.contracts.clone()
    }
}

/// Where the systems of `matrix` are; the matrix file's own folder, where all modules are somebody's own.
fn contracts_of(matrix: &Matrix) -> Utf8PathBuf {
    let ours = matrix.systems.iter().find(|system| system.own.is_none());
    let first = ours.and_then(|system| system.path.parent());
    let beside = matrix.path.parent().unwrap_or(Utf8Path::new("/"));
    first.unwrap_or(beside).to_owned()
}
