//! From a kernel to the machine that cells fork: boot file, image, template.

use std::os::unix::fs::MetadataExt as _;
use std::time::Duration;

use camino::Utf8PathBuf;

use super::Workshop;
use crate::digest::{Digest, Recipe};
use crate::environment::{self, Accelerator};
use crate::guest::{self, Guest, GuestError};
use crate::kernel::Kernel;
use crate::matrix::KernelEntry;
use crate::process::find_program;
use crate::runner::WorkshopError;
use crate::scenario::leak;
use crate::store::StoreError;
use crate::vm::era::Era;
use crate::vm::{Accel, Machine, SPARE_UART, Template, Vm, pvh};

/// Processes that wait in a template for its forks; few scenarios use more. To start one in a fork costs about 30 ms,
/// as QEMU has to translate the kernel's code for it again.
const PARKED: usize = 3;
/// Boot parameters of debug kernels: report each fault that KASAN finds, not only the first; poison the memory of
/// messages, so that bytes which nobody wrote can be recognised (`scenario::leak`).
const LOOKING: &str = "kasan_multi_shot slub_debug=P,kmalloc-*,skbuff_*";
/// Memory of every guest.
const MEMORY_MIB: u32 = 256;
/// How long a booting guest may take to answer: a busy host under TCG is slow.
pub(in crate::runner) const BOOT_DEADLINE: Duration = Duration::from_secs(90);

impl Workshop {
    /// The machine that boots `kernel`.
    pub fn machine(&self, entry: &KernelEntry, kernel: &Kernel) -> Result<Machine, WorkshopError> {
        let era = Era::of(&kernel.version, kernel.arch);
        let machine = Machine {
            arch: kernel.arch,
            kernel: self.boot_file(kernel)?,
            initrd: self.initrd(entry, kernel)?,
            append: era.command_line(kernel.arch, if kernel.debug { LOOKING } else { "" }),
            processors: 1,
            memory_mib: MEMORY_MIB,
            disks: self.root_images(entry, kernel)?,
            machine: era.machine.to_owned(),
            cpu: era.cpu.to_owned(),
            accel: Accelerator::Tcg,
            behind_window: None,
        };
        let accel = self.accel(&machine)?.kind;
        Ok(Machine { accel, ..machine })
    }

    /// The accelerator of this host; `machine` is booted if it still has to be determined.
    pub fn accel(&self, machine: &Machine) -> Result<Accel, WorkshopError> {
        if !machine.arch.is_of_host() {
            let reason = format!("the host's processor cannot run {} guests", machine.arch);
            return Ok(Accel { kind: Accelerator::Tcg, reason });
        }
        let forced = self.forced.map_or_else(environment::accel, |kind| Ok(Some(kind)))?;
        let answers = |vm: &Vm, patience| {
            let booted = |stream| Guest::booting(stream, vm.served(), patience).is_ok();
            vm.stream().is_ok_and(booted)
        };
        Accel::choose(forced, &self.store, machine, answers).map_err(|error| match error {
            StoreError::Make(error) | StoreError::Io { source: error, .. } => error.into(),
        })
    }

    /// The template from which cells of `kernel` are forked: it is booted once, until the agent is idle, and does not
    /// depend on modules and clients.
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
            let guest = self.answer(&vm, entry, kernel)?;
            let parked = guest.park_processes(PARKED).and_then(|()| guest::settle(&guest));
            parked.map_err(|error| no_answer(&vm, &entry.id, error))?;
            vm.save()?;
            Ok::<(), WorkshopError>(())
        })?;
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

    /// Waits until the agent in `vm` answers, and prepares the guest for cells.
    pub(in crate::runner) fn answer(
        &self,
        vm: &Vm,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Guest, WorkshopError> {
        let no_answer = |source| no_answer(vm, &entry.id, source);
        let guest = Guest::booting(vm.stream()?, vm.served(), BOOT_DEADLINE).map_err(no_answer)?;
        guest::arm(&guest, 1).map_err(no_answer)?;
        self.mount_roots(entry, kernel, &guest)?;
        leak::take_snapshot(&guest).map_err(no_answer)?;
        Ok(guest)
    }

    /// vmlinux if the kernel can be entered by PVH, which is faster, else the bzImage; the image for another
    /// processor as it is.
    fn boot_file(&self, kernel: &Kernel) -> Result<Utf8PathBuf, WorkshopError> {
        if !kernel.arch.is_of_host() {
            return Ok(kernel.image.clone());
        }
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
}

pub(in crate::runner) fn no_answer(vm: &Vm, kernel: &str, source: GuestError) -> WorkshopError {
    WorkshopError::NoAnswer {
        kernel: kernel.to_owned(),
        console: last_lines(&vm.last_words(), 20),
        source: Box::new(source),
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Everything that goes into a template. QEMU is represented by the identity of its file: asking for its version
/// would cost each cell a process.
fn key_of(machine: &Machine) -> Result<Digest, WorkshopError> {
    let json = serde_json::to_vec(machine).expect("a machine is plain data");
    let recipe = Recipe::new("templates", 5).with("machine", json).with("device", SPARE_UART);
    let Some(qemu) = find_program(machine.arch.emulator().0) else { return Ok(recipe.key()) };
    let file = fs_err::metadata(qemu.canonicalize_utf8()?)?;
    let identity = format!("{} {} {}", qemu, file.len(), file.mtime());
    Ok(recipe.with("qemu", identity).key())
}
