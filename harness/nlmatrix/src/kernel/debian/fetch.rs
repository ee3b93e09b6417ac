//! Package files: from the store, or from the mirror into the store once their digest is checked.

use camino::{Utf8Path, Utf8PathBuf};

use super::LockedPackage;
use crate::debian::{self, Archive, DebianError, Mirrors, unreachable};
use crate::digest::Digest;
use crate::kernel::KernelError;
use crate::store::Store;

const FILE: &str = "package.deb";

/// The file of `package`, which lies below the address `mirror`, or on the host's mirror of Debian. No network
/// is touched when the store has it. `there_now` tells what the mirror has, where it has this no more.
pub(super) fn fetch(
    store: &Store,
    package: &LockedPackage,
    mirror: Option<&str>,
    there_now: &dyn Fn() -> String,
) -> Result<Utf8PathBuf, KernelError> {
    let make = |scratch: &Utf8Path| download(package, mirror, &scratch.join(FILE), there_now);
    Ok(store.get_or_make(package.kind(), &package.sha256, make)?.join(FILE))
}

fn download(
    package: &LockedPackage,
    mirror: Option<&str>,
    path: &Utf8Path,
    there_now: &dyn Fn() -> String,
) -> Result<(), KernelError> {
    let uri = match mirror {
        Some(mirror) => format!("{mirror}/{}", package.path),
        None => package.at_debian()?,
    };
    let result = debian::download(&uri, path, Some(package.sha256.as_str()));
    result.map_err(|error| explain(package, mirror, error, there_now))?;
    let found = Digest::of_file(path).map_err(KernelError::io(path))?;
    if found == package.sha256 {
        return Ok(());
    }
    Err(KernelError::WrongDigest {
        name: package.name.clone(),
        found: found.to_string(),
        wanted: package.sha256.to_string(),
    })
}

impl LockedPackage {
    /// The file of a package of Debian's: from the store, or from the host's mirror into it.
    ///
    /// # Errors
    /// The mirror has it no more, has another one, or cannot be reached; the disk is full.
    pub fn file(&self, store: &Store) -> Result<Utf8PathBuf, KernelError> {
        fetch(store, self, None, &String::new)
    }

    /// Its address on the host's mirror of Debian.
    pub fn at_debian(&self) -> Result<String, DebianError> {
        let archive = self.archive.unwrap_or(Archive::Main);
        Ok(format!("{}/{}", Mirrors::of_host()?.uri(archive), self.path))
    }
}

/// A mirror that answers "not found" has dropped the version; a file that is not the pinned one is
/// an error of its own; anything else is the mirror's or the network's trouble.
fn explain(
    package: &LockedPackage,
    mirror: Option<&str>,
    error: DebianError,
    there_now: &dyn Fn() -> String,
) -> KernelError {
    let said = match &error {
        DebianError::Child { source, .. } => source.to_string(),
        _ => String::new(),
    };
    if said.contains("Hash Sum mismatch") {
        return KernelError::WrongDigest {
            name: package.name.clone(),
            found: "another one".to_owned(),
            wanted: package.sha256.to_string(),
        };
    }
    if let (Some(mirror), Some(line)) = (mirror, unreachable(&said)) {
        let (mirror, line) = (mirror.to_owned(), line.to_owned());
        return DebianError::Unreachable { mirror, line }.into();
    }
    if !said.contains("404") {
        return error.into();
    }
    KernelError::Vanished {
        package: package.name.clone(),
        version: package.version.clone(),
        now: there_now(),
    }
}
