//! Why a root could not be made.

use camino::Utf8PathBuf;

use crate::arch::Arch;
use crate::debian::DebianError;
use crate::process::ProcessError;
use crate::store::StoreError;
use crate::toolchain::ToolchainError;

/// Why a root could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// Its packages could not be installed.
    #[error("failed to make the file tree of the root {root}")]
    Packages {
        /// The root.
        root: String,
        /// Why.
        source: ToolchainError,
    },
    /// The toolchain failed.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// A registry's client is missing on this host.
    #[error("{what} is fetched with `{program}`, which is not installed: install {remedy}")]
    HostLacks {
        /// The program.
        program: &'static str,
        /// What it would fetch.
        what: String,
        /// What to install.
        remedy: &'static str,
    },
    /// Downloads are forbidden.
    #[error(
        "{what} is not in the store, and nothing is downloaded offline: run once without --offline"
    )]
    Offline {
        /// What is asked for.
        what: String,
    },
    /// A registry's client failed.
    #[error("failed to download {what}")]
    Download {
        /// What was asked for.
        what: String,
        /// Why.
        source: ProcessError,
    },
    /// Debian's archive cannot be used, or not be reached.
    #[error("failed to fetch {what}")]
    Archive {
        /// What was asked for.
        what: String,
        /// Why.
        source: DebianError,
    },
    /// The registry does not have the file, or has a different one.
    #[error("{what}: {problem}")]
    WrongSource {
        /// What was asked for.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Its command is for the host's processor only.
    #[error("the root {root} has a `command`, so its programs run on {host} only, not on {arch}", host = Arch::default())]
    OtherArch {
        /// The root.
        root: String,
        /// The guests' processor.
        arch: Arch,
    },
    /// The command failed.
    #[error("the command of the root {root} failed")]
    Command {
        /// The root.
        root: String,
        /// Why.
        source: ProcessError,
    },
    /// The image could not be made.
    #[error("failed to make the image of the root {root}")]
    Image {
        /// The root.
        root: String,
        /// Why.
        source: ProcessError,
    },
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl RootError {
    /// Wraps a system error about `path`.
    pub(super) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<StoreError<RootError>> for RootError {
    fn from(error: StoreError<RootError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
