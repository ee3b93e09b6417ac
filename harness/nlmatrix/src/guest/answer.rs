//! Results of operations, owned by the host.

use std::fmt;

use nlmatrix_wire::proto;

use super::addr::NlAddr;
use super::consts::MSG_TRUNC;
use crate::errno::Errno;

/// A successful result: its value is not negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Result of the system call.
    pub value: i64,
    /// A second number, if there is one: `msg_flags`, `revents`, …
    pub flags: u32,
    /// Bytes received or read.
    pub data: Vec<u8>,
    /// Sender's address.
    pub from: Vec<u8>,
    /// Control data received.
    pub control: Vec<u8>,
}

impl Answer {
    pub(super) fn from_done(done: &proto::Done) -> Result<Self, Errno> {
        if done.value < 0 {
            // No kernel has such an errno; an agent controlled by the guest may say anything.
            return Err(Errno(i32::try_from(done.value.unsigned_abs()).unwrap_or(i32::MAX)));
        }
        Ok(Self {
            value: done.value,
            flags: done.flags,
            data: done.data.to_vec(),
            from: done.from.to_vec(),
            control: done.control.to_vec(),
        })
    }
}

/// A received message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Result of `recvmsg(2)`: with `MSG_TRUNC`, the whole length of the message.
    pub length: usize,
    /// `msg_flags`.
    pub flags: u32,
    /// The bytes.
    pub data: Vec<u8>,
    /// The sender's address; see [`Received::sender`].
    pub from: Vec<u8>,
    /// Control data.
    pub control: Vec<u8>,
}

impl Received {
    /// The sender, if it is a netlink address.
    pub fn sender(&self) -> Option<NlAddr> {
        NlAddr::from_bytes(&self.from)
    }

    /// Was the message longer than the buffer?
    pub fn is_truncated(&self) -> bool {
        self.flags & MSG_TRUNC != 0
    }
}

impl From<Answer> for Received {
    fn from(Answer { value, flags, data, from, control }: Answer) -> Self {
        Self { length: value as usize, flags, data, from, control }
    }
}

/// The result of sending many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentMany {
    /// How many succeeded.
    pub sent: u32,
    /// The error that stopped the rest.
    pub stopped: Option<Errno>,
}

impl From<Answer> for SentMany {
    fn from(answer: Answer) -> Self {
        let stopped = (answer.flags != 0).then_some(Errno(answer.flags as i32));
        Self { sent: answer.value as u32, stopped }
    }
}

/// What happened to a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It exited with this status.
    Exited(i32),
    /// It was killed by this signal.
    Signalled(i32),
    /// It is gone, but its status is not available.
    Unknown,
    /// It has not ended in time.
    Running(Stuck),
}

impl Exit {
    /// From a wait status; -1 stands for an unavailable one.
    pub(super) fn from_status(status: i64) -> Self {
        match (status, status & 0x7f) {
            (-1, _) => Self::Unknown,
            (_, 0) => Self::Exited((status >> 8 & 0xff) as i32),
            (_, signal) => Self::Signalled(signal as i32),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(status) => write!(f, "exited with status {status}"),
            Self::Signalled(signal) => write!(f, "killed by signal {signal}"),
            Self::Unknown => f.write_str("gone, status unknown"),
            Self::Running(stuck) => write!(f, "still running{stuck}"),
        }
    }
}

/// Where a process is stuck; texts are empty if the kernel does not provide them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stuck {
    /// `/proc/PID/stack`.
    pub stack: String,
    /// `/proc/PID/wchan`.
    pub wchan: String,
    /// `/proc/PID/syscall`.
    pub syscall: String,
    /// `/proc/PID/stat`.
    pub stat: String,
}

impl Stuck {
    /// State of the process: `S` sleeps, `D` cannot be killed, `R` is running, `Z` is dead.
    pub fn state(&self) -> Option<char> {
        let (_, rest) = self.stat.rsplit_once(") ")?;
        rest.chars().next()
    }

    /// The function in which it waits: the one that the kernel names, else the innermost of its stack.
    fn function(&self) -> Option<&str> {
        let frame = || {
            let (frame, _) = self.stack.lines().next()?.split_once('+')?;
            frame.rsplit([' ', ']']).next()
        };
        Some(self.wchan.as_str()).filter(|wchan| !matches!(*wchan, "" | "0")).or_else(frame)
    }
}

impl From<&proto::Stuck<'_>> for Stuck {
    fn from(stuck: &proto::Stuck) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).trim_end().to_owned();
        Self {
            stack: text(stuck.stack),
            wchan: text(stuck.wchan),
            syscall: text(stuck.syscall),
            stat: text(stuck.stat),
        }
    }
}

/// State and function on one line; `{:#}` with the whole stack, for the transcript.
impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(state) = self.state() {
            write!(f, ", state {state}")?;
        }
        if let Some(function) = self.function() {
            write!(f, ", waiting in {function}")?;
        }
        if f.alternate() && !self.stack.is_empty() {
            write!(f, ", stack:\n{}", self.stack)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_sleeper_is_told_on_one_line_and_whole_where_there_is_room() {
        let stack = "[<0>] faulty_trigger+0x11/0x16 [faulty]\n[<0>] netlink_unicast+0x29e/0x3d0";
        let stat = "92 (victim) D 1".to_owned();
        let stuck = Stuck { stack: stack.to_owned(), stat, ..Stuck::default() };
        assert_eq!(stuck.to_string(), ", state D, waiting in faulty_trigger");
        assert_eq!(format!("{stuck:#}"), format!("{stuck}, stack:\n{stack}"));
        // 2.6.32 prints addresses, and the function in which it waits.
        let old = Stuck {
            stack: "[<ffffffff8104f1d7>] down+0x47/0x50".to_owned(),
            wchan: "down".to_owned(),
            ..Stuck::default()
        };
        assert_eq!(old.to_string(), ", waiting in down");
    }

    #[rstest]
    #[case(0x0300, Exit::Exited(3))]
    #[case(0, Exit::Exited(0))]
    #[case(9, Exit::Signalled(9))]
    #[case(0x8b, Exit::Signalled(11))]
    #[case(-1, Exit::Unknown)]
    fn wait_status(#[case] status: i64, #[case] exit: Exit) {
        assert_eq!(Exit::from_status(status), exit);
    }

    #[test]
    fn the_state_stands_behind_the_name() {
        let stuck = Stuck { stat: "12 (a ) b) D 1 12".to_owned(), ..Stuck::default() };
        assert_eq!(stuck.state(), Some('D'));
    }
}
