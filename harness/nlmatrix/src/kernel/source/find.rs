//! Finds the source of a kernel: the tree or revision that its entry names, then the search path (trees and tarballs,
//! then git repositories), then the tarball that its entry names, if that is on this host. If an entry names a Debian
//! package, the source comes from that.

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::{Candidate, SearchPath, SourceError, Tree, Verified, tarball};
use crate::digest::Digest;
use crate::environment::{REPOSITORY_VARIABLE, SEARCH_VARIABLE, command};
use crate::kernel::debian::{Locked, LockedPackage, MatrixLock, SourcePackage};
use crate::matrix::{Revision, SourceSpec, Tarball};
use crate::store::Store;
use crate::version::KernelVersion;

/// A source on this host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A tree of the right version.
    Tree(Tree),
    /// A revision of a git repository.
    Revision(Revision),
    /// A tarball whose digest is not known yet.
    File(Utf8PathBuf),
    /// A tarball that was downloaded and checked.
    Stored(Verified),
    /// A Debian package, as it is pinned.
    Package(SourcePackage, Locked),
}

/// A source that is known to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The version in its Makefile.
    pub version: KernelVersion,
    /// Digest of the tree, or of the tarball.
    pub digest: Digest,
    /// Its place.
    pub place: Place,
}

/// The place of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A tree of the user's.
    Tree(Utf8PathBuf),
    /// A revision of a git repository.
    Revision(Revision),
    /// A tarball, not unpacked.
    Tarball(Verified),
    /// A Debian package, maybe not downloaded yet.
    Package(SourcePackage, LockedPackage),
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tree(tree) => f.write_str(tree.path.as_str()),
            Self::Revision(revision) => write!(f, "{} of {}", revision.name, revision.repository),
            Self::File(path) => f.write_str(path.as_str()),
            Self::Stored(tarball) => f.write_str(&tarball.name),
            Self::Package(_, pin) => {
                pin.packages.iter().try_for_each(|it| write!(f, "{} {}", it.name, it.version))
            }
        }
    }
}

/// The source for `spec`. No network is used, and no files are read except Makefiles.
pub fn find(
    store: &Store,
    spec: &SourceSpec,
    search: &SearchPath,
    lock: &MatrixLock,
) -> Result<Found, SourceError> {
    let wanted = &spec.version;
    if let Some(tree) = spec.tree.as_deref().filter(|tree| tree.is_dir()) {
        return Tree::open_as(tree, wanted).map(Found::Tree);
    }
    if let Some(revision) = &spec.revision {
        return Ok(Found::Revision(revision.clone()));
    }
    if let Some(package) = package_of(spec) {
        let pin = lock.iter().find(|pin| package.is_pinned_by(pin)).cloned();
        let pin = pin.ok_or_else(|| SourceError::NotPinned { package: package.name() })?;
        return Ok(Found::Package(package, pin));
    }
    match search.find(wanted) {
        Some(Candidate::Tree(path)) => return Tree::open_as(&path, wanted).map(Found::Tree),
        Some(Candidate::Tarball(Tarball::File(path))) => return Ok(Found::File(path)),
        Some(Candidate::Tarball(Tarball::Url(_))) | None => {}
    }
    if let Some(revision) = search.release(wanted)? {
        return Ok(Found::Revision(revision));
    }
    let found = spec.tarball.as_ref().and_then(|named| match named {
        Tarball::File(path) => path.is_file().then(|| Found::File(path.clone())),
        Tarball::Url(_) => {
            let (digest, _) = tarball::pin(spec, lock, named.name())?;
            tarball::stored(store, named.name(), digest).map(Found::Stored)
        }
    });
    found.ok_or_else(|| absent(spec, search))
}

/// The Debian package that `spec` asks for.
pub fn package_of(spec: &SourceSpec) -> Option<SourcePackage> {
    let (suite, series) = (spec.debian.clone()?, spec.version.series());
    Some(SourcePackage { suite, series })
}

fn absent(spec: &SourceSpec, search: &SearchPath) -> SourceError {
    let mut gone: Vec<&Utf8Path> = spec.tree.iter().map(Utf8PathBuf::as_path).collect();
    if let Some(Tarball::File(path)) = &spec.tarball {
        gone.push(path);
    }
    gone.extend(search.missing());
    let gone: Vec<&str> = gone.into_iter().map(Utf8Path::as_str).collect();
    let looked = match gone.as_slice() {
        [] => String::new(),
        [one] => format!(" ({one} does not exist)"),
        many => format!(" ({} do not exist)", many.join(", ")),
    };
    let (version, why) = (spec.version, String::new());
    SourceError::Absent { version, looked, why, remedy: remedy(spec) }
}

/// How to get the source.
fn remedy(spec: &SourceSpec) -> String {
    let version = &spec.version;
    let own = format!(
        "set {} to a folder with a tree or tarball of it (named {version} or linux-{version}), or {} to \
         a git repository of the kernel",
        SEARCH_VARIABLE, REPOSITORY_VARIABLE
    );
    match &spec.tarball {
        Some(Tarball::Url(url)) => {
            format!("`{} kernels get {version}` downloads {url}, or {own}", command())
        }
        _ => own,
    }
}

/// Would [`identify`] have to unpack a tarball?
pub fn is_unread(store: &Store, spec: &SourceSpec, lock: &MatrixLock, found: &Found) -> bool {
    let digest = match found {
        Found::Tree(_) | Found::Revision(_) | Found::Package(..) => return false,
        Found::Stored(tarball) => Some(&tarball.sha256),
        Found::File(path) => {
            tarball::pin(spec, lock, path.file_name().unwrap_or_default()).map(|(digest, _)| digest)
        }
    };
    !digest.is_some_and(|digest| tarball::version_is_known(store, digest))
}

/// Adds the digest to `found`; a tarball has to be what `spec` or `lock` says, and is unpacked once to find out its
/// version.
pub fn identify(
    store: &Store,
    spec: &SourceSpec,
    lock: &MatrixLock,
    found: Found,
) -> Result<Source, SourceError> {
    let tarball = match found {
        Found::Tree(tree) => {
            let (version, digest) = (tree.version, tree.digest()?);
            return Ok(Source { version, digest, place: Place::Tree(tree.path) });
        }
        Found::Revision(revision) => {
            let (version, digest) = (revision.version, revision.digest()?);
            return Ok(Source { version, digest, place: Place::Revision(revision) });
        }
        Found::File(path) => {
            let name = path.file_name().unwrap_or(path.as_str());
            tarball::verify(name, &path, tarball::pin(spec, lock, name))?
        }
        Found::Stored(tarball) => tarball,
        Found::Package(package, pin) => return of_package(package, &pin),
    };
    let version = tarball::version(store, &tarball)?;
    if !version.is_of(&spec.version) {
        let (path, found, wanted) = (tarball.path, version, spec.version);
        return Err(SourceError::OtherVersion { path, found, wanted });
    }
    let digest = tarball.sha256.clone();
    Ok(Source { version, digest, place: Place::Tarball(tarball) })
}

fn of_package(package: SourcePackage, pin: &Locked) -> Result<Source, SourceError> {
    let pinned = pin.packages.first().cloned();
    let pinned = pinned.ok_or_else(|| SourceError::NotPinned { package: package.name() })?;
    let (version, digest) = (pin.version, pinned.sha256.clone());
    Ok(Source { version, digest, place: Place::Package(package, pinned) })
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
