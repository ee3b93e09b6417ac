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

    /// Takes the lock at `path` when it is free now.
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
