//! Allocations that fail on purpose: the kernel counts those that it makes for a process, and fails the one
//! that the process has asked for (`/proc/self/fail-nth`, 4.12 with CONFIG_FAULT_INJECTION).
//!
//! Here they are counted over all operations of a scenario by which a module may be reached, whichever
//! process is at them.

use std::time::Duration;

use nlmatrix_wire::proto::Op;

use super::actor::Actor;
use super::answer::Answer;
use super::connection::Guest;
use super::error::{GuestError, Outcome};
use super::process::Proc;

/// How many more until one fails; 0 when none will.
pub const FAIL_NTH: &str = "/proc/self/fail-nth";

impl Guest {
    /// Lets the `nth` allocation from now on fail.
    pub fn fail_nth(&self, nth: u32) {
        self.failing.set(nth);
    }

    /// Lets none fail any more; has one failed?
    pub fn stop_failing(&self) -> bool {
        self.failing.replace(0) == 0
    }

    /// Asks for the next allocation but so many to fail during `op`, and keeps how many are left.
    pub(super) fn ask_failing(&self, process: Proc, op: Op, wait: Duration) -> Outcome<Answer> {
        let left = self.failing.get();
        if left == 0 || process == Proc::AGENT || !reaches_modules(&op) {
            return self.carry(process, op, wait);
        }
        self.arm(process, left)?;
        let outcome = self.carry(process, op, wait);
        match &outcome {
            Ok(_) => self.failing.set(self.disarm(process)?),
            // It is not known what came of it, and whoever did it does nothing more.
            Err(_) => self.failing.set(0),
        }
        outcome
    }

    fn arm(&self, process: Proc, left: u32) -> Result<(), GuestError> {
        let text = left.to_string();
        let op = Op::WriteFile { path: FAIL_NTH, data: text.as_bytes(), append: false };
        let armed = self.carry(process, op, Actor::PATIENCE)?;
        let refused = |errno| GuestError::Protocol(format!("{FAIL_NTH}: {errno:#}"));
        armed.map(drop).map_err(refused)
    }

    /// How many are left.
    fn disarm(&self, process: Proc) -> Result<u32, GuestError> {
        let op = Op::ReadFile { path: FAIL_NTH, offset: 0, max: 32 };
        let read = self.carry(process, op, Actor::PATIENCE)?;
        self.arm(process, 0)?;
        let bytes = read.map_or(Vec::new(), |answer| answer.data);
        let text = String::from_utf8_lossy(&bytes);
        text.trim().parse().map_err(|_| GuestError::Protocol(format!("{FAIL_NTH} says `{text}`")))
    }
}

/// May the operation run code of a module?
fn reaches_modules(op: &Op) -> bool {
    !matches!(
        op,
        Op::Sleep { .. }
            | Op::GetPid
            | Op::Collect
            | Op::Poll { .. }
            | Op::TakeSnapshot
            | Op::CompareSnapshot
            | Op::CountObjects { .. }
    )
}
