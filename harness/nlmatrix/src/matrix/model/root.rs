//! Trees of programs that guests have in addition to their own: `[[root]]`.

use super::guest::FileEntry;
use crate::digest::Digest;

/// Where guests have roots, each in a folder of its name.
pub const ROOTS: &str = "/roots";

/// `[[root]]`: Debian packages and files in a read-only tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootEntry {
    /// Its name.
    pub name: String,
    /// Debian packages, with what they depend on.
    pub packages: Vec<String>,
    /// Files of the host in it, by their paths in the tree.
    pub files: Vec<FileEntry>,
    /// Sources that are unpacked for `command`.
    pub sources: Vec<Published>,
    /// A shell command that adds to the tree, run in the toolchain root.
    pub command: Option<String>,
    /// Debian packages that it needs in addition to the toolchain's.
    pub build_packages: Vec<String>,
}

impl RootEntry {
    /// The path in guests.
    pub fn folder(&self) -> String {
        format!("{ROOTS}/{}", self.name)
    }
}

/// One version of a project in a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which registry.
    pub registry: Registry,
    /// The project's name there.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What the file's digest has to be.
    pub sha256: Digest,
}

/// Where projects are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// The Python Package Index: source distributions, fetched by pip.
    Pypi,
    /// crates.io, with cargo.
    Crates,
    /// Debian's archive: the upstream part of a source package (`.orig.tar`), fetched by apt.
    Debian,
}
