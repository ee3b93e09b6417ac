//! `matrix.lock`: which packages make up each Debian kernel, and what each tarball of kernel source
//! is, to the byte.
//!
//! Written in one order only, so that its difference between two commits is what changed.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::DebianSpec;
use crate::debian::Archive;
use crate::digest::{Digest, Recipe};
use crate::kernel::KernelError;
use crate::version::KernelVersion;

const HEADER: &str = "\
# What the last resolve pinned: the packages of every Debian kernel of the matrix, and the tarballs
# of kernel source that were used. Written by nlmatrix; commit it, and do not edit it. A kernel that
# is missing here is resolved anew; delete an entry to move its pin to what the mirror has now.
";

/// Every pinned kernel, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixLock {
    /// Ordered by id.
    #[serde(default)]
    kernel: BTreeMap<String, Locked>,
    /// Ordered by file name. A release is never published twice, so its name is enough.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tarball: BTreeMap<String, LockedTarball>,
}

/// One pinned tarball of kernel source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedTarball {
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// One pinned kernel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// Its id in the matrix.
    #[serde(skip)]
    pub id: String,
    /// Mainline version.
    pub version: KernelVersion,
    /// What `uname -r` says in it.
    pub release: String,
    /// Debian suite that it came from.
    pub suite: String,
    /// Its packages: the image first, then what modules are built with.
    #[serde(rename = "package")]
    pub packages: Vec<LockedPackage>,
    /// The package of the kernel's own modules where the image is not it (since 6.19). It is fetched
    /// when a module needs one of them: the kernel is the same without, so it is not in
    /// [`Self::digest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modules: Option<LockedPackage>,
}

/// One pinned package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The archive that has it.
    pub archive: Archive,
    /// Path below the archive's address.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

impl Locked {
    /// Is it what `spec` asks for? A pin of another flavour, suite or series is none of it.
    pub fn is_of(&self, spec: &DebianSpec) -> bool {
        let before = self.release.strip_suffix(&spec.flavour).and_then(|it| it.strip_suffix('-'));
        // `amd64` ends the releases of `cloud-amd64` and `rt-amd64` as well.
        let is_longer = |it: &str| it.rsplit('-').next().is_some_and(is_word);
        let pinned = self.packages.first().map(|image| &image.version);
        before.is_some_and(|before| !is_longer(before))
            && self.suite == spec.suite
            && spec.series.as_ref().is_none_or(|series| self.version.series() == *series)
            && spec.version.as_ref().is_none_or(|version| pinned == Some(version))
            && (spec.boot_only || self.packages.len() > 1)
    }

    /// The package that has the kernel's own modules; `None` when this pin was made without it.
    pub fn modules(&self) -> Option<&LockedPackage> {
        let image = self.packages.first().filter(|image| !image.name.starts_with("linux-binary-"));
        self.modules.as_ref().or(image)
    }

    /// Digest of all its packages.
    pub fn digest(&self) -> Digest {
        let recipe = Recipe::new("debian-kernel", 1).with("release", &self.release);
        let with = |recipe: Recipe, package: &LockedPackage| {
            recipe.with(&package.name, package.sha256.as_str())
        };
        self.packages.iter().fold(recipe, with).key()
    }
}

fn is_word(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_alphabetic())
}

impl MatrixLock {
    /// Reads the lock at `path`; a file that is not there is an empty lock.
    pub fn read(path: &Utf8Path) -> Result<Self, KernelError> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs_err::read_to_string(path).map_err(KernelError::io(path))?;
        let bad = |problem| KernelError::BadLock { path: path.to_owned(), problem };
        let mut lock: Self = toml::from_str(&text).map_err(|error| bad(error.to_string()))?;
        for (id, locked) in &mut lock.kernel {
            locked.id.clone_from(id);
        }
        Ok(lock)
    }

    /// Writes the lock to `path` by a rename: readers see the old one or the new one.
    pub fn write(&self, path: &Utf8Path) -> Result<(), KernelError> {
        let beside = path.with_extension("lock.new");
        let written = fs_err::write(&beside, self.to_text());
        written.and_then(|()| fs_err::rename(&beside, path)).map_err(KernelError::io(path))
    }

    /// The pin of the kernel `id`.
    pub fn get(&self, id: &str) -> Option<&Locked> {
        self.kernel.get(id)
    }

    /// Every pin, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = &Locked> {
        self.kernel.values()
    }

    /// Sets a pin.
    pub fn insert(&mut self, locked: Locked) {
        self.kernel.insert(locked.id.clone(), locked);
    }

    /// The pin of the tarball with this file name.
    pub fn tarball(&self, name: &str) -> Option<&LockedTarball> {
        self.tarball.get(name)
    }

    /// Pins the tarball with this file name.
    pub fn insert_tarball(&mut self, name: &str, pin: LockedTarball) {
        self.tarball.insert(name.to_owned(), pin);
    }

    /// Drops the pins of kernels that are not wanted any more.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.kernel.retain(|id, _| wanted(id));
    }

    fn to_text(&self) -> String {
        let body = toml::to_string_pretty(self).expect("a lock is plain TOML");
        format!("{HEADER}\n{body}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Arch;
    use rstest::rstest;

    #[test]
    fn is_read_as_it_was_written() {
        let package = LockedPackage {
            name: "linux-image-7.2.12+deb13-cloud-amd64".to_owned(),
            version: "7.2.12-1~bpo13+1".to_owned(),
            archive: Archive::Main,
            path: "pool/main/l/linux/x.deb".to_owned(),
            size: 13_389_360,
            sha256: Digest::of(b"x"),
        };
        let locked = Locked {
            id: "7.2-deb13".to_owned(),
            version: "7.2.12".parse().unwrap(),
            release: "7.2.12+deb13-cloud-amd64".to_owned(),
            suite: "trixie-backports".to_owned(),
            modules: Some(LockedPackage { name: "linux-modules".to_owned(), ..package.clone() }),
            packages: vec![package],
        };
        let mut lock = MatrixLock::default();
        lock.insert(locked.clone());
        let pin = LockedTarball { size: 9, sha256: Digest::of(b"t") };
        lock.insert_tarball("linux-3.10.tar.xz", pin.clone());
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("matrix.lock");
        lock.write(&path).unwrap();
        let read = MatrixLock::read(&path).unwrap();
        assert_eq!(read.get("7.2-deb13"), Some(&locked));
        assert_eq!(read.tarball("linux-3.10.tar.xz"), Some(&pin));
        assert_eq!(read.to_text(), lock.to_text());
    }

    #[test]
    fn a_damaged_lock_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("matrix.lock");
        fs_err::write(&path, "[kernel.x]\ncolour = 1").unwrap();
        let text = MatrixLock::read(&path).unwrap_err().to_string();
        assert!(text.contains("matrix.lock") && text.contains("colour"), "{text}");
    }

    #[rstest]
    #[case::same("cloud-amd64", "bookworm", "6.1", true)]
    #[case::smaller("amd64", "bookworm", "6.1", false)]
    #[case::another("rt-amd64", "bookworm", "6.1", false)]
    #[case::suite("cloud-amd64", "trixie", "6.1", false)]
    #[case::series("cloud-amd64", "bookworm", "6.12", false)]
    fn a_pin_is_of_one_flavour_suite_and_series(
        #[case] flavour: &str,
        #[case] suite: &str,
        #[case] series: &str,
        #[case] is_of: bool,
    ) {
        let locked = Locked {
            id: "6.1-deb12".to_owned(),
            version: "6.1.192".parse().unwrap(),
            release: "6.1.0-56-cloud-amd64".to_owned(),
            suite: "bookworm".to_owned(),
            modules: None,
            packages: Vec::new(),
        };
        let spec = DebianSpec {
            suite: suite.to_owned(),
            flavour: flavour.to_owned(),
            series: Some(series.to_owned()),
            version: None,
            arch: Arch::default(),
            boot_only: true,
        };
        assert_eq!(locked.is_of(&spec), is_of);
        assert!(!locked.is_of(&DebianSpec { boot_only: false, ..spec }), "there are no headers");
    }
}
