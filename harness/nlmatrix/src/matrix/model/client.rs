//! Clients.

use camino::Utf8PathBuf;

use super::kernel::KernelEntry;

use crate::arch::Arch;
use crate::version::VersionRange;

/// Of how many bits a client is where the kernel runs programs of 64 and of 32: on amd64. Elsewhere it is what
/// the kernel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bits {
    /// 64.
    Own,
    /// 32.
    Fewer,
    /// There is one of each.
    Both,
}

/// `[[client]]`.
#[derive(Clone, Debug)]
pub struct ClientEntry {
    /// Its name; in the guest it is `/clients/<name>`.
    pub name: String,
    /// What it is made from.
    pub form: ClientForm,
    /// Of how many bits it is.
    pub bits: Bits,
    /// The kernels that it runs on; elsewhere it is left out.
    pub kernels: VersionRange,
    /// Why not on the others.
    pub reason: String,
}

impl ClientEntry {
    /// Why it is in no guest of this kernel; `None` where it is.
    pub fn why_not_on(&self, kernel: &KernelEntry) -> Option<String> {
        let Self { name, kernels, reason, .. } = self;
        if !kernels.contains(&kernel.series) {
            return Some(format!("the client {name} runs on kernels {kernels} only: {reason}"));
        }
        let amd64_only = kernel.arch.is_foreign() && !self.form.is_for_any_arch();
        amd64_only.then(|| {
            let arch = kernel.arch;
            format!("the client {name} is there for amd64 only, not for {arch}: it is no C file that stands alone")
        })
    }
}

impl ClientEntry {
    /// Is one there, on kernels of this processor, that is of as many bits as they?
    pub fn is_own_on(&self, arch: Arch) -> bool {
        arch != Arch::Amd64 || self.bits != Bits::Fewer
    }

    /// Is one there that is of 32 bits on a kernel of 64?
    pub fn is_of_32_bits_on(&self, arch: Arch) -> bool {
        arch == Arch::Amd64 && self.bits != Bits::Own
    }
}

impl ClientForm {
    /// Is it compiled for whichever processor a kernel runs on? What stands on libraries, packages and the
    /// host's own tools is the host's.
    fn is_for_any_arch(&self) -> bool {
        matches!(self, Self::Source { libs, .. } if libs.is_empty())
    }
}

/// What a client is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientForm {
    /// A C file: linked statically with musl, or, where it names libraries, dynamically with those
    /// of the toolchain root, which go along into the guest.
    Source {
        /// The file.
        path: Utf8PathBuf,
        /// Libraries, as `nl-genl-3`.
        libs: Vec<String>,
        /// More arguments for the compiler, which runs in the file's folder.
        flags: Vec<String>,
    },
    /// A program of the toolchain root, which goes along with its libraries.
    Packaged {
        /// The Debian package that has it.
        package: String,
        /// Its absolute path.
        program: String,
    },
    /// A Rust crate with a workspace of its own, linked statically.
    Crate {
        /// Its folder.
        path: Utf8PathBuf,
    },
    /// A program that is there already, which goes along with its libraries.
    Binary {
        /// The file.
        path: Utf8PathBuf,
    },
    /// What a command makes of a folder, in the toolchain root; it goes along with its libraries.
    Command {
        /// The folder; the command works in a copy of it.
        path: Utf8PathBuf,
        /// The command line of a shell.
        command: String,
        /// The program that it leaves, relative to the folder.
        program: Utf8PathBuf,
    },
}
