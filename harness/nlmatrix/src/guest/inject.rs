//! Allocations that fail on purpose: the kernel counts those that it makes for a process, and lets one fail that the
//! process has chosen (`/proc/self/fail-nth`, 4.12 with CONFIG_FAULT_INJECTION) or, before that, one that was chosen
//! for all marked processes.
//!
//! They are counted across all operations of a scenario that can reach a module, whichever process carries them out.

use std::time::Duration;

use nlmatrix_wire::proto::Op;

use super::actor::Actor;
use super::answer::Answer;
use super::connection::Guest;
use super::error::{GuestError, Outcome};
use super::failing::Failing;
use super::process::Proc;

/// How many more until one fails; 0 if none will.
pub const FAIL_NTH: &str = "/proc/self/fail-nth";
/// Marks a process whose allocations count if the kernel counts by itself (2.6.20): which of them fails is then set
/// in debugfs, for all processes.
pub const MAKE_IT_FAIL: &str = "/proc/self/make-it-fail";

impl Guest {
    /// Makes the `nth` allocation from now on fail.
    pub fn fail_nth(&self, nth: u32) {
        self.failing.set(Failing::Nth(nth));
    }

    /// Has the kernel count allocations from now on.
    pub fn fail_marked(&self) {
        self.failing.set(Failing::Marked);
    }

    /// Stops making allocations fail; returns whether one has failed that was chosen by its number.
    pub fn stop_failing(&self) -> bool {
        self.failing.take() == Failing::Nth(0)
    }

    /// Requests that the allocation with the remaining number fails during `op`, and records how many are left.
    pub(super) fn ask_failing(&self, process: Proc, op: Op, wait: Duration) -> Outcome<Answer> {
        let failing = self.failing.get();
        let is_over = matches!(failing, Failing::None | Failing::Nth(0));
        if is_over || process == Proc::AGENT || !reaches_modules(&op) {
            return self.carry(process, op, wait);
        }
        self.arm(process, failing)?;
        let outcome = self.carry(process, op, wait);
        match (&outcome, failing) {
            (Ok(_), Failing::Nth(_)) => self.failing.set(Failing::Nth(self.disarm(process)?)),
            (Ok(_), _) => self.write_to(process, MAKE_IT_FAIL, "0")?,
            // It is not known what happened, and whoever did it does nothing more.
            (Err(_), Failing::Nth(_)) => self.failing.set(Failing::Nth(0)),
            (Err(_), _) => {}
        }
        outcome
    }

    fn arm(&self, process: Proc, failing: Failing) -> Result<(), GuestError> {
        match failing {
            Failing::None => Ok(()),
            Failing::Nth(left) => self.write_to(process, FAIL_NTH, &left.to_string()),
            Failing::Marked => self.write_to(process, MAKE_IT_FAIL, "1"),
        }
    }

    fn write_to(&self, process: Proc, path: &str, text: &str) -> Result<(), GuestError> {
        let op = Op::WriteFile { path, data: text.as_bytes(), append: false };
        let written = self.carry(process, op, Actor::PATIENCE)?;
        written.map(drop).map_err(|errno| GuestError::Protocol(format!("{path}: {errno:#}")))
    }

    /// How many are left.
    fn disarm(&self, process: Proc) -> Result<u32, GuestError> {
        let op = Op::ReadFile { path: FAIL_NTH, offset: 0, max: 32 };
        let read = self.carry(process, op, Actor::PATIENCE)?;
        self.arm(process, Failing::Nth(0))?;
        let bytes = read.map_or(Vec::new(), |answer| answer.data);
        let text = String::from_utf8_lossy(&bytes);
        text.trim().parse().map_err(|_| GuestError::Protocol(format!("{FAIL_NTH} says `{text}`")))
    }
}

/// Can the operation run code of a module?
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
