//! The floor: raw QEMU with a bare static init.
//!
//! The same kernel file, machine, CPU, accelerator and command line as for our cold boot, without our sockets, agent,
//! modules and clients: from QEMU's start to its end, which the init requests at once. Our cold boot, in contrast, is
//! the whole process of a cell: it answers, checks, and is recorded.

use std::time::Duration;

use camino::Utf8Path;

use super::BenchError;
use crate::client;
use crate::image::cpio::Archive;
use crate::kernel::Kernel;
use crate::matrix::{ClientForm, KernelEntry};
use crate::runner::Workshop;
use crate::vm::{Machine, boot_baseline};

/// What the init prints: if it is missing, something else ended the machine.
const UP: &str = "floor: up";
const LIMIT: Duration = Duration::from_secs(90);

/// The machine that boots `kernel` to the bare init; its initramfs is written to `folder`.
pub fn machine(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    workspace: &Utf8Path,
    folder: &Utf8Path,
) -> Result<Machine, BenchError> {
    let path = workspace.join("images/floor/init.c");
    let source = ClientForm::Source { path, libs: Vec::new(), flags: Vec::new() };
    let kmods = workspace.join("kmods");
    let toolchain = workshop.toolchain_for(kernel.arch)?;
    let init = client::build(&workshop.store, &toolchain, kernel.arch, &source, &kmods)?;
    let init = init.expect("a C file without libraries builds with every toolchain");
    let mut archive = Archive::default();
    archive.device("/dev/console", 5, 1);
    archive.file("/init", &fs_err::read(init.binary)?, 0o755);
    let initrd = folder.join("floor.cpio");
    fs_err::write(&initrd, archive.finish())?;
    Ok(Machine { initrd, ..workshop.machine(entry, kernel)? })
}

/// Boots it once.
pub fn measure(machine: &Machine) -> Result<Duration, BenchError> {
    let (took, console) = boot_baseline(machine, LIMIT)?;
    if console.contains(UP) { Ok(took) } else { Err(BenchError::Floor { console }) }
}
