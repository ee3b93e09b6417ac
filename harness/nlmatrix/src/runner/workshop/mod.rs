//! Makes products on demand: kernel, module, image, template. Whatever is in the store comes from there, so asking
//! again costs next to nothing.

mod clients;
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
    /// Modules by kernel: each build is used for a cell, for a record, and for an image.
    modules: Mutex<BTreeMap<(String, ModuleId), Module>>,
    /// The folders of users' own modules, as they were when first read.
    own: Mutex<BTreeMap<String, module::Sources>>,
    toolchain: OnceLock<Result<Toolchain, WorkshopError>>,
    /// Is the toolchain tested before it is used?
    checks: bool,
    /// What prevents everything from being fetched or made, if something does.
    pub(super) outage: Mutex<Option<String>>,
    /// Are downloads forbidden?
    pub(super) offline: bool,
    /// Hosts of kernel sources that are not reachable, and why.
    pub(super) silent: Mutex<BTreeMap<String, String>>,
    /// Held while a tarball is downloaded.
    pub(super) downloading: Mutex<()>,
    /// How much of kernels from source is built.
    pub(super) extent: Extent,
    /// The accelerator that the command line asks for.
    pub(super) forced: Option<Accelerator>,
    /// Does the command line ask for every kernel to be booted again?
    pub(super) cold: bool,
    /// The single error path that `error-paths` should try, if any.
    pub(super) error_path: Option<ErrorPath>,
    /// The machine that was started before this workshop was opened.
    prestart: Mutex<Option<Prestart>>,
    pub(super) tampering: Tampering,
    pub(super) looking: Looking,
    /// The folder that holds the systems' wire contracts.
    contracts: Utf8PathBuf,
}

impl Workshop {
    /// A workshop for `matrix` (which includes the trees of `sources`) with the given store.
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

    /// Uses this accelerator, if any, and boots every kernel again, if that is wanted, whatever the environment says.
    #[must_use]
    pub fn with_options(self, forced: Option<Accelerator>, cold: bool) -> Self {
        Self { forced, cold, ..self }
    }

    /// Should every kernel be booted again?
    pub(super) fn cold(&self) -> Result<bool, WorkshopError> {
        Ok(self.cold || environment::cold()?)
    }

    /// Builds no more than `extent` of kernels from source.
    #[must_use]
    pub fn with_extent(self, extent: Extent) -> Self {
        Self { extent, ..self }
    }

    /// Makes `error-paths` try only that path.
    #[must_use]
    pub fn with_error_path(self, error_path: Option<ErrorPath>) -> Self {
        Self { error_path, ..self }
    }

    /// Takes the first fork from `prestart`.
    #[must_use]
    pub fn with_prestart(self, prestart: Option<Prestart>) -> Self {
        Self { prestart: Mutex::new(prestart), ..self }
    }

    /// A fork of the template of `kernel` for a cell that needs `stage`: the one that was prestarted, or a new one.
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

    /// Shows the user of a cell what `looking` asks for.
    #[must_use]
    pub fn with_looking(self, looking: Looking) -> Self {
        Self { looking, ..self }
    }

    /// Applies the changes of `tampering` to every guest.
    #[must_use]
    pub fn with_tampering(mut self, tampering: Tampering) -> Self {
        self.tampering = tampering;
        self
    }

    /// `guest` with this workshop's changes.
    pub(super) fn tamper(&self, kernel: &str, guest: Guest) -> Result<Guest, WorkshopError> {
        let failed = |source| WorkshopError::NoAnswer {
            kernel: kernel.to_owned(),
            console: String::new(),
            source: Box::new(source),
        };
        self.tampering.put(guest).map_err(failed)
    }

    /// Forbids or allows downloads, whatever this process was told.
    #[cfg(test)]
    pub(super) fn with_offline(self, offline: bool) -> Self {
        Self { offline, ..self }
    }

    /// Tests the toolchain before it is used. Processes that run many cells do that once.
    #[must_use]
    pub fn with_checks(self) -> Self {
        Self { checks: true, ..self }
    }

    /// Does a run ask kernels for their forms? Only if there are probes beside the systems.
    pub fn asks(&self) -> bool {
        self.contracts().join("probes").is_dir()
    }

    /// What the headers of `kernel` answer; nothing if there are no headers.
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

    /// Are all selected kernels available, from the store or over the network?
    pub fn reach(&self, selection: &Selection) -> Result<(), WorkshopError> {
        let mut selected =
            self.matrix.kernels.iter().filter(|entry| selection.takes_kernel(&entry.id));
        selected.try_for_each(|entry| self.kernel(entry).map(drop))
    }

    /// Takes the systems' wire contracts from a folder other than that of the first system.
    #[must_use]
    pub fn with_contracts(self, contracts: Utf8PathBuf) -> Self {
        Self { contracts, ..self }
    }

    /// The folder that holds the systems' wire contracts.
    pub(super) fn contracts(&self) -> Utf8PathBuf {
        self.contracts.clone()
    }
}

/// The folder of the systems of `matrix`; the matrix file's own folder, if all modules are users' own.
fn contracts_of(matrix: &Matrix) -> Utf8PathBuf {
    let ours = matrix.systems.iter().find(|system| system.own.is_none());
    let first = ours.and_then(|system| system.path.parent());
    let beside = matrix.path.parent().unwrap_or(Utf8Path::new("/"));
    first.unwrap_or(beside).to_owned()
}
