//! Why a client could not be built.

use camino::Utf8PathBuf;

use crate::process::ProcessError;
use crate::store::StoreError;

/// Why a client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The compiler refused it: clients are our own, so that is a mistake of ours.
    #[error("failed to compile the client {path}")]
    Compile {
        /// Its source.
        path: Utf8PathBuf,
        /// The compiler's words.
        source: ProcessError,
    },
    /// Something that should be a program or a library is none.
    #[error("{path} is no ELF file with a dynamic section: rebuild the toolchain root")]
    NoElf {
        /// The file.
        path: Utf8PathBuf,
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

impl From<StoreError<ClientError>> for ClientError {
    fn from(error: StoreError<ClientError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
