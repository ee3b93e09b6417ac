//! What can go wrong with a machine, apart from what its guest is asked to do.

use std::time::Duration;

use camino::Utf8PathBuf;

use crate::process::ProcessError;

/// Why a machine could not be started, saved, forked or talked to.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    /// QEMU is not installed.
    #[error("`{program}` was not found in PATH: install it (Debian: {package})")]
    NoQemu {
        /// The missing program.
        program: &'static str,
        /// The Debian package that contains it.
        package: &'static str,
    },
    /// QEMU exists but could not be started.
    #[error(transparent)]
    Start(#[from] ProcessError),
    /// QEMU ended unexpectedly.
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
        /// QEMU's answer.
        reason: String,
    },
    /// The control connection broke, or QEMU's answer was not QMP.
    #[error("failed to talk to QEMU over QMP ({command})")]
    Qmp {
        /// The command in progress.
        command: String,
        /// The system's or the parser's reason.
        source: std::io::Error,
    },
    /// The state of a machine could not be saved or restored.
    #[error("failed to {what} the machine's state: {reason}")]
    Migration {
        /// `save` or `restore`.
        what: &'static str,
        /// QEMU's answer.
        reason: String,
    },
    /// There is no room for a machine's output, or for its memory.
    #[error(
        "{path} has {free} bytes free, but a guest's files need {wanted}: make room, or set {variable} to another folder"
    )]
    NoRoom {
        /// The folder.
        path: Utf8PathBuf,
        /// How many bytes are free.
        free: u64,
        /// How many bytes are needed.
        wanted: u64,
        /// The environment variable that names another folder.
        variable: &'static str,
    },
    /// The data for a guest's window exceeds its memory.
    #[error(
        "the modules, clients and files for a guest take {bytes} bytes, more than its memory of {memory_mib} MiB: \
         leave files out"
    )]
    TooMuch {
        /// Its size in bytes.
        bytes: u64,
        /// The guest's memory.
        memory_mib: u32,
    },
    /// The guest's console could not be read.
    #[error(
        "failed to read the guest's console {path}, so it is unknown whether its kernel crashed (did something clean \
         up the temporary folder?)"
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
