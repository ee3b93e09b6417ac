//! Why a mutation could not be tried.

use camino::Utf8PathBuf;

use crate::client::ClientError;
use crate::environment::command;
use crate::runner::WorkshopError;

/// Why a mutation could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum MutantError {
    /// The list of mutations.
    #[error("failed to read {path}")]
    BadList {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong.
        source: toml::de::Error,
    },
    /// A mutation that fits nothing.
    #[error("mutation `{about}`: {problem}")]
    Unfit {
        /// The mutation.
        about: String,
        /// What does not fit.
        problem: String,
    },
    /// No such kernel.
    #[error("there is no kernel `{id}` in the matrix: `{command} kernels` lists them",
        command = command())]
    NoKernel {
        /// Its id.
        id: String,
    },
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
}
