//! Why a folder was not ported.

use camino::{Utf8Path, Utf8PathBuf};

use crate::process::ProcessError;
use crate::toolchain::ToolchainError;

/// Why nothing was ported.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// There are no sources.
    #[error("{0} has no C source: run this in the module's folder, or name that folder")]
    NoSource(Utf8PathBuf),
    /// There is no makefile to which the questions for a range of kernels could be added.
    #[error(
        "{0} has no Kbuild or Makefile with obj-m, which one source for a range of kernels needs: run this in the \
         folder that has it"
    )]
    NoKbuild(Utf8PathBuf),
    /// Coccinelle could not be installed.
    #[error("failed to install Coccinelle, which applies the semantic patches")]
    Toolchain(#[from] ToolchainError),
    /// Coccinelle failed.
    #[error("failed to run Coccinelle")]
    Spatch(#[from] ProcessError),
    /// A file could not be used.
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
