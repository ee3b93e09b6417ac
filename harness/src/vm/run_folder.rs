//! The private folder of one QEMU process: its sockets, its console, what it printed.

use std::os::unix::net::UnixListener;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::VmError;
use crate::store::scratch::{self, Scratch};

/// A socket's path has at most 107 bytes (`sun_path`); this leaves room for our file names.
const LONGEST: usize = 80;
/// How the folders' names begin.
const PREFIX: &str = "nlmatrix-";

/// Room for a console and what QEMU prints, in bytes.
const ROOM: u64 = 16 << 20;

/// A folder that only this user can enter, removed when dropped.
#[derive(Debug)]
pub(super) struct RunFolder {
    folder: Scratch,
}

/// Removes the folders of machines whose process was killed; gives how many.
pub fn sweep() -> usize {
    scratch::sweep(&parent(), PREFIX)
}

/// The user's temporary folder, or /tmp when that path is long.
fn parent() -> Utf8PathBuf {
    let parent = Utf8PathBuf::from_path_buf(std::env::temp_dir()).ok();
    let parent = parent.filter(|path| path.as_str().len() < LONGEST);
    parent.unwrap_or_else(|| "/tmp".into())
}

impl RunFolder {
    /// A new folder.
    pub fn new() -> Result<Self, VmError> {
        let parent = parent();
        has_room(&parent)?;
        let folder = Scratch::new(&parent, PREFIX).map_err(VmError::io(&parent))?;
        Ok(Self { folder })
    }

    /// Listens at `socket`, for QEMU to connect.
    pub fn listen(socket: &Utf8Path) -> Result<UnixListener, VmError> {
        UnixListener::bind(socket).map_err(VmError::io(socket))
    }

    /// Where it is.
    pub fn path(&self) -> &Utf8Path {
        self.folder.path()
    }

    /// What the guest printed on ttyS0.
    pub fn console(&self) -> Utf8PathBuf {
        self.path().join("console")
    }

    /// What QEMU itself printed.
    pub fn output(&self) -> Utf8PathBuf {
        self.path().join("output")
    }

    /// The guest's ttyS1.
    pub fn agent(&self) -> Utf8PathBuf {
        self.path().join("agent")
    }

    /// QEMU's control connection.
    pub fn qmp(&self) -> Utf8PathBuf {
        self.path().join("qmp")
    }

    /// Where a machine's state goes through when it is saved or restored.
    pub fn state(&self) -> Utf8PathBuf {
        self.path().join("state")
    }
}

/// QEMU drops what a full disk does not take of the console, and says nothing.
fn has_room(folder: &Utf8Path) -> Result<(), VmError> {
    let found = rustix::fs::statvfs(folder.as_std_path());
    let found = found.map_err(|error| VmError::io(folder)(error.into()))?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    if free < ROOM {
        return Err(VmError::NoRoom { path: folder.to_owned(), free, wanted: ROOM });
    }
    Ok(())
}
