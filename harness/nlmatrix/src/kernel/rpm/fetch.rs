//! Files of repositories: packages are stored after their digest and signature are checked.

use camino::{Utf8Path, Utf8PathBuf};

use super::programs::Programs;
use super::{RpmError, RpmSpec};
use crate::debian::{self, DebianError, unreachable};
use crate::digest::Digest;
use crate::kernel::KernelError;
use crate::kernel::debian::LockedPackage;
use crate::store::Store;

const FILE: &str = "package.rpm";

/// The file of `package`, from whichever of the repositories has it. No network is used if the store has it.
/// `there_now` says what the repositories have instead, if none has it any more.
pub(super) fn fetch(
    store: &Store,
    programs: &Programs,
    package: &LockedPackage,
    spec: &RpmSpec,
    there_now: &dyn Fn() -> String,
) -> Result<Utf8PathBuf, KernelError> {
    let make = |scratch: &Utf8Path| bring(programs, package, spec, &scratch.join(FILE), there_now);
    Ok(store.get_or_make("rpms", &package.sha256, make)?.join(FILE))
}

fn bring(
    programs: &Programs,
    package: &LockedPackage,
    spec: &RpmSpec,
    path: &Utf8Path,
    there_now: &dyn Fn() -> String,
) -> Result<(), KernelError> {
    for repo in &spec.entry.repositories {
        if !download(repo, &package.path, path, Some(&package.sha256))? {
            continue;
        }
        let found = Digest::of_file(path).map_err(KernelError::io(path))?;
        if found != package.sha256 {
            let (found, wanted) = (found.to_string(), package.sha256.to_string());
            return Err(KernelError::WrongDigest { name: package.name.clone(), found, wanted });
        }
        let what = || format!("the package {} {}", package.name, package.version);
        let untrusted = |line| spec.untrusted(what(), repo, line);
        return Ok(programs.verify_package(path).map_err(untrusted)?);
    }
    Err(KernelError::Vanished {
        package: package.name.clone(),
        version: package.version.clone(),
        now: there_now(),
    })
}

/// Downloads the file `path` of `repo` to `to`, and checks its digest; false if the repository does not have it.
pub(super) fn download(
    repo: &str,
    path: &str,
    to: &Utf8Path,
    sha256: Option<&Digest>,
) -> Result<bool, KernelError> {
    let uri = format!("{repo}/{path}");
    let Err(error) = debian::download(&uri, to, sha256.map(Digest::as_str)) else {
        return Ok(true);
    };
    let DebianError::Child { source, .. } = &error else { return Err(error.into()) };
    let said = source.to_string();
    if let Some(line) = unreachable(&said) {
        let (mirror, line) = (repo.to_owned(), line.to_owned());
        return Err(DebianError::Unreachable { mirror, line }.into());
    }
    if said.contains("Hash Sum mismatch") {
        let (name, found) = (path.to_owned(), "another one".to_owned());
        let wanted = sha256.map(ToString::to_string).unwrap_or_default();
        return Err(KernelError::WrongDigest { name, found, wanted });
    }
    if said.contains("404") { Ok(false) } else { Err(error.into()) }
}

impl RpmSpec {
    pub(super) fn untrusted(&self, what: String, repo: &str, line: String) -> RpmError {
        let keys: Vec<&str> = self.entry.keys.iter().map(|key| key.as_str()).collect();
        RpmError::Untrusted { what, repo: repo.to_owned(), keys: keys.join(", "), line }
    }
}
