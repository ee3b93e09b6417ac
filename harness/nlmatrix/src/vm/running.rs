//! A running machine, and what can be asked of it from outside.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use super::child::Child;
use super::error::VmError;
use super::machine::Machine;
use super::qmp::Qmp;
use super::run_folder::RunFolder;
use super::terminal::Terminal;
use crate::environment::Accelerator;
use crate::served::{Meter, Served};

/// Limit for a guest that floods its console, so that it does not fill our memory.
const MOST_CONSOLE: u64 = 16 << 20;

/// A running machine. Dropping it kills QEMU and removes its files.
#[derive(Debug)]
pub struct Vm {
    // Dropped in this order: QEMU is gone before its folder is.
    pub(super) meter: Meter,
    pub(super) child: Child,
    pub(super) qmp: Mutex<Qmp>,
    pub(super) agent: UnixStream,
    pub(super) terminal: Option<Terminal>,
    pub(super) run: RunFolder,
    pub(super) saving: Option<Saving>,
    pub(super) accel: Accelerator,
}

/// What a machine that may become a template has to remember.
#[derive(Debug)]
pub(super) struct Saving {
    pub folder: Utf8PathBuf,
    pub machine: Machine,
}

impl Vm {
    /// The agent's serial port: another handle of the same connection, with common time limits.
    pub fn stream(&self) -> io::Result<UnixStream> {
        self.agent.try_clone()
    }

    /// What the guest has printed on its console so far (only the last 16 MiB); invalid UTF-8 is replaced.
    pub fn console(&self) -> io::Result<String> {
        let mut file = fs_err::File::open(self.run.console())?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(MOST_CONSOLE)))?;
        let mut bytes = Vec::new();
        file.take(MOST_CONSOLE).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The file with the console.
    pub fn console_file(&self) -> Utf8PathBuf {
        self.run.console()
    }

    /// Is QEMU still running? A guest that panics or powers off ends it, with status 0.
    pub fn is_running(&self) -> bool {
        self.child.is_running()
    }

    /// Has the guest itself ended the machine, by a panic, a triple fault, or by switching it off? If QEMU is killed,
    /// its status is different.
    pub fn has_reset(&self) -> bool {
        self.child.ended_well()
    }

    /// Waits for the machine to end by itself.
    pub fn ends_within(&self, limit: Duration) -> bool {
        self.child.ends_within(limit)
    }

    /// For how much of its time the guest is served.
    pub fn served(&self) -> Served {
        self.meter.served()
    }

    /// How the guest's code is executed.
    pub fn accel(&self) -> Accelerator {
        self.accel
    }

    /// QEMU's process id; `None` if it has ended.
    pub fn pid(&self) -> Option<u32> {
        self.child.pid()
    }

    /// The private folder of this machine's sockets and console.
    pub fn folder(&self) -> &Utf8Path {
        self.run.path()
    }

    /// Sends the guest a non-maskable interrupt: a hanging guest prints where it hangs, and ends (see
    /// [`BASE_APPEND`](super::era::BASE_APPEND)).
    pub fn inject_nmi(&self) -> Result<(), VmError> {
        self.command("inject-nmi", json!({})).map(drop)
    }

    /// How much of the host's memory the machine uses, in KiB; `None` if QEMU has ended.
    pub fn memory_kib(&self) -> Option<u64> {
        self.child.memory_kib()
    }

    /// Ends the machine, whatever its guest is doing.
    pub fn kill(&self) {
        // If it cannot be killed, it has ended.
        self.child.kill().ok();
    }

    /// Ends the machine and returns everything that it printed on its console. If that cannot be read, nothing is
    /// known about the guest: it may have crashed.
    pub fn stop(self) -> Result<String, VmError> {
        self.kill();
        self.console().map_err(|source| VmError::Console { path: self.run.console(), source })
    }

    /// The same for a machine that is lost already: what there is of its console, or why there is nothing.
    pub fn last_words(&self) -> String {
        self.console().unwrap_or_else(|error| format!("(its console cannot be read: {error})"))
    }

    /// Runs a QMP command.
    pub(super) fn command(&self, command: &str, arguments: Value) -> Result<Value, VmError> {
        let mut qmp = self.qmp.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = qmp.execute(command, arguments);
        answer.map_err(|error| self.child.blame(error, "while it was asked something"))
    }
}
