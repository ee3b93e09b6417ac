//! Why a guest agent is not available.

use camino::Utf8PathBuf;

use crate::arch::Arch;
use crate::debian::DebianError;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why the guest agent for a processor is not available.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// Its build failed.
    #[error("failed to build the guest agent for {arch}")]
    Build {
        /// The processor.
        arch: Arch,
        /// The compiler's failure.
        source: ProcessError,
    },
    /// Debian has no core library for it.
    #[error("the mirror has no {name} for {arch}, with which the guest agent is built")]
    NoLibraries {
        /// The processor.
        arch: Arch,
        /// The package.
        name: &'static str,
    },
    /// The downloaded file is not the one in the index.
    #[error("{name} is not the file that the package index names: it was not unpacked")]
    WrongDigest {
        /// The package.
        name: String,
    },
    /// Debian's archive cannot be used.
    #[error(transparent)]
    Debian(#[from] DebianError),
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl AgentError {
    /// Wraps a system error about `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<StoreError<AgentError>> for AgentError {
    fn from(error: StoreError<AgentError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
