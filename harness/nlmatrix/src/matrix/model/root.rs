//! Trees of programs that guests have beside their own: `[[root]]`.

use super::guest::FileEntry;
use crate::digest::Digest;

/// Where a guest has its roots, each in a folder of its name.
pub const ROOTS: &str = "/roots";

/// `[[root]]`: packages of Debian's and files in a tree that can only be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootEntry {
    /// Its name.
    pub name: String,
    /// Debian's packages; what they depend on comes with them.
    pub packages: Vec<String>,
    /// Files of the host in it, by their paths in the tree.
    pub files: Vec<FileEntry>,
    /// Sources that `command` finds unpacked.
    pub sources: Vec<Published>,
    /// A shell's command line that adds to the tree, run in the toolchain root.
    pub command: Option<String>,
    /// Debian's packages that it finds there beside the toolchain's own.
    pub build_packages: Vec<String>,
}

impl RootEntry {
    /// Where guests have it.
    pub fn folder(&self) -> String {
        format!("{ROOTS}/{}", self.name)
    }
}

/// One version of a project, as a registry has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which registry.
    pub registry: Registry,
    /// The project's name there.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What the file has to be.
    pub sha256: Digest,
}

/// Where projects are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// The Python Package Index: source distributions, by pip.
    Pypi,
    /// crates.io, by cargo.
    Crates,
    /// Debian's archive: what the authors published of a source package (`.orig.tar`), by apt.
    Debian,
}
