//! Scratch folders that do not outlive their use, however the process ends.
//!
//! A folder is removed when its value is dropped (a panic unwinds, too) and when a signal ends the process
//! ([`remove_all`]). Nothing runs after SIGKILL: what is then left is recognised by the lock on its `owner` file,
//! which died with the process, and the next run removes it ([`sweep`]).

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::Lock;

/// Locked as long as the folder is in use.
const OWNER: &str = "owner";
/// Younger folders are left alone: between creation and locking, they look abandoned.
const YOUNG: Duration = Duration::from_secs(2);

/// The folders of this process.
static LIVE: Mutex<BTreeSet<Utf8PathBuf>> = Mutex::new(BTreeSet::new());

/// A folder that only this user can enter, removed when dropped.
#[derive(Debug)]
pub struct Scratch {
    path: Utf8PathBuf,
    folder: Option<tempfile::TempDir>,
    _owner: Lock,
}

impl Scratch {
    /// A new folder in `parent`, whose name begins with `prefix`.
    pub fn new(parent: &Utf8Path, prefix: &str) -> io::Result<Self> {
        // Held while the folder is made, so that a signal either finds it registered or not existing yet.
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        // The mode is explicit: tempfile's own depends on the umask.
        let private = Permissions::from_mode(0o700);
        let mut builder = tempfile::Builder::new();
        let folder = builder.prefix(prefix).permissions(private).tempdir_in(parent)?;
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned());
        let path = path.expect("parent and prefix are UTF-8");
        let owner = Lock::take(&path.join(OWNER))?;
        live.insert(path.clone());
        Ok(Self { path, folder: Some(folder), _owner: owner })
    }

    /// Its path.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            drop(folder.keep());
            remove(&self.path).ok();
        }
        LIVE.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
    }
}

/// Removes every scratch folder of this process, which has to end now: no new one can be made.
pub fn remove_all() {
    let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    for path in live.iter() {
        // There is nobody left to tell, and the next run sweeps.
        remove(path).ok();
    }
    std::mem::forget(live);
}

/// Removes a scratch folder, its owner file last: if it cannot be removed now, because a child that is being killed
/// still writes to it, it is recognised as abandoned later.
fn remove(folder: &Utf8Path) -> io::Result<()> {
    const TRIES: usize = 20;
    const PAUSE: Duration = Duration::from_millis(50);
    let owner = folder.join(OWNER);
    for _ in 0..TRIES {
        empty(folder).ok();
        fs_err::remove_file(&owner).ok();
        // Another sweep may have been faster.
        if fs_err::remove_dir(folder).is_ok() || !folder.exists() {
            return Ok(());
        }
        fs_err::write(&owner, "").ok();
        std::thread::sleep(PAUSE);
    }
    Err(io::Error::other(format!("{folder} is being written to")))
}

/// Removes everything in `folder` except its owner file.
fn empty(folder: &Utf8Path) -> io::Result<()> {
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs_err::remove_dir_all(entry.path())?;
        } else if entry.file_name() != OWNER {
            fs_err::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Removes the folders in `parent` with this `prefix` whose process is gone; returns how many there were.
pub fn sweep(parent: &Utf8Path, prefix: &str) -> usize {
    let entries = parent.read_dir_utf8().into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().starts_with(prefix));
    ours.filter(|entry| is_abandoned(entry.path()))
        .filter(|entry| remove(entry.path()).is_ok())
        .count()
}

/// If it is uncertain (another user's folder, one without an owner file), it is not ours to remove.
fn is_abandoned(folder: &Utf8Path) -> bool {
    let owner = folder.join(OWNER);
    let age = fs_err::metadata(&owner).and_then(|owner| owner.modified()).ok();
    let age = age.and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age >= YOUNG) && matches!(Lock::try_take(&owner), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::time::SystemTime;

    fn parent() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        (folder, path)
    }

    #[test]
    fn is_private_and_goes_away() {
        let (_folder, parent) = parent();
        let scratch = Scratch::new(&parent, "s-").unwrap();
        let path = scratch.path().to_owned();
        assert_eq!(fs_err::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        fs_err::write(path.join("file"), "").unwrap();
        drop(scratch);
        assert!(!path.exists());
    }

    /// What a killed process leaves: the folder, with an unlocked owner file.
    #[rstest]
    #[case::abandoned("s-a", Some(60), true)]
    #[case::just_made("s-a", Some(0), false)]
    #[case::no_owner("s-a", None, false)]
    #[case::another_name("t-a", Some(60), false)]
    fn a_sweep_takes_what_nobody_owns(
        #[case] name: &str,
        #[case] age: Option<u64>,
        #[case] taken: bool,
    ) {
        let (_folder, parent) = parent();
        let left = parent.join(name);
        fs_err::create_dir(&left).unwrap();
        if let Some(age) = age {
            let owner = fs_err::File::create(left.join(OWNER)).unwrap();
            let made = SystemTime::now() - Duration::from_secs(age);
            owner.file().set_modified(made).unwrap();
        }
        assert_eq!(sweep(&parent, "s-"), usize::from(taken));
        assert_eq!(left.exists(), !taken);
    }

    #[test]
    fn what_a_child_still_writes_to_goes_when_it_is_done() {
        let (_folder, parent) = parent();
        let scratch = Scratch::new(&parent, "s-").unwrap();
        let work = scratch.path().join("work");
        let child = std::thread::spawn(move || {
            for name in 0..200 {
                fs_err::create_dir(&work).ok();
                fs_err::write(work.join(name.to_string()), "").ok();
            }
        });
        let path = scratch.path().to_owned();
        drop(scratch);
        child.join().unwrap();
        sweep(&parent, "s-");
        assert!(!path.exists() || path.join(OWNER).exists());
    }

    #[test]
    fn a_sweep_leaves_what_is_in_use() {
        let (_folder, parent) = parent();
        let scratch = Scratch::new(&parent, "s-").unwrap();
        let owner = fs_err::File::options().write(true).open(scratch.path().join(OWNER)).unwrap();
        owner.file().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(sweep(&parent, "s-"), 0);
        assert!(scratch.path().exists());
    }
}
