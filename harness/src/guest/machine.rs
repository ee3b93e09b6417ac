//! What only PID 1 does: programs, signals, the machine. On other processes these are refused.

use nlmatrix_wire::proto::{Creds, Op};

use super::Outcome;
use super::actor::Actor;
use super::answer::Exit;
use super::error::GuestError;

impl Actor<'_> {
    /// Sets the wall clock, in seconds since 1970.
    pub fn set_clock(self, seconds: i64) -> Outcome<()> {
        self.done(Op::SetClock { seconds })
    }

    /// Starts a program, its output going to (the ends of) files in the guest; gives its PID, or
    /// why it cannot be executed.
    pub fn spawn(self, argv: &[&str], stdout: &str, stderr: &str, creds: Creds) -> Outcome<i32> {
        let argv: Vec<u8> = argv.iter().flat_map(|word| word.bytes().chain([0])).collect();
        Ok(self.number(Op::Spawn { argv: &argv, stdout, stderr, creds })?.map(|pid| pid as i32))
    }

    /// Waits for a child's end, until the deadline: then it is [`Exit::Running`].
    pub fn wait(self, pid: i32) -> Outcome<Exit> {
        self.exit_of(Op::Wait { pid })
    }

    /// `kill(2)`.
    pub fn kill(self, pid: i32, signal: i32) -> Outcome<()> {
        self.done(Op::Kill { pid, signal })
    }

    /// Does what the kernel does at this key.
    pub fn sysrq(self, key: char) -> Outcome<()> {
        self.done(Op::SysRq { key: key as u8 })
    }

    /// Switches the machine off. There is no answer to it, so none is waited for long; whoever
    /// runs the VM sees it end.
    pub fn power_off(self) -> Result<(), GuestError> {
        match self.ask(Op::PowerOff) {
            Ok(_) | Err(GuestError::Silent { .. } | GuestError::Lost(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// For operations that wait for an end.
    pub(super) fn exit_of(self, op: Op) -> Outcome<Exit> {
        match self.ask(op) {
            Ok(status) => Ok(status.map(|answer| Exit::from_status(answer.value))),
            Err(GuestError::TimedOut { stack, .. }) => Ok(Ok(Exit::Running(*stack))),
            Err(error) => Err(error),
        }
    }
}
