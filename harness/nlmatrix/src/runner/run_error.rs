//! Why a run could not be completed.

use camino::Utf8PathBuf;

use super::WorkshopError;
use super::nextest::NextestError;
use super::publish::PublishError;
use crate::environment::command;
use crate::fault::Fault;

/// Why a run could not be completed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Another stage failed.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// nextest failed.
    #[error(transparent)]
    Nextest(#[from] NextestError),
    /// The report could not be written.
    #[error(transparent)]
    Report(#[from] PublishError),
    /// The run to be resumed was a run of something else.
    #[error("{out} cannot be resumed: {why}; run without --resume")]
    NotResumable {
        /// Folder of the report.
        out: Utf8PathBuf,
        /// What differs.
        why: &'static str,
    },
    /// The report would replace files of the user's.
    #[error(
        "{out} contains files that no run made and this one would replace: {file}; name another folder with --out"
    )]
    NotOurs {
        /// Folder of the report.
        out: Utf8PathBuf,
        /// One of them.
        file: Utf8PathBuf,
    },
    /// There is nothing to do.
    #[error("no cell is selected: {0}; `{command} list` shows them all", command = command())]
    Nothing(String),
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl RunError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Workshop(error) => error.fault(),
            Self::Nextest(_) | Self::Report(_) | Self::Io(_) => Fault::Own,
            Self::NotResumable { .. } | Self::NotOurs { .. } | Self::Nothing(_) => Fault::User,
        }
    }
}
