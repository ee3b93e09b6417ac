//! Why there is no toolchain.

use camino::Utf8PathBuf;

use crate::debian::DebianError;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why there is no toolchain.
#[derive(Debug, thiserror::Error)]
pub enum ToolchainError {
    /// A tool of the host is missing.
    #[error("`{program}` is not installed: install the package `{package}`")]
    HostLacks {
        /// The program.
        program: &'static str,
        /// The package that has it.
        package: &'static str,
    },
    /// The mirror is not known.
    #[error("failed to find a mirror for the toolchain root")]
    Mirror(#[source] DebianError),
    /// mmdebstrap failed.
    #[error("failed to unpack Debian packages")]
    Unpack(#[source] ProcessError),
    /// A compiler did not answer.
    #[error("failed to ask `{compiler}` for its version")]
    Ask {
        /// Its name.
        compiler: String,
        /// Its failure.
        source: ProcessError,
    },
    /// A compiler does not compile.
    #[error("`{compiler}` cannot compile even one line of C: {remedy}")]
    Broken {
        /// Its name.
        compiler: String,
        /// What to do.
        remedy: String,
        /// Its failure.
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

impl From<StoreError<ToolchainError>> for ToolchainError {
    fn from(error: StoreError<ToolchainError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
