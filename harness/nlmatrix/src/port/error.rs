//! Why a folder was not ported.

use camino::{Utf8Path, Utf8PathBuf};

use crate::process::ProcessError;
use crate::toolchain::ToolchainError;

/// Why nothing was ported.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// No sources.
    #[error("{0} has no C source: start in the module's folder, or name it")]
    NoSource(Utf8PathBuf),
    /// No place for the questions of a range.
    #[error(
        "{0} has no Kbuild or Makefile with obj-m, which a source for a range of kernels needs: start in the folder that has it"
    )]
    NoKbuild(Utf8PathBuf),
    /// The engine.
    #[error("failed to bring Coccinelle, which applies the semantic patches")]
    Toolchain(#[from] ToolchainError),
    /// The engine's run.
    #[error("failed to run Coccinelle")]
    Spatch(#[from] ProcessError),
    /// A file.
    #[error("failed to read or write {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl PortError {
    /// The error of a file.
    pub(super) fn io(path: &Utf8Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }
}
