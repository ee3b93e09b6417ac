//! Package files: taken from the store, or downloaded into it and checked against their digest.

use camino::{Utf8Path, Utf8PathBuf};

use super::LockedPackage;
use crate::debian::{self, Archive, DebianError, Mirrors, unreachable};
use crate::digest::Digest;
use crate::kernel::KernelError;
use crate::store::Store;

const FILE: &str = "package.deb";

/// The file of `package`, whose path is relative to the address `mirror` or to the host's Debian mirror. No network
/// is used if the store has it. `there_now` says what the mirror has instead, if it no longer has this.
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
    /// The file of a Debian package: from the store, or downloaded into it from the host's mirror.
    ///
    /// # Errors
    /// The mirror no longer has it, has a different one, or cannot be reached; or the disk is full.
    pub fn file(&self, store: &Store) -> Result<Utf8PathBuf, KernelError> {
        fetch(store, self, None, &String::new)
    }

    /// Its address on the host's Debian mirror.
    pub fn at_debian(&self) -> Result<String, DebianError> {
        let archive = self.archive.unwrap_or(Archive::Main);
        Ok(format!("{}/{}", Mirrors::of_host()?.uri(archive), self.path))
    }
}

/// A mirror that answers "not found" has dropped the version; a file that is not the pinned one is an error of its
/// own; anything else is trouble with the mirror or the network.
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
