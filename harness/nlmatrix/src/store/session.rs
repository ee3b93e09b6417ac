//! Who uses the store: what a live process has used since it started stays there.
//!
//! A process that uses products has a file in `users`, which is locked as long as it lives, and whose time is when it
//! started. Whatever it takes from the store is marked with the current time, so a product that was last used before
//! the first of the live processes started is used by none. A lock (the gate) that is held for microseconds makes
//! sure that taking and removing a product exclude each other.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use super::Lock;

/// The folder of the files, in the store.
pub(super) const USERS: &str = "users";
const GATE: &str = "locks/gate";

/// A user of the store, until dropped or its process ends.
#[derive(Debug)]
pub(super) struct Session {
    path: Utf8PathBuf,
    _lock: Lock,
}

impl Session {
    /// Starts now: nothing that is used from here on is removed.
    pub fn begin(root: &Utf8Path) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = root.join(USERS).join(format!("{}-{number}", std::process::id()));
        // Between creation and locking, the file looks abandoned.
        let _gate = pass(root)?;
        let lock = Lock::take(&path)?;
        // A process with the same number may have left one.
        fs_err::File::options().write(true).open(&path)?.file().set_modified(SystemTime::now())?;
        Ok(Self { path, _lock: lock })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // If it stays, it is unlocked, and is removed by the next trimming.
        fs_err::remove_file(&self.path).ok();
    }
}

/// Held while a product is taken: nothing is removed in that time.
pub(super) fn pass(root: &Utf8Path) -> io::Result<Lock> {
    Lock::share(&root.join(GATE))
}

/// Held while a product is removed: none is taken in that time.
pub(super) fn close(root: &Utf8Path) -> io::Result<Lock> {
    Lock::take(&root.join(GATE))
}

/// Marks a product as used now.
pub(super) fn mark(product: &Utf8Path) {
    // Another user's product cannot be marked, but we will not remove it either.
    let now = std::fs::FileTimes::new().set_modified(SystemTime::now());
    fs_err::File::open(product).and_then(|folder| folder.file().set_times(now)).ok();
}

/// When a product was last used.
pub(super) fn used(product: &Utf8Path) -> Option<SystemTime> {
    fs_err::metadata(product).and_then(|about| about.modified()).ok()
}

/// Removes what dead users left.
pub(super) fn sweep(root: &Utf8Path) {
    if let Ok(_gate) = close(root) {
        first_began(root);
    }
}

/// When the first live user of the store started; `None` if there is none. What dead ones left is removed. Call it
/// while the gate is closed.
pub(super) fn first_began(root: &Utf8Path) -> Option<SystemTime> {
    let files = root.join(USERS).read_dir_utf8().into_iter().flatten().flatten();
    let live = files.filter_map(|file| match Lock::try_take(file.path()) {
        Ok(Some(_)) => {
            fs_err::remove_file(file.path()).ok();
            None
        }
        // Another user's file that we cannot lock counts as live.
        Ok(None) | Err(_) => used(file.path()),
    });
    live.min()
}
