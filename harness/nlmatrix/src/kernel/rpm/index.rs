//! What repositories have now, according to their verified index.

use std::io::{BufRead, BufReader};

use camino::Utf8Path;

use super::fetch::download;
use super::metadata::{self, Entry};
use super::programs::Programs;
use super::{RpmError, RpmSpec};
use crate::decompress::{bounded, xz, zstd};
use crate::kernel::KernelError;
use crate::store::Store;

const REPOMD: &str = "repodata/repomd.xml";
/// The limit in bytes; the index of Fedora with all of its packages is a tenth of it.
const LARGEST: u64 = 4 << 30;

/// The packages for kernels in all repositories of `spec`, as they are now.
pub(super) fn available(store: &Store, spec: &RpmSpec) -> Result<Vec<Entry>, KernelError> {
    let programs = Programs::provide(store, &spec.entry.keys)?;
    let mut all = Vec::new();
    for repo in &spec.entry.repositories {
        all.extend(of_one(&programs, repo, spec)?);
    }
    Ok(all)
}

fn of_one(programs: &Programs, repo: &str, spec: &RpmSpec) -> Result<Vec<Entry>, KernelError> {
    let bad = |problem| RpmError::BadIndex { repo: repo.to_owned(), problem };
    let repomd = programs.folder().join("repomd.xml");
    if !download(repo, REPOMD, &repomd, None)? {
        return Err(RpmError::NoRepository { repo: repo.to_owned(), path: REPOMD }.into());
    }
    verify(programs, repo, spec, &repomd)?;
    let text = fs_err::read(&repomd).map_err(KernelError::io(&repomd))?;
    let (path, sha256) = metadata::primary_of(&text).map_err(bad)?;
    let primary = programs.folder().join("primary");
    if !download(repo, &path, &primary, Some(&sha256))? {
        return Err(bad(format!("it names {path}, which does not exist")).into());
    }
    // The names of what is asked for, and of what belongs to it, begin the same way.
    let beginning = spec.entry.package.split('-').next().unwrap_or_default();
    let packages =
        metadata::packages_of(decompressed(&path, &primary)?, |name| name.starts_with(beginning));
    Ok(packages.map_err(bad)?)
}

/// A signed index has to be signed by one of the keys. Fedora's is not signed: then only its packages are.
fn verify(
    programs: &Programs,
    repo: &str,
    spec: &RpmSpec,
    repomd: &Utf8Path,
) -> Result<(), KernelError> {
    let signature = programs.folder().join("repomd.xml.asc");
    if !download(repo, &format!("{REPOMD}.asc"), &signature, None)? {
        tracing::info!("the index of {repo} is not signed; each of its packages has to be");
        return Ok(());
    }
    let verified = programs.verify_file(spec.entry.keys.len(), &signature, repomd);
    Ok(verified.map_err(|line| spec.untrusted("the index".to_owned(), repo, line))?)
}

/// The file at `path`, compressed as its `name` says.
fn decompressed(name: &str, path: &Utf8Path) -> Result<Box<dyn BufRead>, KernelError> {
    let file = fs_err::File::open(path).map_err(KernelError::io(path))?;
    let io = KernelError::io(path);
    Ok(match name.rsplit('.').next() {
        Some("gz") => boxed(flate2::read::MultiGzDecoder::new(file)),
        Some("xz") => boxed(xz(file).map_err(io)?),
        Some("zst") => boxed(zstd(file).map_err(io)?),
        _ => boxed(file),
    })
}

fn boxed(data: impl std::io::Read + 'static) -> Box<dyn BufRead> {
    Box::new(BufReader::new(bounded(data, LARGEST)))
}
