//! Clients.

use camino::Utf8PathBuf;

use super::kernel::KernelEntry;

use crate::arch::Arch;
use crate::version::VersionRange;

/// How many bits a client has on kernels that run both 64-bit and 32-bit programs, that is, on amd64. Elsewhere it
/// has as many as the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bits {
    /// 64.
    Own,
    /// 32.
    Fewer,
    /// There is one with each.
    Both,
}

/// `[[client]]`.
#[derive(Clone, Debug)]
pub struct ClientEntry {
    /// Its name; in the guest it is `/clients/<name>`.
    pub name: String,
    /// How it is made.
    pub form: ClientForm,
    /// How many bits it has.
    pub bits: Bits,
    /// The kernels on which it runs; on others it is left out.
    pub kernels: VersionRange,
    /// Why not on the others.
    pub reason: String,
}

impl ClientEntry {
    /// Why guests of this kernel do not have it; `None` if they do.
    pub fn why_not_on(&self, kernel: &KernelEntry) -> Option<String> {
        let Self { name, kernels, reason, .. } = self;
        if !kernels.contains(&kernel.series) {
            return Some(format!("the client {name} runs on kernels {kernels} only: {reason}"));
        }
        let amd64_only = kernel.arch.is_foreign() && !self.form.is_for_any_arch();
        amd64_only.then(|| {
            let arch = kernel.arch;
            format!("the client {name} exists for amd64 only, not for {arch}, because it is not a single C file")
        })
    }
}

impl ClientEntry {
    /// Is there one, on kernels of this processor, with as many bits as the kernel?
    pub fn is_own_on(&self, arch: Arch) -> bool {
        arch != Arch::Amd64 || self.bits != Bits::Fewer
    }

    /// Is there a 32-bit one on a 64-bit kernel?
    pub fn is_of_32_bits_on(&self, arch: Arch) -> bool {
        arch == Arch::Amd64 && self.bits != Bits::Own
    }
}

impl ClientForm {
    /// Is it compiled for whichever processor a kernel runs on? Clients that depend on libraries, packages or the
    /// host's own tools are for the host's processor only.
    fn is_for_any_arch(&self) -> bool {
        matches!(self, Self::Source { libs, .. } if libs.is_empty())
    }
}

/// How a client is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientForm {
    /// A C file: linked statically with musl or, if it names libraries, dynamically with those of the toolchain root,
    /// which are copied into the guest.
    Source {
        /// The file.
        path: Utf8PathBuf,
        /// Libraries, like `nl-genl-3`.
        libs: Vec<String>,
        /// More arguments for the compiler, which runs in the file's folder.
        flags: Vec<String>,
    },
    /// A program of the toolchain root, which is copied together with its libraries.
    Packaged {
        /// The Debian package that contains it.
        package: String,
        /// Its absolute path.
        program: String,
    },
    /// A Rust crate with a workspace of its own, linked statically.
    Crate {
        /// Its folder.
        path: Utf8PathBuf,
    },
    /// An existing program, which is copied together with its libraries.
    Binary {
        /// The file.
        path: Utf8PathBuf,
    },
    /// What a command builds in a folder, in the toolchain root; it is copied together with its libraries.
    Command {
        /// The folder; the command works in a copy of it.
        path: Utf8PathBuf,
        /// A shell command.
        command: String,
        /// The program that it builds, relative to the folder.
        program: Utf8PathBuf,
    },
}
