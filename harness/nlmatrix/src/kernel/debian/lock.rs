//! `matrix.lock`: which packages each packaged kernel consists of, and which file each source tarball is, to the
//! byte.
//!
//! It is always written in the same order, so that a diff between commits shows what changed.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::{Deserialize, Deserializer, Serialize};

use super::AptSpec;
use crate::debian::Archive;
use crate::digest::{Digest, Recipe};
use crate::kernel::KernelError;
use crate::run::Artefact;
use crate::version::KernelVersion;

const HEADER: &str = "\
# What the last resolve pinned: the packages of every Debian kernel of the matrix, and the tarballs
# of kernel source that were used. Written by nlmatrix; commit it, and do not edit it. A kernel that
# is missing here is pinned by the next run; delete an entry to pin what the mirror has now.
";

/// Every pinned kernel, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixLock {
    /// Ordered by id.
    #[serde(default)]
    kernel: BTreeMap<String, Locked>,
    /// Ordered by file name. A release is never published twice, so the name suffices.
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
    /// What `uname -r` says.
    pub release: String,
    /// The suite of the apt archive from which it came; rpm repositories have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suite: String,
    /// Its packages: the image first, then what is needed to build modules.
    #[serde(rename = "package")]
    pub packages: Vec<LockedPackage>,
    /// The packages with the kernel's own modules, if they are not in the image's package (Debian's since 6.19,
    /// Ubuntu's). They are only fetched if a module needs one of them: the kernel itself is the same without, so they
    /// are not part of [`Self::digest`].
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_many")]
    pub modules: Vec<LockedPackage>,
}

/// One pinned package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Which of Debian's archives contains it; `None` if the matrix names another archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// Path relative to the archive's address.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// Locks from before other distributions' kernels were supported have one package instead of a list.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<LockedPackage>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(LockedPackage),
        Many(Vec<LockedPackage>),
    }
    Ok(match Written::deserialize(from)? {
        Written::One(package) => vec![package],
        Written::Many(packages) => packages,
    })
}

impl Locked {
    /// Is it what `spec` asks for? A pin of another flavour, suite or series is not.
    pub fn is_of(&self, spec: &AptSpec) -> bool {
        let Some(image) = self.packages.first() else { return false };
        let is_one = spec.package.expression().is_match(&image.name);
        is_one
            && self.suite == spec.suite
            && image.archive == spec.of_debian()
            && spec.is_of_series(&self.version)
            && spec.version.as_ref().is_none_or(|version| image.version == *version)
            && (spec.boot_only || self.packages.len() > 1)
    }

    /// The packages with the kernel's own modules; empty if the pin was made without them.
    pub fn modules(&self) -> &[LockedPackage] {
        let has_modules = |image: &LockedPackage| !image.name.starts_with("linux-binary-");
        match &self.packages[..] {
            [image, ..] if self.modules.is_empty() && has_modules(image) => &self.packages[..1],
            _ => &self.modules,
        }
    }

    /// The kind of product that the kernel is in the store.
    pub(in crate::kernel) fn kind(&self) -> &'static str {
        let is_rpm = self.packages.first().is_some_and(LockedPackage::is_rpm);
        if is_rpm { "rpm-kernels" } else { "debian-kernels" }
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

impl LockedPackage {
    /// Is it rpm's, rather than Debian's?
    pub fn is_rpm(&self) -> bool {
        self.path.ends_with(".rpm")
    }

    /// The kind of product that its file is in the store.
    pub(super) fn kind(&self) -> &'static str {
        if self.is_rpm() { "rpms" } else { "debs" }
    }

    /// In the form for a run's record.
    pub(in crate::kernel) fn artefact(&self) -> Artefact {
        Artefact {
            name: self.name.clone(),
            version: self.version.clone(),
            sha256: self.sha256.to_string(),
            size: self.size,
        }
    }
}

impl MatrixLock {
    /// Reads the lock at `path`; a missing file counts as an empty lock.
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

    /// Writes the lock to `path` by renaming: readers see either the old or the new one.
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

    /// Drops the pins of kernels that are no longer wanted.
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
    use crate::matrix::{AptArchive, ImageName};
    use rstest::rstest;

    #[test]
    fn is_read_as_it_was_written() {
        let package = LockedPackage {
            name: "linux-image-7.2.12+deb13-cloud-amd64".to_owned(),
            version: "7.2.12-1~bpo13+1".to_owned(),
            archive: Some(Archive::Main),
            path: "pool/main/l/linux/x.deb".to_owned(),
            size: 13_389_360,
            sha256: Digest::of(b"x"),
        };
        let locked = Locked {
            id: "7.2-deb13".to_owned(),
            version: "7.2.12".parse().unwrap(),
            release: "7.2.12+deb13-cloud-amd64".to_owned(),
            suite: "trixie-backports".to_owned(),
            modules: vec![LockedPackage { name: "linux-modules".to_owned(), ..package.clone() }],
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
        let old = lock
            .to_text()
            .replace("[[kernel.\"7.2-deb13\".modules]]", "[kernel.\"7.2-deb13\".modules]");
        assert_ne!(old, lock.to_text());
        fs_err::write(&path, old).unwrap();
        assert_eq!(MatrixLock::read(&path).unwrap().get("7.2-deb13"), Some(&locked));
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
        let image = LockedPackage {
            name: "linux-image-6.1.0-56-cloud-amd64".to_owned(),
            version: "6.1.192-2".to_owned(),
            archive: Some(Archive::Main),
            path: "pool/main/l/linux/x.deb".to_owned(),
            size: 1,
            sha256: Digest::of(b"x"),
        };
        let locked = Locked {
            id: "6.1-deb12".to_owned(),
            version: "6.1.192".parse().unwrap(),
            release: "6.1.0-56-cloud-amd64".to_owned(),
            suite: "bookworm".to_owned(),
            modules: Vec::new(),
            packages: vec![image],
        };
        let spec = AptSpec {
            archive: None,
            suite: suite.to_owned(),
            package: ImageName::of_debian(flavour),
            series: Some(series.to_owned()),
            version: None,
            arch: Arch::default(),
            boot_only: true,
        };
        assert_eq!(locked.is_of(&spec), is_of);
        assert_eq!(locked.modules().len(), 1, "the image has them");
        assert!(
            !locked.is_of(&AptSpec { boot_only: false, ..spec.clone() }),
            "there are no headers"
        );
        let (mirror, keyring) = ("http://mirror.test/debian".to_owned(), "/k.gpg".into());
        let elsewhere = AptArchive { mirror, components: vec!["main".to_owned()], keyring };
        assert!(!locked.is_of(&AptSpec { archive: Some(elsewhere), ..spec }), "it was Debian's");
    }
}
