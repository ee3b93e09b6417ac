//! From a source to its kernel.

use camino::Utf8Path;

use super::{Place, Source, package, tarball};
use crate::kernel::build::{self, Extent, Request};
use crate::kernel::{Kernel, KernelError};
use crate::matrix::SourceSpec;
use crate::run::Artefact;
use crate::store::Store;
use crate::toolchain::Toolchain;

/// The kernel of `source`: found in the store, or built, which takes a minute or so for a whole kernel.
///
/// One whole kernel is built at a time, on all processors; other callers wait for it.
pub fn provide(
    store: &Store,
    toolchain: &Toolchain,
    id: &str,
    (spec, extent): (&SourceSpec, Extent),
    source: &Source,
) -> Result<Kernel, KernelError> {
    if let Some(kernel) = stored(store, toolchain, id, (spec, extent), source)? {
        return Ok(kernel);
    }
    let spec = (spec, extent);
    let alone = || store.lock_for::<KernelError>("kernel-build", &format!("kernel {id}"));
    let _one = (extent == Extent::Whole).then(alone).transpose()?;
    let built = match &source.place {
        Place::Tree(path) => build::build(store, toolchain, &request(id, spec, source, path))?,
        Place::Revision(revision) => {
            let unpacked = revision.unpack(store, spec.0.config.is_some())?;
            build::build(store, toolchain, &request(id, spec, source, unpacked.path()))?
        }
        Place::Tarball(file) => {
            let tree = tarball::unpack(store, file)?;
            let built = build::build(store, toolchain, &request(id, spec, source, &tree.path));
            // Half a gigabyte that nobody needs again.
            tarball::discard(store, file)?;
            built?
        }
        Place::Package(package, pinned) => {
            let tree = package::unpack(store, package, pinned)?;
            let built = build::build(store, toolchain, &request(id, spec, source, &tree.path));
            package::discard(store, pinned)?;
            built?
        }
    };
    Ok(Kernel { origin: vec![origin(source)], ..built })
}

/// The kernel of `source`, if the store has it.
pub fn stored(
    store: &Store,
    toolchain: &Toolchain,
    id: &str,
    spec: (&SourceSpec, Extent),
    source: &Source,
) -> Result<Option<Kernel>, KernelError> {
    // Neither a tarball nor a revision is unpacked for that.
    let path = match &source.place {
        Place::Tree(path) => path,
        Place::Revision(revision) => &revision.repository,
        Place::Tarball(file) => &file.path,
        Place::Package(_, pinned) => Utf8Path::new(&pinned.path),
    };
    let kernel = build::find(store, toolchain, &request(id, spec, source, path))?;
    Ok(kernel.map(|kernel| Kernel { origin: vec![origin(source)], ..kernel }))
}

fn request<'a>(
    id: &'a str,
    (spec, extent): (&'a SourceSpec, Extent),
    source: &'a Source,
    tree: &'a Utf8Path,
) -> Request<'a> {
    Request {
        id,
        tree,
        tree_digest: &source.digest,
        version: source.version,
        fragment: spec.config.as_deref(),
        debug: spec.debug,
        kcsan: spec.kcsan,
        profile: spec.profile(&source.version),
        extent,
    }
}

/// The tree (with a digest of its state), the tarball or the package, for records.
fn origin(source: &Source) -> Artefact {
    let (name, size) = match &source.place {
        Place::Tree(path) => (path.to_string(), 0),
        Place::Revision(revision) => (format!("git {}", revision.object), 0),
        Place::Tarball(tarball) => (tarball.name.clone(), tarball.size),
        Place::Package(_, pinned) => (format!("{} {}", pinned.name, pinned.version), pinned.size),
    };
    let (version, sha256) = (source.version.to_string(), source.digest.to_string());
    Artefact { name, version, sha256, size }
}
