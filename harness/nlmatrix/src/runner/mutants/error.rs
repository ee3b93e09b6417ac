//! Why a mutation could not be tried.

use camino::Utf8PathBuf;

use crate::client::ClientError;
use crate::environment::command;
use crate::runner::WorkshopError;

/// Why a mutation could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum MutantError {
    /// The list of mutations is wrong.
    #[error("failed to read {path}")]
    BadList {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong.
        source: toml::de::Error,
    },
    /// A mutation that matches nothing.
    #[error("mutation `{about}`: {problem}")]
    Unfit {
        /// The mutation.
        about: String,
        /// What does not match.
        problem: String,
    },
    /// There is no such kernel.
    #[error("there is no kernel `{id}` in the matrix: `{command} kernels` lists them",
        command = command())]
    NoKernel {
        /// Its id.
        id: String,
    },
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A client does not build.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Another stage failed.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
}
