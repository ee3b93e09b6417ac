//! What a provider returns.

use camino::Utf8PathBuf;

use crate::arch::Arch;
use crate::digest::Digest;
use crate::matrix::Profile;
use crate::run::{Artefact, KernelProvider};
use crate::version::KernelVersion;

/// One bootable kernel and, usually, what is needed to build modules for it.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Its id in the matrix, like `6.12-deb13`.
    pub id: String,
    /// The processor that it runs on.
    pub arch: Arch,
    /// Mainline version.
    pub version: KernelVersion,
    /// What `uname -r` says.
    pub release: String,
    /// `debian`, `apt`, `rpm`, `source` or `prebuilt`.
    pub provider: KernelProvider,
    /// The bootable image as shipped (a bzImage on x86).
    pub image: Utf8PathBuf,
    /// The tree for `make -C`; `None` for a kernel that can only be booted.
    pub build: Option<Utf8PathBuf>,
    /// Why there is no `build`; empty if there is one.
    pub reason: String,
    /// The compiler setup with which its modules are built.
    pub profile: Profile,
    /// Is it a debug kernel?
    pub debug: bool,
    /// The packages, tree or tarball from which it was made.
    pub origin: Vec<Artefact>,
    /// Digest of all of these: the same kernel has the same digest everywhere.
    pub digest: Digest,
}
