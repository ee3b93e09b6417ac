//! Why a bisection has no answer.

use crate::environment::command;
use crate::kernel::source::SourceError;
use crate::process::ProcessError;
use crate::runner::WorkshopError;

/// Why a bisection has no answer.
#[derive(Debug, thiserror::Error)]
pub enum BisectError {
    /// There is no such cell.
    #[error("no cell `{name}`: write a cell like `nlecho.g6-cfg/extra-ack`; similar ones: {near}")]
    NoCell {
        /// What was asked for.
        name: String,
        /// The names that are most similar.
        near: String,
    },
    /// The ends are not ends of a range.
    #[error("{good} is not an ancestor of {bad}: --good has to name the older one")]
    NotBefore {
        /// The good end.
        good: String,
        /// The bad end.
        bad: String,
    },
    /// There is no result at one of the ends.
    #[error("the cell gives no result on {revision}, but both ends need one: {why}")]
    BlindEnd {
        /// The end.
        revision: String,
        /// Why.
        why: String,
    },
    /// There is no difference between the ends.
    #[error(
        "the cell ends the same way at both ends ({outcome}), and each of its checks sees the same value"
    )]
    Same {
        /// How the cell ends there.
        outcome: String,
    },
    /// There is more than one difference.
    #[error("more than one check differs between the two ends: choose one with --check\n{listed}")]
    Several {
        /// A line for each.
        listed: String,
    },
    /// The check that was asked for does not differ.
    #[error("the check `{check}` {problem}")]
    NotApart {
        /// Its name.
        check: String,
        /// Why it does not distinguish them.
        problem: String,
    },
    /// git has no next step.
    #[error("git cannot continue: {0}")]
    Stuck(String),
    /// Only commits that cannot be tested are left between the ends.
    #[error(
        "it is one of these commits; on all but the last, the kernel or the module does not build \
         or boot (`{} kernels build COMMIT` shows why):\n{listed}",
        command()
    )]
    OnlySkipped {
        /// A line for each.
        listed: String,
    },
    /// The repository cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Another stage failed.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// A child process failed.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
