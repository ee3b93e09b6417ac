//! The guest as the host sees it: processes that carry out system calls, and a transcript of all of them.
//!
//! A result within a result distinguishes two kinds of failure: the inner one is the kernel's errno, which is what
//! scenarios are about; the outer one, [`GuestError`], means that there is no such answer.

mod actor;
mod addr;
mod answer;
mod bring;
mod connection;
pub mod consts;
mod describe;
mod error;
mod failing;
mod falsify;
mod hello;
mod inject;
mod link;
mod machine;
mod pending;
mod process;
mod processes;
mod settle;
mod silence;
mod sockets;
mod starved;
mod watchdogs;

pub use crate::errno::Errno;
pub use actor::Actor;
pub use addr::NlAddr;
pub use answer::{Answer, Exit, Received, SentMany, Stuck};
pub(crate) use connection::tell;
pub use connection::{Decoder, Guest};
pub use error::{GuestError, Outcome};
pub use falsify::{FALSIFIED, Falsification, Patch};
pub use inject::{FAIL_NTH, MAKE_IT_FAIL};
pub(crate) use link::{Link, LinkError};
pub use machine::Changes;
pub use nlmatrix_wire::proto::{Control, Creds};
pub use process::Proc;
pub use settle::settle;
pub use watchdogs::{HUNG_TASK, MOST_SLOWNESS, SOFT_LOCKUP, arm, with_watchdogs_held};
