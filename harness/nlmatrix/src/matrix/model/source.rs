//! What `matrix.toml` says about a kernel that is built from source.

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::profile::Profile;
use crate::digest::Digest;
use crate::version::KernelVersion;

/// `source = { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSpec {
    /// The version; a stable release of it is also accepted.
    pub version: KernelVersion,
    /// A tree, which is never written to.
    pub tree: Option<Utf8PathBuf>,
    /// The Debian suite whose package `linux-source-…` of the version's series is the source.
    pub debian: Option<String>,
    /// A revision of a git repository.
    pub revision: Option<Revision>,
    /// A tarball.
    pub tarball: Option<Tarball>,
    /// What the tarball's digest has to be.
    pub sha256: Option<Digest>,
    /// Configuration fragment; the default one for the version if there is none.
    pub config: Option<Utf8PathBuf>,
    /// Should it be a debug kernel?
    pub debug: bool,
    /// With the kernel concurrency sanitizer, which watches for data races.
    pub kcsan: bool,
    /// Compiler setup; the default one for the version if there is none.
    pub toolchain: Option<Profile>,
}

/// A commit, or the tree that a tag names (mainline's `v2.6.11-tree` is one).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The repository.
    pub repository: Utf8PathBuf,
    /// Its name for users: `v2.6.20`, or `v2.6.19-1234-g0123456789ab` according to `git describe`.
    pub name: String,
    /// The object's full name.
    pub object: String,
    /// The version in its Makefile.
    pub version: KernelVersion,
}

/// Does `path` look like a git repository: bare, with a worktree, or a worktree of one?
pub fn is_repository(path: &Utf8Path) -> bool {
    let is_bare = ["HEAD", "objects", "refs"].iter().all(|name| path.join(name).exists());
    is_bare || path.join(".git").exists()
}

/// Where kernel.org keeps releases; mirrors have the same folders.
pub const KERNEL_ORG: [&str; 2] =
    ["https://cdn.kernel.org/pub/linux/kernel/", "https://www.kernel.org/pub/linux/kernel/"];

/// Where a tarball is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tarball {
    /// On this host.
    File(Utf8PathBuf),
    /// At an `http://` or `https://` address.
    Url(String),
}

impl SourceSpec {
    /// Any source of `version`.
    pub fn of(version: KernelVersion) -> Self {
        Self {
            version,
            tree: None,
            debian: None,
            revision: None,
            tarball: None,
            sha256: None,
            config: None,
            debug: false,
            kcsan: false,
            toolchain: None,
        }
    }

    /// Is it looked for in folders of sources, because the entry names no place?
    pub fn is_looked_for(&self) -> bool {
        self.tree.is_none() && self.revision.is_none() && self.debian.is_none()
    }

    /// Takes a kernel.org tarball from `mirror` instead.
    pub fn use_mirror(&mut self, mirror: &str) {
        let Some(Tarball::Url(url)) = &mut self.tarball else { return };
        if let Some(rest) = KERNEL_ORG.iter().find_map(|own| url.strip_prefix(own)) {
            *url = format!("{}/{rest}", mirror.trim_end_matches('/'));
        }
    }

    /// The compiler setup for the tree of `version` that was found.
    pub fn profile(&self, version: &KernelVersion) -> Profile {
        self.toolchain.unwrap_or_else(|| Profile::of(version))
    }
}

impl Tarball {
    /// The name of its file, under which `matrix.lock` records it.
    pub fn name(&self) -> &str {
        match self {
            Self::File(path) => file_name(path),
            Self::Url(url) => {
                let path = url.split(['?', '#']).next().unwrap_or(url);
                file_name(Utf8Path::new(path))
            }
        }
    }
}

fn file_name(path: &Utf8Path) -> &str {
    path.file_name().unwrap_or(path.as_str())
}

impl std::fmt::Display for Tarball {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.write_str(path.as_str()),
            Self::Url(url) => f.write_str(url),
        }
    }
}
