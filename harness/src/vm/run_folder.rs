//! The private folder of one QEMU process: its sockets, its console, what it printed.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::VmError;

/// A socket's path has at most 107 bytes (`sun_path`); this leaves room for our file names.
const LONGEST: usize = 80;

/// What names of run folders begin with; the owner's process id follows.
const PREFIX: &str = "nlmatrix-";
/// Room for a console and what QEMU prints, in bytes.
const ROOM: u64 = 16 << 20;

/// A folder that only this user can enter, removed when dropped.
#[derive(Debug)]
pub(super) struct RunFolder {
    path: Utf8PathBuf,
    _folder: tempfile::TempDir,
}

impl RunFolder {
    /// A new folder in the user's temporary folder, or in /tmp when that path is long.
    pub fn new() -> Result<Self, VmError> {
        let parent = parent();
        has_room(&parent)?;
        // The mode is asked for: tempfile's own is what the umask leaves.
        let private = Permissions::from_mode(0o700);
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder =
            tempfile::Builder::new().prefix(&prefix).permissions(private).tempdir_in(&parent);
        let folder = folder.map_err(VmError::io(&parent))?;
        let path = Utf8Path::from_path(folder.path()).expect("parent and prefix are UTF-8");
        Ok(Self { path: path.to_owned(), _folder: folder })
    }

    /// Listens at `socket`, for QEMU to connect.
    pub fn listen(socket: &Utf8Path) -> Result<UnixListener, VmError> {
        UnixListener::bind(socket).map_err(VmError::io(socket))
    }

    #[cfg(test)]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// What the guest printed on ttyS0.
    pub fn console(&self) -> Utf8PathBuf {
        self.path.join("console")
    }

    /// What QEMU itself printed.
    pub fn output(&self) -> Utf8PathBuf {
        self.path.join("output")
    }

    /// The guest's ttyS1.
    pub fn agent(&self) -> Utf8PathBuf {
        self.path.join("agent")
    }

    /// QEMU's control connection.
    pub fn qmp(&self) -> Utf8PathBuf {
        self.path.join("qmp")
    }

    /// Where a machine's state goes through when it is saved or restored.
    pub fn state(&self) -> Utf8PathBuf {
        self.path.join("state")
    }
}

fn parent() -> Utf8PathBuf {
    let parent = Utf8PathBuf::from_path_buf(std::env::temp_dir()).ok();
    let parent = parent.filter(|path| path.as_str().len() < LONGEST);
    parent.unwrap_or_else(|| "/tmp".into())
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

/// Removes the run folders of processes that are gone (they were killed); gives how many.
pub fn sweep() -> usize {
    let entries = parent().read_dir_utf8().into_iter().flatten().flatten();
    let abandoned = entries.filter(|entry| {
        let owner = entry.file_name().strip_prefix(PREFIX).and_then(|rest| rest.split_once('-'));
        owner.is_some_and(|(pid, _)| crate::process::is_gone(pid))
    });
    abandoned.filter(|entry| fs_err::remove_dir_all(entry.path()).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_private_and_goes_away() {
        let run = RunFolder::new().unwrap();
        let path = run.path().to_owned();
        let mode = fs_err::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(run);
        assert!(!path.exists());
    }
}
