//! What only PID 1 does: programs, signals, the machine. Other processes refuse these operations.

use nlmatrix_wire::proto::{Creds, Op};
use nlmatrix_wire::snapshot::{COUNTS, entries};

use super::actor::Actor;
use super::answer::{Answer, Exit};
use super::error::{GuestError, Outcome};

impl Actor<'_> {
    /// Sets the wall clock, in seconds since 1970.
    pub fn set_clock(self, seconds: i64) -> Outcome<()> {
        self.done(Op::SetClock { seconds })
    }

    /// Starts a program whose output is appended to files in the guest; returns its PID, or why it cannot be
    /// executed.
    pub fn spawn(self, argv: &[&str], stdout: &str, stderr: &str, creds: Creds) -> Outcome<i32> {
        Ok(self
            .number(Op::Spawn { argv: &words(argv), stdout, stderr, creds })?
            .map(|pid| pid as i32))
    }

    /// Waits for a child's end, or until the deadline, in which case the result is [`Exit::Running`].
    pub fn wait(self, pid: i32) -> Outcome<Exit> {
        self.exit_of(Op::Wait { pid })
    }

    /// `kill(2)`.
    pub fn kill(self, pid: i32, signal: i32) -> Outcome<()> {
        self.done(Op::Kill { pid, signal })
    }

    /// Does what the kernel does for this sysrq key.
    pub fn sysrq(self, key: char) -> Outcome<()> {
        self.done(Op::SysRq { key: key as u8 })
    }

    /// Takes the leak snapshot, or adds to it whatever exists now.
    pub fn take_snapshot(self) -> Outcome<()> {
        self.done(Op::TakeSnapshot)
    }

    /// What exists now and did not when the snapshot was taken.
    pub fn compare_snapshot(self) -> Outcome<Changes> {
        Ok(self.ask(Op::CompareSnapshot)?.map(|answer| Changes::of(&answer)))
    }

    /// The object caches that have grown by at least `least` since this was asked last, and by how much. None the
    /// first time, or if the kernel does not report this (SLUB does, 2.6.22).
    pub fn count_objects(self, least: u32) -> Outcome<Vec<(String, u64)>> {
        let grown = |answer: Answer| {
            let caches = entries(&answer.data);
            caches.filter_map(|it| Some((it.name.to_owned(), it.place.parse().ok()?))).collect()
        };
        Ok(self.ask(Op::CountObjects { least })?.map(grown))
    }

    /// Switches the machine off. There is no answer, so it is not waited for; whoever runs the VM sees it end.
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

/// Words in the agent's format: each terminated by NUL.
fn words(words: &[&str]) -> Vec<u8> {
    words.iter().flat_map(|word| word.bytes().chain([0])).collect()
}

/// What has changed since the leak snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What is new: where it was seen, and its name there.
    pub entries: Vec<(String, String)>,
    /// How many more there are than were sent over the line.
    pub more: usize,
    /// Each number that is compared: its file, its earlier value, its value now.
    pub counts: Vec<(&'static str, u64, u64)>,
}

impl Changes {
    fn of(answer: &Answer) -> Self {
        let entries: Vec<_> = entries(&answer.data)
            .map(|entry| (entry.place.to_owned(), entry.name.to_owned()))
            .collect();
        let more = usize::try_from(answer.value).unwrap_or(0).saturating_sub(entries.len());
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |all, &it| all << 8 | u64::from(it));
        let pairs = answer.control.chunks_exact(16).map(|pair| pair.split_at(8));
        let counts = COUNTS.iter().zip(pairs);
        let counts = counts.map(|(path, (was, is))| (*path, number(was), number(is))).collect();
        Self { entries, more, counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_as_the_agent_writes_them() {
        let mut control: Vec<u8> = [7u64, 0x0102].iter().flat_map(|it| it.to_le_bytes()).collect();
        control.extend([0; 3]);
        let data = b"/proc/modules\0nlecho\0/sys\0/sys/x/\0cut".to_vec();
        let changes = Changes::of(&Answer { value: 5, data, control, ..Answer::default() });
        let entry = |place: &str, name: &str| (place.to_owned(), name.to_owned());
        assert_eq!(changes.entries, [entry("/proc/modules", "nlecho"), entry("/sys", "/sys/x/")]);
        assert_eq!(changes.more, 3);
        assert_eq!(changes.counts, [(COUNTS[0], 7, 258)]);
    }
}
