//! Resolves what the matrix says about distributions' kernels to pins in its lock.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Mutex;

use indicatif::MultiProgress;

use super::WorkshopError;
use super::news;
use super::outage;
use super::prepare::in_parallel;
use super::sources::Standing;
use super::without::{Lack, Without};
use super::workshop::Workshop;
use crate::debian::DebianError;
use crate::fault::chain;
use crate::kernel::debian::{Locked, MatrixLock, SourcePackage};
use crate::kernel::source::package_of;
use crate::kernel::{KernelError, Packaged};
use crate::matrix::{KernelEntry, Matrix, Provider};
use crate::store::Store;
use crate::vendor::Vendor;

/// Which packaged kernels to resolve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// Those that are not pinned yet.
    Missing,
    /// All of them.
    All,
    /// All of them, without changing a pin.
    Compare,
}

/// The result of resolving.
#[derive(Debug, Default)]
pub struct Resolved {
    /// A line for each pin that changed.
    pub changes: Vec<String>,
    /// The kernels that could not be pinned, by id: what the archive has instead, or why it cannot be asked.
    pub lacking: BTreeMap<String, Without>,
    /// What kept the archive from being asked, if something did.
    pub(super) outage: Option<String>,
}

/// Resolves those packaged kernels of `matrix` that are `wanted`, and pins them in its lock.
///
/// # Errors
/// If nlmatrix or the host fails. It is not an error that the archive has no such kernel: this concerns only the
/// cells of that kernel.
pub fn resolve(
    matrix: &Matrix,
    store: &Store,
    which: Resolve,
    wanted: impl Fn(&str) -> bool,
) -> Result<Resolved, WorkshopError> {
    let path = matrix.lock_path();
    let old = MatrixLock::read(&path)?;
    let packaged = matrix.kernels.iter().filter(|it| Wanted::of(it).is_some());
    let packaged = packaged.filter(|entry| wanted(&entry.id));
    let queue = packaged.filter(|entry| which != Resolve::Missing || !is_pinned(&old, entry));
    let queue: VecDeque<&KernelEntry> = queue.collect();
    if queue.is_empty() {
        return Ok(Resolved::default());
    }
    let mut lock = old.clone();
    if which == Resolve::All {
        lock.retain(|id| matrix.kernel(id).is_some());
    }
    let (answers, down) = ask(store, queue);
    let mut resolved = Resolved { outage: down, ..Resolved::default() };
    for (id, answer) in answers {
        match answer {
            Ok(locked) => {
                if old.get(&id) != Some(&locked) {
                    let Locked { release, version, .. } = &locked;
                    resolved.changes.push(format!("{id}: {release} ({version})"));
                    matrix.kernel(&id).into_iter().for_each(|entry| tell_vendor(entry, release));
                }
                lock.insert(locked);
            }
            Err(error) => {
                let without = without(&error).ok_or(error)?;
                resolved.lacking.insert(id, without);
            }
        }
    }
    if which != Resolve::Compare {
        lock.write(&path)?;
    }
    Ok(resolved)
}

/// Points out if rows of the matrix cannot know whose kernel this is.
fn tell_vendor(entry: &KernelEntry, release: &str) {
    let Some(Vendor { id: vendor, name, .. }) = Vendor::of(release) else { return };
    if vendor != "debian" && entry.vendor != Some(vendor) {
        let id = &entry.id;
        tracing::warn!(
            "{id}: {release} is a kernel of {name}: write `vendor = \"{vendor}\"` in its entry, so that what is \
             expected of these alone applies to it"
        );
    }
}

impl Workshop {
    /// Pins the packaged kernels that are `wanted` and not pinned yet. A kernel that the archive does not have is not
    /// available, and its cells say so.
    pub fn pin_missing(self, wanted: impl Fn(&str) -> bool) -> Result<Self, WorkshopError> {
        let resolved = resolve(&self.matrix, &self.store, Resolve::Missing, wanted)?;
        for (id, without) in resolved.lacking {
            self.remember(&id, Standing::Without(without));
        }
        *self.outage.lock().expect("no thread panics with it") = resolved.outage;
        *self.lock.lock().expect("no thread panics with it") =
            MatrixLock::read(&self.matrix.lock_path())?;
        Ok(self)
    }
}

/// What the archive answers, by kernel.
type AnswersOfArchive = BTreeMap<String, Result<Locked, WorkshopError>>;

/// Asks for all of `queue`, until the archive turns out to be unreachable, and says why it is.
fn ask(store: &Store, queue: VecDeque<&KernelEntry>) -> (AnswersOfArchive, Option<String>) {
    let (answers, down) = (Mutex::new(AnswersOfArchive::new()), Mutex::new(None));
    let step = |entry: &&KernelEntry| {
        let answer = ask_for(store, entry, &down);
        answers.lock().expect("no thread panics with it").insert(entry.id.clone(), answer);
        Ok::<_, Infallible>(())
    };
    let Ok(()) = in_parallel(&MultiProgress::new(), "packages", queue, step);
    let answers = answers.into_inner().expect("no thread panicked");
    (answers, down.into_inner().expect("no thread panicked"))
}

fn ask_for(
    store: &Store,
    entry: &KernelEntry,
    down: &Mutex<Option<String>>,
) -> Result<Locked, WorkshopError> {
    let not_locked = || WorkshopError::NotLocked { kernel: entry.id.clone() };
    let asked = Wanted::of(entry).ok_or_else(not_locked)?;
    let down = || down.lock().expect("no thread panics with it");
    if let Some(reason) = &*down() {
        return Err(WorkshopError::Outage(reason.clone()));
    }
    asked.resolve(store, &entry.id).map_err(|error| {
        let error = WorkshopError::from(error);
        let Some(reason) = outage::of(&error, store) else { return error };
        news::error(&reason);
        WorkshopError::Outage(down().get_or_insert(reason).clone())
    })
}

/// What `error` says about the kernel alone. An archive that answers, but whose suite cannot be fetched, does not
/// have the kernel.
fn without(error: &WorkshopError) -> Option<Without> {
    let of_suite = || match error {
        WorkshopError::Kernel(KernelError::Debian(DebianError::Child { .. })) => {
            Some(Without { lack: Lack::NotThere, reason: chain(error) })
        }
        _ => None,
    };
    Without::of(error).or_else(of_suite)
}

/// Is there a pin of what `entry` asks for? A pin of something else, such as another flavour, is reported.
fn is_pinned(lock: &MatrixLock, entry: &KernelEntry) -> bool {
    let (Some(pin), Some(asked)) = (lock.get(&entry.id), Wanted::of(entry)) else {
        return false;
    };
    let is_of = asked.is_pinned_by(pin);
    if !is_of {
        let (id, release, suite) = (&entry.id, &pin.release, &pin.suite);
        tracing::info!(
            "{id} was pinned as {release} of {suite}, which the matrix no longer asks for: pinning it again"
        );
    }
    is_of
}

/// What to resolve.
enum Wanted {
    /// A kernel.
    Kernel(Packaged),
    /// The source of a kernel, from Debian.
    Source(SourcePackage),
}

impl Wanted {
    fn of(entry: &KernelEntry) -> Option<Self> {
        match &entry.provider {
            Provider::Source(spec) => package_of(spec).map(Self::Source),
            _ => Packaged::of(entry).map(Self::Kernel),
        }
    }

    fn resolve(&self, store: &Store, id: &str) -> Result<Locked, KernelError> {
        match self {
            Self::Kernel(packaged) => packaged.resolve(store, id),
            Self::Source(package) => package.resolve(store, id),
        }
    }

    fn is_pinned_by(&self, pin: &Locked) -> bool {
        match self {
            Self::Kernel(packaged) => packaged.is_pinned_by(pin),
            Self::Source(package) => package.is_pinned_by(pin),
        }
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::process::ProcessError;

    #[test]
    fn a_suite_that_cannot_be_fetched_concerns_its_kernel_alone() {
        let source = ProcessError::Failed {
            argv: "apt-get update".to_owned(),
            status: "status 100".to_owned(),
            place: String::new(),
            output: "E: The repository 'http://a trixie-x Release' does not have a Release file."
                .to_owned(),
        };
        let what = "fetch the package index of trixie-x".to_owned();
        let error = WorkshopError::from(KernelError::from(DebianError::Child { what, source }));
        let without = without(&error).unwrap();
        assert_eq!(without.lack, Lack::NotThere);
        assert!(without.reason.contains("does not have a Release file"), "{}", without.reason);
        let own = WorkshopError::Io(std::io::ErrorKind::PermissionDenied.into());
        assert!(super::without(&own).is_none(), "our own machinery failed");
    }

    #[test]
    fn every_pin_of_our_own_matrix_is_what_it_asks_for() {
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let matrix = crate::matrix::load(path, crate::scenario::shipped()).unwrap();
        let lock = MatrixLock::read(&matrix.lock_path()).unwrap();
        let debian = matrix.kernels.iter().filter(|it| lock.get(&it.id).is_some());
        let strays: Vec<&str> =
            debian.filter(|entry| !is_pinned(&lock, entry)).map(|entry| &*entry.id).collect();
        assert_eq!(strays, [""; 0]);
    }
}
