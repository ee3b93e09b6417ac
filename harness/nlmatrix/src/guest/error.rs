//! Why an operation gave neither a value nor an errno.

use std::time::Duration;

use super::answer::{Exit, Stuck};
use super::link::LinkError;
use crate::errno::Errno;

/// An operation without a result.
#[derive(Debug, thiserror::Error)]
pub enum GuestError {
    /// The guest is well, but the process that does it has not come back.
    #[error("{op} did not return within {after:?}{stack}")]
    TimedOut {
        /// The operation.
        op: String,
        /// How long it had.
        after: Duration,
        /// Where it hangs.
        stack: Box<Stuck>,
    },
    /// The process ended while at it, by an oops for instance.
    #[error("the process doing {op} died: {exit}")]
    ProcessDied {
        /// The operation.
        op: String,
        /// How.
        exit: Box<Exit>,
    },
    /// The agent itself does not answer: the kernel hangs, or has panicked.
    #[error("no answer from the guest to {op} within {after:?}")]
    Silent {
        /// The operation.
        op: String,
        /// How long the host waited.
        after: Duration,
    },
    /// The connection to QEMU is gone, or never came about.
    #[error("lost the guest: {0}")]
    Lost(String),
    /// Host and agent do not understand each other, or the process is unknown there.
    #[error("the agent refused {0}")]
    Protocol(String),
}

impl GuestError {
    pub(super) fn from_link(error: LinkError, op: &str, after: Duration) -> Self {
        match error {
            LinkError::Silent => Self::Silent { op: op.to_owned(), after },
            LinkError::Broken(error) => Self::Lost(error.to_string()),
            LinkError::TooLong => Self::Protocol(format!("{op}: too long for a frame")),
        }
    }
}

/// What an operation gives: a value, the kernel's errno, or neither.
pub type Outcome<T> = Result<Result<T, Errno>, GuestError>;
