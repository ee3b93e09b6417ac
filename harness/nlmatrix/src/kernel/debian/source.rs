//! Debian's source packages of kernels, like `linux-source-6.12`: a tarball of the tree with Debian's patches, pinned
//! in the same way as kernel packages.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::fetch::fetch;
use super::resolve::lock;
use super::{Locked, LockedPackage};
use crate::arch::Arch;
use crate::debian::{self, Archive, DebianError, Package, Suite, compare, unpack_deb};
use crate::kernel::KernelError;
use crate::store::Store;
use crate::version::KernelVersion;

/// How the name of such a package begins; the series follows.
const PREFIX: &str = "linux-source-";
/// Where the tarball lies in it.
const FOLDER: &str = "usr/src";

/// Debian's source package of a series, as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePackage {
    /// Suite, like `trixie-security`.
    pub suite: String,
    /// Series, like `6.12`.
    pub series: String,
}

impl SourcePackage {
    /// The package's name.
    pub fn name(&self) -> String {
        format!("{PREFIX}{}", self.series)
    }

    /// Is `pin` what this asks for?
    pub fn is_pinned_by(&self, pin: &Locked) -> bool {
        pin.suite == self.suite && pin.packages.first().is_some_and(|it| it.name == self.name())
    }

    /// Finds the newest that the mirror has now, and pins it under `id`.
    pub fn resolve(&self, store: &Store, id: &str) -> Result<Locked, KernelError> {
        let packages = self.available(store)?;
        self.choose(&packages, id).ok_or_else(|| KernelError::NotInSuite {
            wanted: self.name(),
            suite: self.suite.clone(),
            now: describe(&packages),
        })
    }

    /// They are the same for all architectures.
    fn available(&self, store: &Store) -> Result<Vec<Package>, KernelError> {
        Ok(debian::packages(store, Suite::of_debian(&self.suite), Arch::default(), PREFIX)?)
    }

    fn choose(&self, packages: &[Package], id: &str) -> Option<Locked> {
        let name = self.name();
        let of_series = packages.iter().filter(|package| package.name == name);
        let newest = of_series.max_by(|a, b| compare(&a.version, &b.version))?;
        let version: KernelVersion = newest.version.parse().ok()?;
        Some(Locked {
            id: id.to_owned(),
            version,
            release: version.to_string(),
            suite: self.suite.clone(),
            packages: vec![lock(newest, Some(Archive::of_suite(&self.suite)))],
            modules: Vec::new(),
        })
    }

    /// The file of the package `pinned`, downloaded if the store does not have it.
    pub fn bring(&self, store: &Store, pinned: &LockedPackage) -> Result<Utf8PathBuf, KernelError> {
        let now = || self.available(store).map_or(String::new(), |it| describe(&it));
        fetch(store, pinned, None, &now)
    }

    /// The tarball in the package `pinned`, unpacked to `folder`.
    pub fn unpack(
        &self,
        store: &Store,
        pinned: &LockedPackage,
        folder: &Utf8Path,
    ) -> Result<Utf8PathBuf, KernelError> {
        let deb = self.bring(store, pinned)?;
        unpack_deb(&deb, folder, is_tarball)?;
        let inner = folder.join(FOLDER);
        let files = inner.read_dir_utf8().map_err(KernelError::io(&inner))?.flatten();
        let tarball = files.map(|entry| entry.into_path()).find(|path| path.is_file());
        let problem = || format!("it has no tarball in {FOLDER}");
        Ok(tarball.ok_or_else(|| DebianError::BadPackage { deb, problem: problem() })?)
    }
}

/// Is the package in the store, so that nothing has to be downloaded?
pub fn has_source(store: &Store, pinned: &LockedPackage) -> bool {
    store.find("debs", &pinned.sha256).is_some()
}

/// `linux-source-6.12.tar.xz`; there are also patches for real-time kernels.
fn is_tarball(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    path.starts_with(FOLDER) && name.starts_with(PREFIX) && name.contains(".tar.")
}

/// What the suite has.
fn describe(packages: &[Package]) -> String {
    let names = packages.iter().map(|package| &*package.name);
    let names: BTreeSet<&str> = names.filter(|name| name.starts_with(PREFIX)).collect();
    match names.is_empty() {
        true => ": it has no package of a kernel's source now".to_owned(),
        false => format!(": it now has {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use rstest::rstest;

    fn package(name: &str, version: &str) -> Package {
        Package {
            name: name.to_owned(),
            version: version.to_owned(),
            depends: Vec::new(),
            path: format!("pool/{name}_{version}.deb"),
            size: 1,
            sha256: Digest::of(version.as_bytes()),
        }
    }

    fn of(series: &str) -> SourcePackage {
        SourcePackage { suite: "trixie-security".to_owned(), series: series.to_owned() }
    }

    #[test]
    fn the_newest_of_a_series_is_pinned() {
        let packages = [
            package("linux-source-6.12", "6.12.99-1"),
            package("linux-source-6.12", "6.12.118-1"),
            package("linux-source-6.12", "6.12.107-1"),
            package("linux-source-7.3", "7.3~rc7-1~exp1"),
            package("linux-image-6.12.118+deb13-cloud-amd64", "6.12.118-1"),
        ];
        let pin = of("6.12").choose(&packages, "6.12-debug").unwrap();
        assert_eq!((pin.release.as_str(), pin.packages.len()), ("6.12.118", 1));
        assert_eq!(pin.packages[0].archive, Some(Archive::Security));
        assert!(of("6.12").is_pinned_by(&pin) && !of("6.1").is_pinned_by(&pin));
        let elsewhere = SourcePackage { suite: "sid".to_owned(), ..of("6.12") };
        assert!(!elsewhere.is_pinned_by(&pin));
        assert_eq!(of("7.3").choose(&packages, "x").unwrap().release, "7.3-rc7");
        assert!(of("6.1").choose(&packages, "x").is_none());
        assert_eq!(describe(&packages), ": it now has linux-source-6.12, linux-source-7.3");
        assert_eq!(describe(&[]), ": it has no package of a kernel's source now");
    }

    #[rstest]
    #[case("usr/src/linux-source-6.12.tar.xz", true)]
    #[case("usr/src/linux-patch-6.12-rt.patch.xz", false)]
    #[case("usr/share/doc/linux-source-6.12/changelog.Debian.gz", false)]
    fn only_the_tarball_is_unpacked(#[case] path: &str, #[case] taken: bool) {
        assert_eq!(is_tarball(Utf8Path::new(path)), taken);
    }
}
