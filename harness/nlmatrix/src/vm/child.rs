//! The QEMU process itself: started, watched, and killed when dropped.

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::error::VmError;
use crate::process::Job;

/// How long QEMU may take to connect to our sockets; the host may be busy.
const CONNECT: Duration = Duration::from_secs(30);
/// How long a process that is being ended may take to disappear.
const END: Duration = Duration::from_secs(5);
/// How often to look whether it is still there.
const TICK: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// A running QEMU.
#[derive(Debug)]
pub(super) struct Child {
    handle: duct::Handle,
    output: Utf8PathBuf,
}

impl Child {
    /// Starts QEMU; its output goes to `output`, which `job` also names.
    pub fn start(job: &Job, output: Utf8PathBuf) -> Result<Self, VmError> {
        Ok(Self { handle: job.start()?, output })
    }

    /// Waits for QEMU to connect to `listener`.
    pub fn accept(&self, listener: &UnixListener, what: &str) -> Result<UnixStream, VmError> {
        let deadline = Instant::now() + CONNECT;
        while Instant::now() < deadline {
            let mut fds = [PollFd::new(listener, PollFlags::IN)];
            match poll(&mut fds, Some(&TICK)) {
                Ok(0) | Err(rustix::io::Errno::INTR) if self.is_running() => {}
                Ok(0) | Err(rustix::io::Errno::INTR) => return Err(self.died("at its start")),
                Ok(_) => return Ok(listener.accept().map_err(VmError::io(what))?.0),
                Err(error) => return Err(VmError::io(what)(error.into())),
            }
        }
        Err(VmError::Timeout { what: format!("connecting {what}"), limit: CONNECT })
    }

    /// Is it still running?
    pub fn is_running(&self) -> bool {
        matches!(self.handle.try_wait(), Ok(None))
    }

    /// Has it ended with status 0? The end of a connection may be noticed some time earlier.
    pub fn ended_well(&self) -> bool {
        let status = self.handle.try_wait().ok().flatten().map(|output| output.status);
        status.is_some_and(|status| status.success())
    }

    /// Turns a broken connection into [`VmError::Died`] if it broke because QEMU ended.
    pub fn blame(&self, error: VmError, during: &'static str) -> VmError {
        let broken = matches!(error, VmError::Qmp { .. } | VmError::Io { .. });
        if broken && self.ends_within(Duration::from_secs(1)) { self.died(during) } else { error }
    }

    /// Its process id; `None` when it has ended.
    pub fn pid(&self) -> Option<u32> {
        self.handle.pids().first().copied()
    }

    /// How much of the host's memory it uses, in KiB (VmRSS); `None` if it has ended.
    pub fn memory_kib(&self) -> Option<u64> {
        let pid = self.pid()?;
        let status = fs_err::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// Kills it, and waits until it is gone, so that its files can be read or removed.
    pub fn kill(&self) -> io::Result<()> {
        self.handle.kill()?;
        // A guest that hangs in KVM can keep its process beyond SIGKILL; it must not hold up ours.
        if !self.ends_within(END) {
            tracing::warn!(pids = ?self.handle.pids(), "QEMU was killed and is still there");
        }
        Ok(())
    }

    /// Waits for it to end by itself.
    pub fn ends_within(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        while self.is_running() {
            if Instant::now() > deadline {
                return false;
            }
            sleep(Duration::from_millis(1));
        }
        true
    }

    fn died(&self, during: &'static str) -> VmError {
        let status = match self.handle.try_wait() {
            Ok(Some(output)) => output.status.to_string(),
            _ => "an unknown status".to_owned(),
        };
        let output = fs_err::read(&self.output).unwrap_or_default();
        VmError::Died { status, during, output: String::from_utf8_lossy(&output).into_owned() }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Nobody is left to be told; if the process has already ended, that is fine.
        self.kill().ok();
    }
}
