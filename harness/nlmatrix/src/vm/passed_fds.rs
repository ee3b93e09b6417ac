//! Files of the host for QEMU: they are opened here and left open in QEMU, whose user may not be able to enter the
//! folders that contain them.

use std::fs::File;
use std::io::{self, Seek as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};

use camino::Utf8Path;
use rustix::fs::{MemfdFlags, memfd_create};

use super::error::VmError;
use super::machine::{Machine, Memory};
use super::platform::has_window;
use crate::process::{Job, User};

/// The paths under which QEMU opens them.
pub(super) struct PassedFds {
    pub kernel: String,
    pub initrd: String,
    /// The disks.
    pub disks: Vec<String>,
    /// The file with the guest's memory, if there is one.
    pub memory: Option<String>,
    /// The data for its window, if there is any.
    pub window: Option<String>,
}

impl PassedFds {
    /// Opens what `machine` needs and leaves it open for `job`.
    pub fn to(job: &mut Job, machine: &Machine, memory: Memory<'_>) -> Result<Self, VmError> {
        let window = machine.behind_window.as_ref().filter(|_| has_window(machine.arch));
        let window = window.map(|path| filled(path, machine.memory_mib)).transpose()?;
        let window = window.map(|file| job.inherit(file));
        let mut give = |path: &Utf8Path, open: fn(&Utf8Path) -> io::Result<File>| {
            open(path).map(|file| job.inherit(file)).map_err(VmError::io(path))
        };
        Ok(Self {
            kernel: give(&machine.kernel, readable)?,
            initrd: give(&machine.initrd, readable)?,
            disks: machine
                .disks
                .iter()
                .map(|path| give(path, readable))
                .collect::<Result<_, _>>()?,
            memory: match memory {
                Memory::Private => None,
                Memory::Shared(path) => Some(give(path, new_memory)?),
                Memory::Forked(path) => Some(give(path, memory_of_a_template)?),
            },
            window,
        })
    }
}

/// A file that QEMU's user can read: if it is not readable by everybody, a copy in memory (Ubuntu's kernels have mode
/// 0600, and so has everything that is made under a umask of 077).
fn readable(path: &Utf8Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    if User::unprivileged().is_none() || file.metadata()?.mode() & 0o004 != 0 {
        return Ok(file);
    }
    let mut copy = File::from(memfd_create("copy", MemfdFlags::CLOEXEC)?);
    io::copy(&mut file, &mut copy)?;
    copy.rewind()?;
    Ok(copy)
}

/// The file at `path` as the memory of a device that is as large as the guest's own. It has that size without using
/// it.
fn filled(path: &Utf8Path, memory_mib: u32) -> Result<File, VmError> {
    let mut from = File::open(path).map_err(VmError::io(path))?;
    let size = u64::from(memory_mib) << 20;
    let bytes = from.metadata().map_err(VmError::io(path))?.len();
    if bytes > size {
        return Err(VmError::TooMuch { bytes, memory_mib });
    }
    let mut fill = || {
        let mut window = File::from(memfd_create("window", MemfdFlags::CLOEXEC)?);
        io::copy(&mut from, &mut window)?;
        window.set_len(size)?;
        Ok(window)
    };
    fill().map_err(VmError::io(path))
}

/// A file for the guest's memory, which QEMU fills.
fn new_memory(path: &Utf8Path) -> io::Result<File> {
    let mut options = File::options();
    let file = options.read(true).write(true).create(true).truncate(true).mode(0o600).open(path)?;
    shared(file)
}

/// QEMU writes nothing to it, but opens it for writing (up to 8.1, it has no other way to map a file privately).
fn memory_of_a_template(path: &Utf8Path) -> io::Result<File> {
    shared(File::open(path)?)
}

/// Its owner stays the same, so that one store serves both root and its owner.
fn shared(file: File) -> io::Result<File> {
    if let Some(user) = User::unprivileged() {
        user.admit(&file, 0o660)?;
    }
    Ok(file)
}
