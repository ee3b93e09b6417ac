//! Why an operation returned neither a value nor an errno.

use std::time::Duration;

use super::answer::{Exit, Stuck};
use super::link::LinkError;
use crate::errno::Errno;

/// An operation without a result.
#[derive(Debug, thiserror::Error)]
pub enum GuestError {
    /// The guest is well, but the process that carries out the operation has not returned.
    #[error("{op} did not return within {after:?}{stack}")]
    TimedOut {
        /// The operation.
        op: String,
        /// How long it had.
        after: Duration,
        /// Where it hangs.
        stack: Box<Stuck>,
    },
    /// The process ended during the operation, for instance because of an oops.
    #[error("the process doing {op} died: {exit}")]
    ProcessDied {
        /// The operation.
        op: String,
        /// How it ended.
        exit: Box<Exit>,
    },
    /// The agent itself does not answer: the kernel hangs, or has panicked.
    #[error("the guest did not answer {op} within {after:?}")]
    Silent {
        /// The operation.
        op: String,
        /// How long the host waited.
        after: Duration,
    },
    /// The connection to QEMU is gone, or was never made.
    #[error("lost the guest: {0}")]
    Lost(String),
    /// Host and agent do not understand each other, or the agent does not know the process.
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

/// The result of an operation: a value, the kernel's errno, or neither.
pub type Outcome<T> = Result<Result<T, Errno>, GuestError>;
