//! Why no matrix file was written.

use camino::{Utf8Path, Utf8PathBuf};

use crate::module::ModuleError;
use crate::process::ProcessError;

/// Why no matrix file was written.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is one.
    #[error("{0} is there already: nothing was changed")]
    Exists(Utf8PathBuf),
    /// No folder.
    #[error("{0} is no folder")]
    NoFolder(Utf8PathBuf),
    /// No module there.
    #[error(
        "{folder} has no dkms.conf, and no Kbuild or Makefile of which make has an obj-m; {hint}"
    )]
    NoModule {
        /// The folder.
        folder: Utf8PathBuf,
        /// Where there is one, or what to do.
        hint: String,
    },
    /// make or bash.
    #[error("failed to ask which module the folder makes: make and bash have to be installed")]
    Ask(#[from] ProcessError),
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The sources.
    #[error(transparent)]
    Sources(#[from] ModuleError),
    /// The template.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

impl InitError {
    /// The same of the folder that somebody named, where a copy of it was looked at.
    pub(crate) fn about(self, folder: &Utf8Path) -> Self {
        match self {
            Self::NoModule { hint, .. } => Self::NoModule { folder: folder.to_owned(), hint },
            other => other,
        }
    }
}
