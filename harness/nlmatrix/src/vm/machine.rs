//! A machine, and where its memory is.

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::arch::Arch;
use crate::environment::Accelerator;

/// A machine to boot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The processor.
    #[serde(default, skip_serializing_if = "Arch::is_usual")]
    pub arch: Arch,
    /// bzImage, or an ELF kernel with a PVH entry (see [`pvh`](super::pvh)); for other processors, the image as
    /// published.
    pub kernel: Utf8PathBuf,
    /// Initramfs.
    pub initrd: Utf8PathBuf,
    /// The whole kernel command line (see [`Era::command_line`](super::era::Era::command_line)).
    pub append: String,
    /// How many processors it has.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub processors: u32,
    /// The guest's memory in MiB.
    pub memory_mib: u32,
    /// Files that it has as read-only disks, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disks: Vec<Utf8PathBuf>,
    /// QEMU's `-machine`.
    pub machine: String,
    /// QEMU's `-cpu`.
    pub cpu: String,
    /// How the guest's code is executed.
    pub accel: Accelerator,
    /// The data in the guest's window ([`WINDOW`](super::WINDOW)): each fork has its own, so it is not part of a
    /// template.
    #[serde(skip)]
    pub behind_window: Option<Utf8PathBuf>,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_one(processors: &u32) -> bool {
    *processors == 1
}

/// Where the guest's memory is, and thereby how the machine starts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Memory<'a> {
    /// Anonymous memory: a cold boot that will not be saved.
    Private,
    /// This file, which the guest changes: a cold boot that becomes a template.
    Shared(&'a Utf8Path),
    /// This file, copied on write: a fork, which waits for its state.
    Forked(&'a Utf8Path),
}
