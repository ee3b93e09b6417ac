//! What can go wrong with a machine, before anything is asked of the guest in it.

use std::time::Duration;

use camino::Utf8PathBuf;

use crate::process::ProcessError;

/// A machine that could not be started, saved, forked or talked to.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    /// QEMU is not installed.
    #[error("`{program}` was not found in PATH: install it (Debian: {package})")]
    NoQemu {
        /// The program that was looked for.
        program: &'static str,
        /// Debian's package that has it.
        package: &'static str,
    },
    /// QEMU is there and could not be started.
    #[error(transparent)]
    Start(#[from] ProcessError),
    /// QEMU ended when it should not have.
    #[error("QEMU ended with {status} {during}; it printed:\n{output}")]
    Died {
        /// Exit status in words.
        status: String,
        /// What was being done.
        during: &'static str,
        /// What QEMU printed on its standard output and standard error.
        output: String,
    },
    /// QEMU did not do something in time.
    #[error("QEMU took more than {limit:?} for {what}")]
    Timeout {
        /// What was waited for.
        what: String,
        /// How long.
        limit: Duration,
    },
    /// QEMU refused a command.
    #[error("QEMU refused `{command}`: {reason}")]
    Refused {
        /// The QMP command.
        command: String,
        /// QEMU's words.
        reason: String,
    },
    /// The control connection broke, or QEMU answered something that is not QMP.
    #[error("failed to speak QMP with QEMU ({command})")]
    Qmp {
        /// The command that was under way.
        command: String,
        /// The system's or the parser's reason.
        source: std::io::Error,
    },
    /// The state of a machine could not be written or read back.
    #[error("failed to {what} the machine's state: {reason}")]
    Migration {
        /// `save` or `restore`.
        what: &'static str,
        /// QEMU's words.
        reason: String,
    },
    /// There is no room for what a machine prints, or for its memory.
    #[error(
        "{path} has {free} bytes free and a machine's files need {wanted} (set {variable} to move them)"
    )]
    NoRoom {
        /// The folder.
        path: Utf8PathBuf,
        /// Bytes that are free.
        free: u64,
        /// Bytes that have to be.
        wanted: u64,
        /// The environment variable that names another folder.
        variable: &'static str,
    },
    /// More is to be put behind a guest's window than its memory holds.
    #[error(
        "the modules, clients and files of guests take {bytes} bytes, which is more than their memory of {memory_mib} MiB: \
         leave files out"
    )]
    TooMuch {
        /// How much it is.
        bytes: u64,
        /// The guest's memory.
        memory_mib: u32,
    },
    /// What the guest printed could not be read.
    #[error(
        "failed to read the guest's console {path}: whether its kernel crashed is not known (has something cleaned the folder of temporary files?)"
    )]
    Console {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file or folder.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl VmError {
    /// For `map_err` on an operation that touched `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
