//! A program of the guest, and what it did.

use crate::guest::Exit;

/// A running program.
#[derive(Clone)]
pub(super) struct Program {
    /// Its process id, which is also its netlink port.
    pub pid: i32,
    /// Its command line, for messages.
    pub(super) argv: String,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// What a program did.
#[derive(Debug)]
pub struct ProgramRun {
    /// How it ended.
    pub exit: Exit,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}
