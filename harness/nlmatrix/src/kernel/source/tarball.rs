//! Source tarballs: verifying or recording, fetching, and unpacking them.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::download::Download;
use super::{SourceError, Tree, network};
use crate::decompress::{xz, zstd};
use crate::digest::{Digest, Recipe};
use crate::kernel::debian::{LockedTarball, MatrixLock};
use crate::matrix::{SourceSpec, Tarball};
use crate::store::Store;
use crate::untar::unpack_tar;
use crate::version::KernelVersion;

/// Smaller files arrive so soon that nobody asks how long it takes.
const WORTH_A_SAMPLE: u64 = 16 << 20;

const KIND: &str = "tarballs";
const FILE: &str = "tarball";
pub(super) const TREES: &str = "kernel-trees";
const VERSIONS: &str = "tarball-versions";

/// A tarball on this host, its digest checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Its own name, like `linux-3.10.tar.xz`.
    pub name: String,
    /// The file.
    pub path: Utf8PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// What `spec` and `lock` say about the tarball `name`, and which of them says it.
///
/// The matrix only has a digest for its own tarball, the lock one for every file of that name.
pub(super) fn pin<'a>(
    spec: &'a SourceSpec,
    lock: &'a MatrixLock,
    name: &str,
) -> Option<(&'a Digest, &'static str)> {
    let own = spec.tarball.as_ref().is_some_and(|tarball| tarball.name() == name);
    let written = spec.sha256.as_ref().filter(|_| own).map(|digest| (digest, "matrix.toml"));
    written.or_else(|| lock.tarball(name).map(|pin| (&pin.sha256, "matrix.lock")))
}

/// The file at `path`, which has to match `pin` if there is one.
pub(super) fn verify(
    name: &str,
    path: &Utf8Path,
    pin: Option<(&Digest, &'static str)>,
) -> Result<Verified, SourceError> {
    let found = Digest::of_file(path).map_err(SourceError::io(path))?;
    if let Some((wanted, pinned_by)) = pin.filter(|(wanted, _)| **wanted != found) {
        return Err(SourceError::WrongDigest {
            name: name.to_owned(),
            pinned_by,
            wanted: wanted.to_string(),
            found: found.to_string(),
        });
    }
    let size = fs_err::metadata(path).map_err(SourceError::io(path))?.len();
    Ok(Verified { name: name.to_owned(), path: path.to_owned(), size, sha256: found })
}

/// The downloaded tarball `name` with that digest, if the store has it.
pub(super) fn stored(store: &Store, name: &str, sha256: &Digest) -> Option<Verified> {
    let path = store.find(KIND, sha256)?.join(FILE);
    let size = fs_err::metadata(&path).ok()?.len();
    Some(Verified { name: name.to_owned(), path, size, sha256: sha256.clone() })
}

/// How fast the host of `url`, a file of `size` bytes, sends it, in bytes a second; what arrives is kept for the
/// download.
pub fn sample(store: &Store, url: &str, size: Option<u64>) -> Option<f64> {
    size.filter(|size| *size >= WORTH_A_SAMPLE)?;
    let part = part(store, url);
    fs_err::create_dir_all(part.parent()?).ok()?;
    Download { url, part: &part, pause: Duration::ZERO }.sample()
}

/// Where the partial file from `url` is.
fn part(store: &Store, url: &str) -> Utf8PathBuf {
    let key = Recipe::new("download", 1).with("url", url).key();
    store.root().join("downloads").join(format!("{}.part", key.short()))
}

/// Downloads the tarball at `url` into the store, and checks it against `spec` and `lock` or, if neither knows it,
/// against the list of digests next to it.
///
/// A download that was cut off, in this run or an earlier one, is resumed.
pub fn fetch(
    store: &Store,
    spec: &SourceSpec,
    url: &str,
    lock: &MatrixLock,
) -> Result<Verified, SourceError> {
    let tarball = Tarball::Url(url.to_owned());
    let name = tarball.name();
    let pinned = pin(spec, lock, name).map(|(digest, by)| (digest.clone(), by));
    if let Some(found) = pinned.as_ref().and_then(|(digest, _)| stored(store, name, digest)) {
        return Ok(found);
    }
    let part = part(store, url);
    let (folder, key) = (part.parent().unwrap_or(store.root()), part.file_stem().unwrap_or(name));
    let _lock = store.lock::<SourceError>(&format!("download-{key}"))?;
    fs_err::create_dir_all(folder).map_err(SourceError::io(folder))?;
    let failed =
        |problem| SourceError::Download { url: url.to_owned(), name: name.to_owned(), problem };
    Download { url, part: &part, pause: Duration::from_secs(1) }.run().map_err(failed)?;
    let listed = || Some((network::listed(url, name)?, "sha256sums.asc beside it"));
    let pinned = pinned.or_else(listed);
    let verified = verify(name, &part, pinned.as_ref().map(|(digest, by)| (digest, *by)));
    if verified.is_err() {
        // Resuming a wrong file would give a wrong file.
        fs_err::remove_file(&part).map_err(SourceError::io(&part))?;
    }
    let verified = verified?;
    let kept = store.get_or_make(KIND, &verified.sha256, |scratch| {
        fs_err::rename(&part, scratch.join(FILE)).map_err(SourceError::io(&part))
    })?;
    // It exists if the store had the same file from another address.
    let _ = fs_err::remove_file(&part);
    Ok(Verified { path: kept.join(FILE), ..verified })
}

impl Verified {
    /// Pins it in `lock`; returns whether the pin is new.
    pub fn pin(&self, lock: &mut MatrixLock) -> bool {
        let news = lock.tarball(&self.name).is_none();
        if news {
            let pin = LockedTarball { size: self.size, sha256: self.sha256.clone() };
            lock.insert_tarball(&self.name, pin);
        }
        news
    }
}

/// The tree in `tarball`, unpacked in the store.
///
/// The digest is checked once more, on the very file that is read. The caller removes the tree ([`discard`]) when the
/// kernel is built, as nothing of it is needed any more.
pub(super) fn unpack(store: &Store, tarball: &Verified) -> Result<Tree, SourceError> {
    let folder = store.get_or_make(TREES, &tarball.sha256, |scratch| {
        verify(&tarball.name, &tarball.path, Some((&tarball.sha256, "matrix.lock")))?;
        tracing::info!("unpacking {}", tarball.name);
        unpack_file(&tarball.path, scratch)
    })?;
    let bad = |problem| SourceError::BadTarball { tarball: tarball.path.clone(), problem };
    find_tree(&folder).ok_or_else(|| bad("it contains no kernel source tree".to_owned()))
}

/// The version in the Makefile in `tarball`. It is kept in the store, so that the tarball is unpacked only once.
pub(super) fn version(store: &Store, tarball: &Verified) -> Result<KernelVersion, SourceError> {
    let folder = store.get_or_make(VERSIONS, &tarball.sha256, |scratch| {
        let version = unpack(store, tarball)?.version.to_string();
        let path = scratch.join("version");
        fs_err::write(&path, version).map_err(SourceError::io(&path))
    })?;
    let path = folder.join("version");
    let text = fs_err::read_to_string(&path).map_err(SourceError::io(&path))?;
    let bad = |problem: String| SourceError::BadTarball { tarball: path.clone(), problem };
    text.parse().map_err(|error: crate::version::VersionError| bad(error.to_string()))
}

/// Was the tarball with that digest unpacked before?
pub(super) fn version_is_known(store: &Store, sha256: &Digest) -> bool {
    store.find(VERSIONS, sha256).is_some()
}

/// Removes what [`unpack`] made.
pub(super) fn discard(store: &Store, tarball: &Verified) -> Result<(), SourceError> {
    Ok(store.discard(TREES, &tarball.sha256)?)
}

/// The tree in `folder`, or in the only folder inside it.
pub(super) fn find_tree(folder: &Utf8Path) -> Option<Tree> {
    if let Ok(tree) = Tree::open(folder) {
        return Some(tree);
    }
    let mut folders = folder.read_dir_utf8().ok()?.flatten().map(|entry| entry.into_path());
    folders.find_map(|path| Tree::open(&path).ok())
}

pub(super) fn unpack_file(path: &Utf8Path, folder: &Utf8Path) -> Result<(), SourceError> {
    let file = File::open(path).map_err(SourceError::io(path))?;
    let bad = |problem| SourceError::BadTarball { tarball: path.to_owned(), problem };
    let data = decompress(file).map_err(|error| bad(error.to_string()))?;
    unpack_tar(data, folder, |_| true).map_err(bad)
}

/// The tar archive in `file`. Its first bytes show how it is compressed, as a name may be wrong.
fn decompress(mut file: File) -> std::io::Result<Box<dyn Read>> {
    let mut magic = Vec::new();
    file.by_ref().take(6).read_to_end(&mut magic)?;
    file.rewind()?;
    let file = BufReader::with_capacity(1 << 20, file);
    // Parallel compressors write several streams, one after the other.
    Ok(match magic.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        [0xfd, b'7', b'z', b'X', b'Z', 0] => Box::new(xz(file)?),
        [b'B', b'Z', b'h', ..] => Box::new(bzip2::bufread::MultiBzDecoder::new(file)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(zstd(file)?),
        _ => Box::new(file),
    })
}

#[cfg(test)]
#[path = "tarball_tests.rs"]
mod tests;
