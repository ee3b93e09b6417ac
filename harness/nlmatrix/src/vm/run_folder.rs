//! The private folder of one QEMU process: its sockets, its console, what it printed.

use std::os::unix::net::UnixListener;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::VmError;
use crate::process::User;
use crate::store::scratch::{self, Scratch};

/// A socket's path has at most 107 bytes (`sun_path`); this leaves room for our file names.
const LONGEST: usize = 80;
/// How the folders' names begin.
const PREFIX: &str = "nlmatrix-";

/// Room for a console and what QEMU prints, in bytes.
const ROOM: u64 = 16 << 20;

/// A folder that only we can enter, and QEMU's user where that is another, removed when dropped.
///
/// It is QEMU's working folder, so that QEMU needs to enter none above it, and [`AGENT`],
/// [`CONSOLE`], [`QMP`] and [`STATE`] are its names for what is in it.
#[derive(Debug)]
pub(super) struct RunFolder {
    folder: Scratch,
}

/// The guest's ttyS1: a socket that we listen at.
pub(super) const AGENT: &str = "agent";
/// What the guest printed on ttyS0.
pub(super) const CONSOLE: &str = "console";
/// QEMU's control connection: a socket that we listen at.
pub(super) const QMP: &str = "qmp";
/// The guest's ttyS0 where somebody types at it: a socket that we listen at.
pub(super) const TERMINAL: &str = "terminal";
/// QEMU's stub for debuggers: a socket at which QEMU listens.
pub(super) const DEBUGGER: &str = "gdb";
/// Where a machine's state goes through: the one file that QEMU makes itself.
pub(super) const STATE: &str = "state";

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
        has_room(&parent, ROOM, "TMPDIR")?;
        let folder = Scratch::new(&parent, PREFIX).map_err(VmError::io(&parent))?;
        let run = Self { folder };
        run.admit().map_err(VmError::io(run.path()))?;
        Ok(run)
    }

    /// Lets QEMU's user enter and make files; what is ours stays ours (that is the sticky bit):
    /// a QEMU in a guest's hands cannot put a link to another file where we read the console.
    fn admit(&self) -> std::io::Result<()> {
        let console = fs_err::File::create(self.console())?;
        let Some(user) = User::unprivileged() else { return Ok(()) };
        user.admit(console.file(), 0o620)?;
        user.admit_path(self.path(), 0o1730)
    }

    /// Listens at `socket`, for QEMU to connect.
    pub fn listen(socket: &Utf8Path) -> Result<UnixListener, VmError> {
        let listener = UnixListener::bind(socket).map_err(VmError::io(socket))?;
        let admitted = User::unprivileged().map_or(Ok(()), |user| user.admit_path(socket, 0o620));
        admitted.map_err(VmError::io(socket))?;
        Ok(listener)
    }

    /// Where it is.
    pub fn path(&self) -> &Utf8Path {
        self.folder.path()
    }

    /// What the guest printed on ttyS0.
    pub fn console(&self) -> Utf8PathBuf {
        self.path().join(CONSOLE)
    }

    /// What QEMU itself printed.
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

    /// Where a machine's state goes through when it is saved or restored.
    pub fn state(&self) -> Utf8PathBuf {
        self.path().join(STATE)
    }
}

/// Has `folder` room for `wanted` bytes, or would `variable` have to name another?
///
/// QEMU drops what a full disk does not take of the console, and says nothing. Where it does not take
/// a page of the guest's memory, the machine dies of SIGBUS somewhere on its way.
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
