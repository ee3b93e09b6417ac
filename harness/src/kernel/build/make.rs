//! From a pristine tree to a bootable kernel in the store.

use camino::Utf8Path;

use super::{KernelBuildError, Profile};
use crate::digest::Digest;
use crate::kernel::Kernel;
use crate::store::Store;
use crate::toolchain::Toolchain;
use crate::version::KernelVersion;

/// A kernel to be built.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Its id in the matrix.
    pub id: &'a str,
    /// The pristine source tree; it is never written to.
    pub tree: &'a Utf8Path,
    /// Digest of that tree, or of the tarball it came from.
    pub tree_digest: &'a Digest,
    /// What the tree's Makefile says.
    pub version: KernelVersion,
    /// Configuration fragment; `None` for the default one of this version.
    pub fragment: Option<&'a Utf8Path>,
    /// The compiler setup.
    pub profile: Profile,
}

/// The kernel of `request`: found in the store, or built.
///
/// `toolchain` is used where the profile is [`Profile::Root`].
pub fn build(
    _store: &Store,
    _toolchain: &Toolchain,
    request: &Request,
) -> Result<Kernel, KernelBuildError> {
    let missing = "builder".to_owned();
    Err(KernelBuildError::Incomplete { tree: request.tree.to_owned(), missing })
}

/// The kernel of `request`, if the store has it; neither its tree nor a compiler is needed for that.
pub fn find(
    _store: &Store,
    _toolchain: &Toolchain,
    _request: &Request,
) -> Result<Option<Kernel>, KernelBuildError> {
    Ok(None)
}
