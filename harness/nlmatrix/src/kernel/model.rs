//! What a provider hands over.

use camino::Utf8PathBuf;

use crate::arch::Arch;
use crate::digest::Digest;
use crate::matrix::Profile;
use crate::run::{Artefact, KernelProvider};
use crate::version::KernelVersion;

/// One bootable kernel plus, as a rule, what is needed to build modules for it.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Its id in the matrix, as `6.12-deb13`.
    pub id: String,
    /// The processor that it runs on.
    pub arch: Arch,
    /// Mainline version.
    pub version: KernelVersion,
    /// What `uname -r` says in it.
    pub release: String,
    /// `debian`, `apt`, `rpm`, `source` or `prebuilt`.
    pub provider: KernelProvider,
    /// The bootable image as shipped (a bzImage on x86).
    pub image: Utf8PathBuf,
    /// The tree for `make -C`; `None` for a kernel that can only be booted.
    pub build: Option<Utf8PathBuf>,
    /// Why there is no `build`; empty when there is one.
    pub reason: String,
    /// The compiler setup that its modules are built with.
    pub profile: Profile,
    /// Was it built with everything by which it looks into itself?
    pub debug: bool,
    /// What it was made from.
    pub origin: Vec<Artefact>,
    /// Digest of everything it was made from: the same kernel has the same digest everywhere.
    pub digest: Digest,
}
