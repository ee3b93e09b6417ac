//! Suites: what one index of an archive covers.

use camino::Utf8Path;

use super::{Archive, DebianError, Mirrors};
use crate::digest::Digest;
use crate::matrix::AptArchive;
use crate::process::find_program;

/// Debian 12's keyring verifies every suite from bullseye to experimental; on newer hosts its file is called `.pgp`.
const KEYRINGS: [&str; 2] = [
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
];

/// A suite of Debian's archive, or of another archive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Suite<'a> {
    /// Its name, as `trixie-backports`.
    pub name: &'a str,
    /// The archive that contains it, if that is not Debian's.
    pub archive: Option<&'a AptArchive>,
}

impl<'a> Suite<'a> {
    /// One of Debian's.
    pub(crate) fn of_debian(name: &'a str) -> Self {
        Self { name, archive: None }
    }

    /// A name for it that no other suite of any archive has, usable as a folder name.
    pub(super) fn folder(&self) -> String {
        let name = self.name.replace('/', "_");
        match self.archive {
            None => name,
            Some(archive) => {
                let place = format!("{} {}", archive.mirror, archive.components.join(" "));
                format!("{name}-{}", Digest::of(place.as_bytes()).short())
            }
        }
    }

    /// What follows the options in a line of sources.list(5).
    pub(super) fn line(&self) -> Result<String, DebianError> {
        Ok(match self.archive {
            None => {
                let mirrors = Mirrors::of_host()?;
                format!("{} {} main", mirrors.uri(Archive::of_suite(self.name)), self.name)
            }
            Some(it) => format!("{} {} {}", it.mirror, self.name, it.components.join(" ")),
        })
    }

    /// The file with the keys that sign its index.
    pub(super) fn keyring(&self) -> Result<&'a Utf8Path, DebianError> {
        if find_program("apt-get").is_none() {
            return Err(DebianError::HostLacks { name: "apt-get".to_owned(), package: "apt" });
        }
        if let Some(archive) = self.archive {
            return Ok(&archive.keyring);
        }
        let there = KEYRINGS.into_iter().map(Utf8Path::new).find(|path| path.is_file());
        there.ok_or_else(|| DebianError::HostLacks {
            name: KEYRINGS[0].to_owned(),
            package: "debian-archive-keyring",
        })
    }
}
