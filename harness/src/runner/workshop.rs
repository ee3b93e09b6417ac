//! Products on demand: kernel, module, image, template. All of them come from the store when they
//! are there, so asking again costs next to nothing.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::sources::{Sources, Without};
use crate::client::ClientError;
use crate::digest::{Digest, Recipe};
use crate::guest::{self, Guest};
use crate::image;
use crate::kernel::debian::MatrixLock;
use crate::kernel::{Kernel, KernelError};
use crate::matrix::{FileEntry, KernelEntry, Matrix};
use crate::module::{self, Loadable, Module, ModuleError, Shelf};
use crate::plan::Selection;
use crate::probe::{self, Facts, ProbeError, Probes};
use crate::process::find_program;
use crate::scenario::leak;
use crate::store::{Store, StoreError};
use crate::toolchain::{Toolchain, ToolchainError};
use crate::vm::era::Era;
use crate::vm::{Accel, Kind, Machine, SPARE_UART, Template, Vm, VmError, pvh};

/// Memory of every guest.
const MEMORY_MIB: u32 = 256;
/// How long a booting guest may take to answer: a busy host under TCG is slow.
pub(super) const BOOT_DEADLINE: Duration = Duration::from_secs(90);
/// Names an accelerator for the cells of a run.
pub const ACCEL_VARIABLE: &str = "NLMATRIX_ACCEL";

/// `host` builds with the host's own compiler instead of the toolchain root.
pub const TOOLCHAIN_VARIABLE: &str = "NLMATRIX_TOOLCHAIN";

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
    toolchain: OnceLock<Toolchain>,
    probes: OnceLock<Option<Probes>>,
}

/// Why a product could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkshopError {
    /// The kernel.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// The kernel is not pinned yet.
    #[error("{kernel} is not in matrix.lock: run `cargo xtask update`")]
    NotLocked {
        /// Its id.
        kernel: String,
    },
    /// The run found out before that the kernel cannot be had.
    #[error("{}", .0.reason)]
    Without(Without),
    /// The toolchain.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// A module.
    #[error(transparent)]
    Module(#[from] ModuleError),
    /// The probes.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// A client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The kernel's image.
    #[error(transparent)]
    Pvh(#[from] pvh::PvhError),
    /// The virtual machine.
    #[error(transparent)]
    Vm(#[from] VmError),
    /// The agent did not answer.
    #[error("the agent of {kernel} did not answer; the console's end:\n{console}")]
    NoAnswer {
        /// Kernel id.
        kernel: String,
        /// The end of the console.
        console: String,
        /// What was tried.
        source: Box<guest::GuestError>,
    },
    /// The store.
    #[error("failed to use the store")]
    Store(#[from] Box<StoreError<WorkshopError>>),
    /// A file.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<StoreError<WorkshopError>> for WorkshopError {
    fn from(error: StoreError<WorkshopError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            other => Self::Store(Box::new(other)),
        }
    }
}

impl Workshop {
    /// A workshop for `matrix` (with the trees of `sources` in it) over `store`.
    pub fn open(matrix: Matrix, store: Store, sources: Sources) -> Result<Self, WorkshopError> {
        let lock = Mutex::new(MatrixLock::read(&matrix.lock_path())?);
        let (sources, built, modules) = (Mutex::new(sources), Mutex::default(), Mutex::default());
        let (toolchain, probes) = (OnceLock::new(), OnceLock::new());
        Ok(Self { matrix, store, lock, sources, built, modules, toolchain, probes })
    }

    /// The toolchain root; the host's own compiler where the root cannot be made, or where
    /// [`TOOLCHAIN_VARIABLE`] asks for it. The host's gcc-12 builds for kernels up to 6.12+deb12.
    pub fn toolchain(&self) -> Result<&Toolchain, WorkshopError> {
        if let Some(toolchain) = self.toolchain.get() {
            return Ok(toolchain);
        }
        let wants_host = std::env::var(TOOLCHAIN_VARIABLE).is_ok_and(|kind| kind == "host");
        let made = if wants_host { Toolchain::host() } else { self.root_or_host() }?;
        Ok(self.toolchain.get_or_init(|| made))
    }

    fn root_or_host(&self) -> Result<Toolchain, ToolchainError> {
        Toolchain::root(&self.store).or_else(|error| {
            tracing::warn!("{}; falling back to the host's gcc", super::cell::chain(&error));
            Toolchain::host()
        })
    }

    /// The questions about kernel APIs that lie beside the systems; `None` when there are none.
    pub fn probes(&self) -> Result<Option<&Probes>, WorkshopError> {
        if let Some(probes) = self.probes.get() {
            return Ok(probes.as_ref());
        }
        let folder = self.contracts().join("probes");
        let probes = folder.is_dir().then(|| probe::load(&folder)).transpose()?;
        Ok(self.probes.get_or_init(|| probes).as_ref())
    }

    /// The same; where there are none, those that come with nlmatrix are asked from now on.
    pub fn probes_or_shipped(&self) -> Result<&Probes, WorkshopError> {
        if self.probes.get().is_none() && !self.contracts().join("probes").is_dir() {
            self.probes.set(Some(probe::shipped()?)).ok();
        }
        Ok(self.probes()?.expect("a folder is there, or they were set"))
    }

    /// What the headers of `kernel` answer to them; nothing when there are no headers.
    pub fn facts(&self, kernel: &Kernel) -> Result<Facts, WorkshopError> {
        match self.probes()? {
            Some(probes) if kernel.build.is_some() => {
                Ok(probe::probe(&self.store, self.toolchain()?, kernel, probes)?)
            }
            _ => Ok(Facts::new()),
        }
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
        let entry = self.matrix.system(system).expect("planned from this matrix");
        let sources = match &entry.own {
            Some(method) => module::Sources::of_folder(system, &entry.path, method.clone()),
            None => module::Sources::of_generation(&entry.path, &entry.path.join(generation)),
        }?;
        let module = module::build(&self.store, self.toolchain()?, kernel, &sources)?;
        modules().insert(key, module.clone());
        Ok(module)
    }

    /// A module's files as they are loaded: after the kernel's own modules that they need.
    pub fn loadables(
        &self,
        kernel: &Kernel,
        module: &Module,
    ) -> Result<Vec<Loadable>, WorkshopError> {
        if !module::needs_kernel_modules(&module.kos)? {
            return Ok(module::load_order(&module.kos, &Shelf::default())?);
        }
        let entry = self.matrix.kernel(&kernel.id).expect("planned from this matrix");
        let shelf = self.kernel_modules(entry)?.map(|folder| Shelf::of(&folder)).transpose()?;
        Ok(module::load_order(&module.kos, &shelf.unwrap_or_default())?)
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

    /// The machine that boots `kernel` with all its modules and clients.
    pub fn machine(&self, entry: &KernelEntry, kernel: &Kernel) -> Result<Machine, WorkshopError> {
        let era = Era::of(&kernel.version);
        let machine = Machine {
            kernel: self.boot_file(kernel)?,
            initrd: self.initrd(entry, kernel)?,
            append: era.command_line(""),
            memory_mib: MEMORY_MIB,
            machine: era.machine.to_owned(),
            cpu: era.cpu.to_owned(),
            accel: Kind::Tcg,
        };
        let accel = self.accel(&machine)?.kind;
        Ok(Machine { accel, ..machine })
    }

    /// The accelerator of this host; `machine` is booted when it has to be found out.
    pub fn accel(&self, machine: &Machine) -> Result<Accel, WorkshopError> {
        let forced = std::env::var(ACCEL_VARIABLE).ok().and_then(|kind| kind.parse().ok());
        let answers = |vm: &Vm, patience| {
            vm.stream().is_ok_and(|stream| Guest::connect(stream, patience).is_ok())
        };
        Accel::choose(forced, &self.store, machine, answers).map_err(|error| match error {
            StoreError::Make(error) | StoreError::Io { source: error, .. } => error.into(),
        })
    }

    /// The template that cells of `kernel` fork from: booted once to the idle agent.
    pub fn template(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Template, WorkshopError> {
        if let Some(folder) = self.sources().templates.get(&entry.id) {
            return Ok(Template::load(folder)?);
        }
        let machine = self.machine(entry, kernel)?;
        let key = key_of(&machine)?;
        let folder = self.store.get_or_make("templates", &key, |scratch| {
            let vm = Vm::boot_saveable(&machine, scratch)?;
            answer(&vm, &entry.id)?;
            vm.save()?;
            Ok::<(), WorkshopError>(())
        })?;
        self.store.touch(&folder);
        let template = Template::load(&folder)?;
        self.sources().templates.insert(entry.id.clone(), folder);
        Ok(template)
    }

    /// The key of that template: everything that goes into it.
    pub fn template_key(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Digest, WorkshopError> {
        key_of(&self.machine(entry, kernel)?)
    }

    /// vmlinux where the kernel can be entered by PVH (faster), the bzImage otherwise.
    fn boot_file(&self, kernel: &Kernel) -> Result<Utf8PathBuf, WorkshopError> {
        let key = Recipe::new("boot-files", 1).with("kernel", kernel.digest.as_str()).key();
        let folder = self.store.get_or_make("boot-files", &key, |scratch| {
            let image = fs_err::read(&kernel.image)?;
            let bytes = match pvh::boot_file(&image)? {
                pvh::BootFile::Pvh(vmlinux) => vmlinux,
                pvh::BootFile::BzImage => image,
            };
            fs_err::write(scratch.join("kernel"), bytes)?;
            Ok::<(), WorkshopError>(())
        })?;
        Ok(folder.join("kernel"))
    }

    /// The initramfs: agent, clients, and every generation that builds for this kernel.
    fn initrd(&self, entry: &KernelEntry, kernel: &Kernel) -> Result<Utf8PathBuf, WorkshopError> {
        let mut files = Vec::new();
        self.add_clients(entry, &mut files)?;
        self.add_files(&mut files)?;
        if kernel.build.is_some() {
            self.add_modules(entry, kernel, &mut files)?;
        }
        let recipe = Recipe::new("images", 1).with("agent", image::AGENT);
        let with =
            |recipe: Recipe, (path, bytes, _): &(String, Vec<u8>, u32)| recipe.with(path, bytes);
        let recipe = files.iter().fold(recipe, with);
        let key = self.matrix.files.iter().fold(recipe, FileEntry::add_to).key();
        let folder = self.store.get_or_make("images", &key, |scratch| {
            fs_err::write(scratch.join("initrd"), image::initramfs(&files))?;
            Ok::<(), WorkshopError>(())
        })?;
        Ok(folder.join("initrd"))
    }

    fn add_modules(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        files: &mut Vec<(String, Vec<u8>, u32)>,
    ) -> Result<(), WorkshopError> {
        for system in &self.matrix.systems {
            let builds = |it: &&crate::matrix::GenerationEntry| it.builds_on(&entry.series);
            for generation in system.generations.iter().filter(builds) {
                let module = self.module(kernel, &system.name, &generation.name)?;
                for (name, bytes) in self.loadables(kernel, &module)? {
                    files.push((guest_path(&system.name, &generation.name, &name), bytes, 0o644));
                }
            }
        }
        Ok(())
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
fn guest_path(system: &str, generation: &str, file: &str) -> String {
    let folder = if generation.is_empty() { "own" } else { generation };
    format!("/modules/{system}/{folder}/{file}")
}

/// Waits until the agent in `vm` answers.
pub(super) fn answer(vm: &Vm, kernel: &str) -> Result<Guest, WorkshopError> {
    let no_answer = |source| WorkshopError::NoAnswer {
        kernel: kernel.to_owned(),
        console: last_lines(&vm.console().unwrap_or_default(), 20),
        source: Box::new(source),
    };
    let guest = Guest::connect(vm.stream()?, BOOT_DEADLINE).map_err(no_answer)?;
    guest::arm(&guest).and_then(|()| leak::open_books(&guest)).map_err(no_answer)?;
    Ok(guest)
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Everything that goes into a template. QEMU's own part is its file's identity: asking it for its
/// version would cost each cell a process.
fn key_of(machine: &Machine) -> Result<Digest, WorkshopError> {
    let json = serde_json::to_vec(machine).expect("a machine is plain data");
    let recipe = Recipe::new("templates", 2).with("machine", json).with("device", SPARE_UART);
    let Some(qemu) = find_program("qemu-system-x86_64") else { return Ok(recipe.key()) };
    let file = fs_err::metadata(qemu.canonicalize_utf8()?)?;
    let identity = format!("{} {} {}", qemu, file.len(), file.mtime());
    Ok(recipe.with("qemu", identity).key())
}
