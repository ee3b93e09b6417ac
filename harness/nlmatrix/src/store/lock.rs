//! File locks that die with their process, so that nothing is left locked.

use camino::Utf8Path;
use fs_err::File;
use rustix::fs::{FlockOperation, flock};

/// An exclusive lock on a file, held until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until the lock at `path` is free, and takes it.
    pub fn take(path: &Utf8Path) -> std::io::Result<Self> {
        let file = open(path)?;
        flock(file.file(), FlockOperation::LockExclusive)?;
        Ok(Self { _file: file })
    }

    /// Waits until nobody holds the lock at `path` exclusively, and shares it. Read access is enough.
    pub fn share(path: &Utf8Path) -> std::io::Result<Self> {
        let file = open(path).or_else(|_| File::open(path))?;
        flock(file.file(), FlockOperation::LockShared)?;
        Ok(Self { _file: file })
    }

    /// The same as [`take`](Self::take) for something that takes some time: processes that have to wait are told what
    /// for.
    pub fn take_for(path: &Utf8Path, purpose: &str) -> std::io::Result<Self> {
        let lock = match Self::try_take(path)? {
            Some(lock) => lock,
            None => {
                let holder = fs_err::read_to_string(path).unwrap_or_default();
                tracing::info!("waiting for another run ({holder})");
                Self::take(path)?
            }
        };
        fs_err::write(path, format!("process {}: {purpose}", std::process::id()))?;
        Ok(lock)
    }

    /// Takes the lock at `path` if it is free now.
    pub fn try_take(path: &Utf8Path) -> std::io::Result<Option<Self>> {
        let file = open(path)?;
        match flock(file.file(), FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn open(path: &Utf8Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder)?;
    }
    File::options().create(true).truncate(false).write(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_can_read_what_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("kernel-build");
        let held = Lock::take_for(&path, "kernel 5.4").unwrap();
        let holder = fs_err::read_to_string(&path).unwrap();
        assert_eq!(holder, format!("process {}: kernel 5.4", std::process::id()));
        assert!(Lock::try_take(&path).unwrap().is_none());
        drop(held);
        Lock::take_for(&path, "kernel 5.15").unwrap();
        assert!(fs_err::read_to_string(&path).unwrap().ends_with("kernel 5.15"));
    }
}
