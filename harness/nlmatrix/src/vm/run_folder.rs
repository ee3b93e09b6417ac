//! The private folder of one QEMU process: its sockets, its console, its output.

use std::os::unix::net::UnixListener;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::VmError;
use crate::process::User;
use crate::store::scratch::{self, Scratch};

/// A socket's path has at most 107 bytes (`sun_path`); this leaves room for our file names.
const LONGEST: usize = 80;
/// The prefix of the folders' names.
const PREFIX: &str = "nlmatrix-";

/// Space for a console and QEMU's output, in bytes.
const ROOM: u64 = 16 << 20;

/// A folder that only we can enter, and QEMU's user if that is another; it is removed when dropped.
///
/// It is QEMU's working folder, so that QEMU need not enter any folder above it, and knows its contents as [`AGENT`],
/// [`CONSOLE`], [`QMP`] and [`STATE`].
#[derive(Debug)]
pub(super) struct RunFolder {
    folder: Scratch,
}

/// The guest's ttyS1: a socket on which we listen.
pub(super) const AGENT: &str = "agent";
/// The guest's output on ttyS0.
pub(super) const CONSOLE: &str = "console";
/// QEMU's control connection: a socket on which we listen.
pub(super) const QMP: &str = "qmp";
/// The guest's ttyS0 if a user types there: a socket on which we listen.
pub(super) const TERMINAL: &str = "terminal";
/// QEMU's stub for debuggers: a socket on which QEMU listens.
pub(super) const DEBUGGER: &str = "gdb";
/// The socket for a machine's state: the only file that QEMU creates itself.
pub(super) const STATE: &str = "state";

/// Removes the folders of machines whose process was killed; returns how many there were.
pub fn sweep() -> usize {
    scratch::sweep(&parent(), PREFIX)
}

/// The user's temporary folder, or /tmp if that path is long.
fn parent() -> Utf8PathBuf {
    let parent = Utf8PathBuf::from_path_buf(std::env::temp_dir()).ok();
    let parent = parent.filter(|path| path.as_str().len() < LONGEST);
    parent.unwrap_or_else(|| "/tmp".into())
}

impl RunFolder {
    /// A new folder.
    pub fn new() -> Result<Self, VmError> {
        let parent = parent();
        has_room(&parent, ROOM, "TMPDIR")?;
        let folder = Scratch::new(&parent, PREFIX).map_err(VmError::io(&parent))?;
        let run = Self { folder };
        run.admit().map_err(VmError::io(run.path()))?;
        Ok(run)
    }

    /// Lets QEMU's user enter and create files; what is ours stays ours (by the sticky bit): a QEMU controlled by its
    /// guest cannot put a link to another file where we read the console.
    fn admit(&self) -> std::io::Result<()> {
        let console = fs_err::File::create(self.console())?;
        let Some(user) = User::unprivileged() else { return Ok(()) };
        user.admit(console.file(), 0o620)?;
        user.admit_path(self.path(), 0o1730)
    }

    /// Listens on `socket`, to which QEMU connects.
    pub fn listen(socket: &Utf8Path) -> Result<UnixListener, VmError> {
        let listener = UnixListener::bind(socket).map_err(VmError::io(socket))?;
        let admitted = User::unprivileged().map_or(Ok(()), |user| user.admit_path(socket, 0o620));
        admitted.map_err(VmError::io(socket))?;
        Ok(listener)
    }

    /// Its path.
    pub fn path(&self) -> &Utf8Path {
        self.folder.path()
    }

    /// The guest's output on ttyS0.
    pub fn console(&self) -> Utf8PathBuf {
        self.path().join(CONSOLE)
    }

    /// QEMU's own output.
    pub fn output(&self) -> Utf8PathBuf {
        self.path().join("output")
    }

    /// The guest's ttyS1.
    pub fn agent(&self) -> Utf8PathBuf {
        self.path().join(AGENT)
    }

    /// QEMU's control connection.
    pub fn qmp(&self) -> Utf8PathBuf {
        self.path().join(QMP)
    }

    /// The guest's ttyS0.
    pub fn terminal(&self) -> Utf8PathBuf {
        self.path().join(TERMINAL)
    }

    /// QEMU's stub for debuggers.
    pub fn debugger(&self) -> Utf8PathBuf {
        self.path().join(DEBUGGER)
    }

    /// The socket for a machine's state when it is saved or restored.
    pub fn state(&self) -> Utf8PathBuf {
        self.path().join(STATE)
    }
}

/// Fails if `folder` has no room for `wanted` bytes, so that `variable` has to name another.
///
/// If the disk is full, QEMU silently drops console output. If there is no room for a page of the guest's memory, the
/// machine dies of SIGBUS at some point.
pub(super) fn has_room(
    folder: &Utf8Path,
    wanted: u64,
    variable: &'static str,
) -> Result<(), VmError> {
    let found = rustix::fs::statvfs(folder.as_std_path());
    let found = found.map_err(|error| VmError::io(folder)(error.into()))?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    if free < wanted {
        return Err(VmError::NoRoom { path: folder.to_owned(), free, wanted, variable });
    }
    Ok(())
}
