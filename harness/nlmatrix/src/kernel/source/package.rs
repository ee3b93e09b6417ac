//! The tree in a Debian source package.

use super::tarball::{TREES, find_tree, unpack_file};
use super::{SourceError, Tree};
use crate::kernel::KernelError;
use crate::kernel::debian::{LockedPackage, SourcePackage};
use crate::store::Store;

/// The tree in the package `pinned`, unpacked in the store; the package is downloaded if it is not there.
///
/// The caller removes the tree ([`discard`]) when the kernel is built, as with tarballs.
pub(super) fn unpack(
    store: &Store,
    package: &SourcePackage,
    pinned: &LockedPackage,
) -> Result<Tree, KernelError> {
    let folder = store.get_or_make(TREES, &pinned.sha256, |scratch| {
        let beside = scratch.join("package");
        let tarball = package.unpack(store, pinned, &beside)?;
        tracing::info!("unpacking {} {}", pinned.name, pinned.version);
        unpack_file(&tarball, scratch)?;
        fs_err::remove_dir_all(&beside).map_err(KernelError::io(&beside))
    })?;
    let bad = |problem: &str| SourceError::BadTarball {
        tarball: pinned.path.clone().into(),
        problem: problem.to_owned(),
    };
    Ok(find_tree(&folder).ok_or_else(|| bad("it contains no kernel source tree"))?)
}

/// Removes what [`unpack`] made.
pub(super) fn discard(store: &Store, pinned: &LockedPackage) -> Result<(), SourceError> {
    Ok(store.discard(TREES, &pinned.sha256)?)
}
