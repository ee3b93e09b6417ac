//! Why there is no answer.

use crate::environment::command;
use crate::kernel::source::SourceError;
use crate::process::ProcessError;
use crate::runner::WorkshopError;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BisectError {
    /// The cell's name.
    #[error("no cell `{name}`: a cell is named as `nlecho.g6-cfg/extra-ack`; near are: {near}")]
    NoCell {
        /// What was asked for.
        name: String,
        /// Names that are most like it.
        near: String,
    },
    /// The ends are no ends.
    #[error("{good} is not an ancestor of {bad}: --good has to be the earlier one")]
    NotBefore {
        /// The good end.
        good: String,
        /// The bad end.
        bad: String,
    },
    /// An end says nothing.
    #[error("on {revision} the cell gives no result, and both ends have to give one: {why}")]
    BlindEnd {
        /// The end.
        revision: String,
        /// Why.
        why: String,
    },
    /// Nothing tells the ends apart.
    #[error(
        "the cell ends the same at both ends ({outcome}), and each of its checks sees the same"
    )]
    Same {
        /// How.
        outcome: String,
    },
    /// More than one thing does.
    #[error("more than one check differs between the two ends: choose one by --check\n{listed}")]
    Several {
        /// A line for each.
        listed: String,
    },
    /// The check that was asked for does not.
    #[error("the check `{check}` {problem}")]
    NotApart {
        /// Its name.
        check: String,
        /// Why it does not tell them apart.
        problem: String,
    },
    /// git knows no next step.
    #[error("git cannot go on: {0}")]
    Stuck(String),
    /// Nothing but commits on which nothing is seen lie between the ends.
    #[error(
        "it is one of these commits, and on those before the last the kernel or the module does not build \
         or boot (`{} kernels build COMMIT` shows why):\n{listed}",
        command()
    )]
    OnlySkipped {
        /// A line for each.
        listed: String,
    },
    /// The repository.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// A child.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
