//! Why a run could not be carried through.

use camino::Utf8PathBuf;

use super::WorkshopError;
use super::nextest::NextestError;
use super::publish::PublishError;
use crate::environment::command;
use crate::fault::Fault;

/// Why a run could not be carried through.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// nextest.
    #[error(transparent)]
    Nextest(#[from] NextestError),
    /// The report.
    #[error(transparent)]
    Report(#[from] PublishError),
    /// The earlier run was one of something else.
    #[error("{out} cannot be resumed: {why}; run without --resume")]
    NotResumable {
        /// Folder of the report.
        out: Utf8PathBuf,
        /// What differs.
        why: &'static str,
    },
    /// Where the report goes are files of somebody's.
    #[error(
        "{out} has files that no run has made, and that this one would replace: {file}; name another folder by --out"
    )]
    NotOurs {
        /// Folder of the report.
        out: Utf8PathBuf,
        /// One of them.
        file: Utf8PathBuf,
    },
    /// Nothing to do.
    #[error("no cell is selected: {0}; `{command} list` shows all of them", command = command())]
    Nothing(String),
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl RunError {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Workshop(error) => error.fault(),
            Self::Nextest(_) | Self::Report(_) | Self::Io(_) => Fault::Own,
            Self::NotResumable { .. } | Self::NotOurs { .. } | Self::Nothing(_) => Fault::User,
        }
    }
}
