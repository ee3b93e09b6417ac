//! Why no matrix file was written.

use camino::{Utf8Path, Utf8PathBuf};

use crate::module::ModuleError;
use crate::process::ProcessError;

/// Why no matrix file was written.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There already is one.
    #[error("{0} already exists: nothing was changed")]
    Exists(Utf8PathBuf),
    /// It is not a folder.
    #[error("{0} is not a folder")]
    NoFolder(Utf8PathBuf),
    /// There is no module in it.
    #[error("{folder} has no dkms.conf, and no Kbuild or Makefile that sets obj-m; {hint}")]
    NoModule {
        /// The folder.
        folder: Utf8PathBuf,
        /// Which folders have one, or what to do.
        hint: String,
    },
    /// make or bash failed.
    #[error("failed to find out which module the folder builds: install make and bash")]
    Ask(#[from] ProcessError),
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The sources could not be read.
    #[error(transparent)]
    Sources(#[from] ModuleError),
    /// The template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

impl InitError {
    /// The same error about the folder that the user named, where a copy of it was looked at.
    pub(crate) fn about(self, folder: &Utf8Path) -> Self {
        match self {
            Self::NoModule { hint, .. } => Self::NoModule { folder: folder.to_owned(), hint },
            other => other,
        }
    }
}
