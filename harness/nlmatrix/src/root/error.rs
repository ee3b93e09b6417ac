//! Why there is no root.

use camino::Utf8PathBuf;

use crate::arch::Arch;
use crate::debian::DebianError;
use crate::process::ProcessError;
use crate::store::StoreError;
use crate::toolchain::ToolchainError;

/// Why there is no root.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// Its packages.
    #[error("failed to make the tree of the root {root}")]
    Packages {
        /// The root.
        root: String,
        /// Why.
        source: ToolchainError,
    },
    /// The toolchain.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// A client of a registry is missing on this host.
    #[error("`{program}` is not on this host, by which {what} comes: install {remedy}")]
    HostLacks {
        /// The program.
        program: &'static str,
        /// What would come by it.
        what: String,
        /// What to install.
        remedy: &'static str,
    },
    /// Nothing may be downloaded.
    #[error("{what} is not in the store, and nothing is to be downloaded (offline)")]
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
    /// Debian's archive, or the way there.
    #[error("failed to bring {what}")]
    Archive {
        /// What was asked for.
        what: String,
        /// Why.
        source: DebianError,
    },
    /// The registry has no such file, or another one.
    #[error("{what}: {problem}")]
    WrongSource {
        /// What was asked for.
        what: String,
        /// What came instead.
        problem: String,
    },
    /// Its command is for the host's processor alone.
    #[error("the root {root} has a `command`, whose programs run on {host} only, not on {arch}", host = Arch::default())]
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
