//! `cargo xtask kernels`: which kernels there are, the state of each, and how to get it.

use camino::Utf8Path;
use serde::Serialize;

use super::{Workshop, WorkshopError};
use crate::fault::chain;
use crate::kernel::source::{self, Found, SourceError};
use crate::kernel::{Kernel, Packaged, debian, prebuilt};
use crate::matrix::{KernelEntry, Provider, SourceSpec, Tarball};
use crate::run::KernelProvider;
use crate::version::KernelVersion;

/// The state of one kernel.
#[derive(Clone, Debug, Serialize)]
pub struct KernelState {
    /// Its id in the matrix.
    pub id: String,
    /// The version in the matrix, or the exact version if the source was found.
    pub version: String,
    /// Whose it is, like `el8`, if it is neither mainline's nor Debian's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<&'static str>,
    /// `debian`, `apt`, `rpm`, `source` or `prebuilt`.
    pub provider: KernelProvider,
    /// `ready` (in the store), `source` (found, and built by the next run), `fetch` (published,
    /// and downloaded by the next run or by a command), `unavailable`, or `bad-source`.
    pub state: &'static str,
    /// Where it is, or how to get it.
    pub detail: String,
    /// Compiler setup of a source kernel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<&'static str>,
    /// What it takes up in the store, in bytes; 0 if it is not there.
    pub size: u64,
}

/// The state of every kernel of the matrix. This uses no network and builds nothing.
pub fn states(workshop: &Workshop) -> Vec<KernelState> {
    workshop.matrix.kernels.iter().map(|entry| state(workshop, entry)).collect()
}

fn state(workshop: &Workshop, entry: &KernelEntry) -> KernelState {
    let blank = KernelState {
        id: entry.id.clone(),
        version: entry.series.to_string(),
        vendor: entry.vendor,
        provider: entry.provider.kind(),
        state: "unavailable",
        detail: String::new(),
        profile: None,
        size: 0,
    };
    if let Some(packaged) = Packaged::of(entry) {
        return of_packaged(workshop, entry, packaged.place(), blank);
    }
    match &entry.provider {
        Provider::Source(spec) => of_source(workshop, entry, spec, blank),
        Provider::Prebuilt(spec) => match prebuilt::provide(&entry.id, spec) {
            Ok(kernel) => {
                KernelState { state: "ready", detail: kernel.image.into_string(), ..blank }
            }
            Err(error) => KernelState { detail: error.to_string(), ..blank },
        },
        _ => blank,
    }
}

fn of_packaged(
    workshop: &Workshop,
    entry: &KernelEntry,
    place: &str,
    blank: KernelState,
) -> KernelState {
    let lock = workshop.locked();
    let Some(locked) = lock.get(&entry.id) else {
        let detail = format!("not pinned yet: the next run resolves it in {place}");
        return KernelState { state: "fetch", detail, ..blank };
    };
    let version = locked.version.to_string();
    match debian::stored(&workshop.store, locked) {
        Some(folder) => {
            let detail = format!("{} from {place}", locked.release);
            KernelState { state: "ready", version, detail, size: size_of(&folder), ..blank }
        }
        None => {
            let detail = format!("the next run fetches {} from {place}", locked.release);
            KernelState { state: "fetch", version, detail, ..blank }
        }
    }
}

fn of_source(
    workshop: &Workshop,
    entry: &KernelEntry,
    spec: &SourceSpec,
    blank: KernelState,
) -> KernelState {
    let (store, lock) = (&workshop.store, workshop.locked());
    let found = match source::find(store, spec, &workshop.sources().search(&workshop.matrix), &lock)
    {
        Ok(found) => found,
        Err(error @ SourceError::NotPinned { .. }) => {
            return KernelState { state: "fetch", detail: error.to_string(), ..blank };
        }
        Err(error @ SourceError::Absent { .. }) => {
            let url = matches!(spec.tarball, Some(Tarball::Url(_)));
            let state = if url { "fetch" } else { "unavailable" };
            return KernelState { state, detail: error.to_string(), ..blank };
        }
        Err(error) => {
            return KernelState { state: "bad-source", detail: error.to_string(), ..blank };
        }
    };
    let version = version_of(&found, spec);
    let profile = Some(spec.profile(&version).name());
    let found_at = KernelState {
        version: version.to_string(),
        state: "source",
        detail: format!("{found}: the next run builds it"),
        profile,
        ..blank
    };
    if source::is_unread(store, spec, &lock, &found) {
        return found_at;
    }
    match workshop.stored(entry, spec) {
        Ok(Some(kernel)) => KernelState {
            state: "ready",
            version: kernel.version.to_string(),
            detail: format!("built from {found}"),
            size: product(store.root(), &kernel).map_or(0, |folder| size_of(&folder)),
            ..found_at
        },
        Ok(None) => found_at,
        Err(error) => KernelState { state: "bad-source", detail: chain(&error), ..found_at },
    }
}

/// The version of what was found; if it is not unpacked yet, the one that the matrix names.
fn version_of(found: &Found, spec: &SourceSpec) -> KernelVersion {
    match found {
        Found::Tree(tree) => tree.version,
        Found::Revision(revision) => revision.version,
        Found::Package(_, pin) => pin.version,
        _ => spec.version,
    }
}

/// Fetches what `entry` consists of: packages, which are unpacked, or a source. Returns its state afterwards.
pub fn get(workshop: &Workshop, entry: &KernelEntry) -> Result<String, WorkshopError> {
    let Provider::Source(spec) = &entry.provider else {
        return workshop.kernel(entry).map(|kernel| kernel.release);
    };
    let found = workshop.obtain(spec)?;
    if let Found::Package(package, pin) = &found {
        for pinned in &pin.packages {
            package.bring(&workshop.store, pinned)?;
        }
    }
    Ok(format!("{found} is on this host"))
}

/// What there is to fetch for `entries`, after saying what their sources cost: the packaged kernels that the store
/// lacks with their bytes, and the kernels whose source is not available now.
pub fn wanted(workshop: &Workshop, entries: &[&KernelEntry]) -> (Vec<String>, u64, Vec<String>) {
    let lock = workshop.locked();
    let pins = entries.iter().filter_map(|entry| lock.get(&entry.id));
    let absent: Vec<_> = pins.filter(|pin| !debian::is_here(&workshop.store, pin)).collect();
    let bytes = absent.iter().flat_map(|pin| &pin.packages).map(|package| package.size).sum();
    let ids = absent.iter().map(|pin| pin.id.clone()).collect();
    (ids, bytes, workshop.announce(entries).1)
}

/// What the kernel takes up in the store, in bytes.
pub fn size(workshop: &Workshop, kernel: &Kernel) -> u64 {
    product(workshop.store.root(), kernel).map_or(0, |folder| size_of(&folder))
}

/// The folder of the store that contains the image: `<root>/<kind>/<key>`.
fn product(root: &Utf8Path, kernel: &Kernel) -> Option<camino::Utf8PathBuf> {
    let below = kernel.image.strip_prefix(root).ok()?;
    let folder: camino::Utf8PathBuf = below.components().take(2).collect();
    Some(root.join(folder))
}

/// Bytes of all files below `folder`.
fn size_of(folder: &Utf8Path) -> u64 {
    let Ok(entries) = folder.read_dir_utf8() else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.path().symlink_metadata() {
        Ok(state) if state.is_dir() => size_of(entry.path()),
        Ok(state) => state.len(),
        Err(_) => 0,
    });
    sizes.sum()
}
