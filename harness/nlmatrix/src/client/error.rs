//! Why a client could not be built.

use camino::Utf8PathBuf;

use crate::module::ModuleError;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why a client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The compiler, or the client's own command, refused it.
    #[error("failed to build the client {path}")]
    Compile {
        /// Its source or folder.
        path: Utf8PathBuf,
        /// The compiler's words.
        source: ProcessError,
    },
    /// Something that should be a program or a library is none.
    #[error("{path} is no x86-64 program or library with section headers: guests run nothing else")]
    NoElf {
        /// The file.
        path: Utf8PathBuf,
    },
    /// A library that a program needs is nowhere.
    #[error(
        "{program} needs the library {library}, which is not in the library folders of {places}: \
         install it there, or link the program statically"
    )]
    MissingLibrary {
        /// The program, or the library that needs another one.
        program: Utf8PathBuf,
        /// Its name, as the program asks for it.
        library: String,
        /// The roots that were searched.
        places: String,
    },
    /// A command that succeeded and made nothing.
    #[error("`{command}` in {path} succeeded, but left no program {program}")]
    NotLeft {
        /// The client's folder.
        path: Utf8PathBuf,
        /// The command.
        command: String,
        /// What it should have left.
        program: Utf8PathBuf,
    },
    /// The folder of a client that is built by a command.
    #[error("failed to copy a client's folder")]
    Folder(#[from] Box<ModuleError>),
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

/// Wraps a system error about `path`.
pub(super) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> ClientError {
    let path = path.into();
    move |source| ClientError::Io { path, source }
}
