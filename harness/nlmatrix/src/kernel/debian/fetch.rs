//! Package files: from the store, or from the mirror into the store once their digest is checked.

use camino::{Utf8Path, Utf8PathBuf};

use super::resolve::there_now;
use super::{DebianSpec, LockedPackage};
use crate::debian::{self, DebianError, Mirrors};
use crate::digest::Digest;
use crate::kernel::KernelError;
use crate::store::Store;

const FILE: &str = "package.deb";

/// The file of `package`. No network is touched when the store has it.
pub(super) fn fetch(
    store: &Store,
    spec: &DebianSpec,
    package: &LockedPackage,
) -> Result<Utf8PathBuf, KernelError> {
    let make = |scratch: &Utf8Path| download(store, spec, package, &scratch.join(FILE));
    Ok(store.get_or_make("debs", &package.sha256, make)?.join(FILE))
}

fn download(
    store: &Store,
    spec: &DebianSpec,
    package: &LockedPackage,
    path: &Utf8Path,
) -> Result<(), KernelError> {
    let mirrors = Mirrors::of_host()?;
    let uri = format!("{}/{}", mirrors.uri(package.archive), package.path);
    let result = debian::download(&uri, path, package.sha256.as_str());
    result.map_err(|error| explain(store, spec, package, error))?;
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

/// A mirror that answers "not found" has dropped the version; a file that is not the pinned one is
/// an error of its own; anything else is the mirror's or the network's trouble.
fn explain(
    store: &Store,
    spec: &DebianSpec,
    package: &LockedPackage,
    error: DebianError,
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
    if !said.contains("404") {
        return error.into();
    }
    KernelError::Vanished {
        package: package.name.clone(),
        version: package.version.clone(),
        now: there_now(store, spec),
    }
}
