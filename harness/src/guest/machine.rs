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
        Ok(self
            .number(Op::Spawn { argv: &words(argv), stdout, stderr, creds })?
            .map(|pid| pid as i32))
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

    /// Remembers what `paths` have: files, and folders, which end with `/`; at most
    /// [`MOST_SURVEYED`](nlmatrix_wire::proto::MOST_SURVEYED), of each the first 8 KiB.
    pub fn remember(self, paths: &[&str]) -> Outcome<()> {
        self.done(Op::Survey { paths: &words(paths), keep: true })
    }

    /// Which of `paths` have changed since they were remembered, in this order.
    pub fn changes(self, paths: &[&str]) -> Outcome<Vec<Change>> {
        let answer = self.ask(Op::Survey { paths: &words(paths), keep: false })?;
        Ok(answer.map(|answer| Change::all(&answer.data)))
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

/// Words as the agent wants them: each ended by NUL.
fn words(words: &[&str]) -> Vec<u8> {
    words.iter().flat_map(|word| word.bytes().chain([0])).collect()
}

/// A file or folder that is not as it was remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub path: String,
    /// What it had: lines, or the names in a folder.
    pub before: String,
    /// What it has.
    pub after: String,
}

impl Change {
    /// Reads path, old and new text, again and again; what is cut off at the end is passed over.
    fn all(data: &[u8]) -> Vec<Self> {
        let text = String::from_utf8_lossy(data);
        let words: Vec<&str> = text.split_terminator('\0').collect();
        let triple = |words: &[&str]| match words {
            [path, before, after] => {
                let [path, before, after] = [path, before, after].map(|&word| word.to_owned());
                Some(Self { path, before, after })
            }
            _ => None,
        };
        words.chunks(3).filter_map(triple).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_in_threes() {
        let change = |path: &str, before: &str, after: &str| {
            let [path, before, after] = [path, before, after].map(str::to_owned);
            Change { path, before, after }
        };
        let expected = [change("/a", "", "x\ny\n"), change("/b/", "u\n", "")];
        assert_eq!(Change::all(b"/a\0\0x\ny\n\0/b/\0u\n\0\0"), expected);
        assert_eq!(Change::all(b"/a\0b"), []);
    }
}
