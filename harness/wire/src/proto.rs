//! Requests from the host to the guest, and their answers.
//!
//! Everything borrows from the buffer in which it was received, so that the agent needs no allocator. Results are the
//! kernel's own: a negative `value` is `-errno`.

use serde::{Deserialize, Serialize};

/// The version of this protocol: the agent's answer to [`Op::Hello`].
pub const VERSION: i64 = 10;
/// The `seq` of the agent's first message, which it sends unasked once it listens: the answer to [`Op::Hello`].
pub const READY: u32 = 0;
/// The maximum data in one request or reply; it leaves room for the rest of the message.
pub const MAX_DATA: usize = 60 << 10;

/// One request. It may arrive twice, with the same `seq`, if the line lost it or its answer: then it is carried out
/// once, and answered as often as it arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request<'a> {
    /// Returned in the response.
    pub seq: u32,
    /// Which process should do it: 0 is PID 1, others come from [`Op::NewProcess`].
    pub who: u32,
    /// How long it may take, in milliseconds of the guest's monotonic clock.
    pub wait_ms: u32,
    /// What to do.
    #[serde(borrow)]
    pub op: Op<'a>,
}

/// The response to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response<'a> {
    /// The `seq` of the request.
    pub seq: u32,
    /// The result.
    #[serde(borrow)]
    pub reply: Reply<'a>,
}

/// Under which credentials a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Creds {
    /// As root with all capabilities.
    Root,
    /// As this user and group, with no capabilities and no other groups.
    User {
        /// User id.
        uid: u32,
        /// Group id.
        gid: u32,
    },
}

/// The control data of [`Op::SendMsg`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control<'a> {
    /// None.
    None,
    /// These bytes.
    Bytes(&'a [u8]),
    /// Exactly these values of `msg_control` and `msg_controllen`, however wrong.
    Raw {
        /// `msg_control`.
        pointer: u64,
        /// `msg_controllen`.
        length: u64,
    },
}

/// An operation. Down to [`Op::PowerOff`], only PID 1 can do them; any process can do the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are the arguments of the system call of the same name")]
pub enum Op<'a> {
    /// Are you there? Value: [`VERSION`], flags: an [`Abi`](crate::abi::Abi).
    Hello,
    /// Sets the wall clock, in seconds since 1970.
    SetClock { seconds: i64 },
    /// `mount(2)`.
    Mount { source: &'a str, target: &'a str, kind: &'a str, flags: u64, options: &'a str },
    /// Forks a process that carries out operations, or takes a parked one if it should be root in the existing
    /// namespaces. `namespaces` are the `CLONE_NEW…` flags of those that it gets, before it assumes its credentials;
    /// kernels ignore flags that they do not know. Value: its PID, flags: its id for `who`.
    NewProcess { creds: Creds, namespaces: u64 },
    /// Parks a root process, which has done nothing visible, for the next request for one.
    Park { id: u32 },
    /// Kills a process and waits for its end. Value: wait status.
    EndProcess { id: u32 },
    /// Starts a program as a child of PID 1. `argv`: words that are each terminated by NUL; the output goes to files.
    /// Value: its PID, or why `execve` failed.
    Spawn { argv: &'a [u8], stdout: &'a str, stderr: &'a str, creds: Creds },
    /// Waits for the end of a child. Value: wait status.
    Wait { pid: i32 },
    /// `kill(2)`.
    Kill { pid: i32, signal: i32 },
    /// Writes one character to `/proc/sysrq-trigger`.
    SysRq { key: u8 },
    /// Switches the machine off; there is no answer.
    PowerOff,

    /// Waits for the operation that timed out before. Its reply is the reply to this one.
    Collect,
    /// `getpid(2)`.
    GetPid,
    /// `init_module(2)` with the bytes of a file.
    InsertModule { path: &'a str, params: &'a str },
    /// `delete_module(2)`.
    RemoveModule { name: &'a str, flags: u32 },
    /// Reads up to `max` bytes at `offset`.
    ReadFile { path: &'a str, offset: u64, max: u32 },
    /// Overwrites a file, or appends to it. A single `write(2)`, so that it also works in `/proc`.
    WriteFile { path: &'a str, data: &'a [u8], append: bool },
    /// `open(2)`; it stays open. Value: the descriptor.
    Open { path: &'a str, flags: u32 },
    /// Names in a folder, each terminated by NUL.
    ListDir { path: &'a str },
    /// `mkdir(2)`, mode 0755.
    Mkdir { path: &'a str },
    /// Unpacks an [archive](crate::cpio) of `length` bytes at `offset`, a multiple of [`PAGES`](crate::cpio::PAGES),
    /// in a file that can be mapped, such as the memory of a device. Value: how many entries it has.
    Unpack { path: &'a str, offset: u64, length: u64 },
    /// `socket(2)`.
    Socket { domain: i32, kind: i32, protocol: i32 },
    /// `bind(2)`.
    Bind { fd: i32, addr: &'a [u8] },
    /// `connect(2)`.
    Connect { fd: i32, addr: &'a [u8] },
    /// `getsockname(2)`. Data: the address.
    GetSockName { fd: i32 },
    /// `setsockopt(2)`.
    SetSockOpt { fd: i32, level: i32, name: i32, value: &'a [u8] },
    /// `getsockopt(2)` with a buffer of `max` bytes. Data: the option.
    GetSockOpt { fd: i32, level: i32, name: i32, max: u32 },
    /// `sendmsg(2)`.
    SendMsg { fd: i32, addr: Option<&'a [u8]>, flags: u32, data: &'a [u8], control: Control<'a> },
    /// The same message `count` times or until an error. Value: how many, flags: the errno.
    SendMany { fd: i32, addr: Option<&'a [u8]>, flags: u32, data: &'a [u8], count: u32 },
    /// `recvmsg(2)`. Value: its result, flags: `msg_flags`.
    RecvMsg { fd: i32, flags: u32, max: u32 },
    /// `poll(2)` on one descriptor. Flags: `revents`.
    Poll { fd: i32, events: u16, wait_ms: i32 },
    /// `close(2)`.
    Close { fd: i32 },
    /// Sleeps.
    Sleep { ms: u32 },
    /// `unshare(2)`.
    Unshare { flags: u64 },
    /// Takes the leak snapshot ([`crate::snapshot`]), or adds to it what exists now.
    TakeSnapshot,
    /// Compares the current state with it. Value: how many entries are new, data: a [`crate::snapshot::Report`] of
    /// them, control: for each of [`crate::snapshot::COUNTS`] the earlier and the current value, 8 bytes each.
    CompareSnapshot,
    /// Counts the objects of each cache ([`crate::objects`]). Data: a [`crate::snapshot::Report`] of the caches that
    /// have grown by at least `least`, with the growth as the place.
    CountObjects { least: u32 },
    /// Any system call with plain numbers, which are those of the guest's processor.
    Syscall { number: u64, args: [u64; 6] },
    /// `setns(2)`, whatever the namespace.
    SetNs { fd: i32 },
    /// `setresuid(-1, uid, -1)`.
    SetEffectiveUser { uid: u32 },
}

/// The result of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply<'a> {
    /// It returned.
    #[serde(borrow)]
    Done(Done<'a>),
    /// It has not returned in time, and continues (see [`Op::Collect`]).
    TimedOut(Stuck<'a>),
    /// The process ended during the operation.
    Died {
        /// Wait status, or -1 if it is not available.
        status: i32,
    },
    /// There is no such process, or only PID 1 can do this, or the request makes no sense.
    Refused,
}

/// The result of an operation that returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done<'a> {
    /// Result of the system call: negative is `-errno`.
    pub value: i64,
    /// A second number, if there is one: `msg_flags`, `revents`, …
    pub flags: u32,
    /// Bytes received or read.
    pub data: &'a [u8],
    /// Sender's address.
    pub from: &'a [u8],
    /// Control data received.
    pub control: &'a [u8],
}

/// Where a process is stuck, according to `/proc/PID/…`; empty if that is not available.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stuck<'a> {
    /// `stack`: needs CONFIG_STACKTRACE.
    pub stack: &'a [u8],
    /// `wchan`.
    pub wchan: &'a [u8],
    /// `syscall`.
    pub syscall: &'a [u8],
    /// `stat`.
    pub stat: &'a [u8],
}

impl<'a> From<Done<'a>> for Reply<'a> {
    fn from(done: Done<'a>) -> Self {
        Self::Done(done)
    }
}

impl Reply<'_> {
    /// A reply that is a single number.
    pub fn value(value: i64) -> Self {
        Self::Done(Done { value, ..Done::default() })
    }
}

/// Bytes that are not a message of this protocol, or a message that does not fit its buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Writes a message to `buffer`; returns its length.
pub fn encode<T: Serialize>(message: &T, buffer: &mut [u8]) -> Result<usize, Malformed> {
    postcard::to_slice(message, buffer).map(|bytes| bytes.len()).map_err(|_| Malformed)
}

/// Parses a message, which borrows from `bytes`.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Malformed> {
    postcard::from_bytes(bytes).map_err(|_| Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_request_comes_back_as_it_was() {
        let control = Control::Raw { pointer: u64::MAX, length: 7 };
        let op = Op::SendMsg { fd: 3, addr: Some(&[16, 0]), flags: 0x40, data: b"abc", control };
        let request = Request { seq: 9, who: 2, wait_ms: 5000, op };
        let mut buffer = [0; 100];
        let length = encode(&request, &mut buffer).unwrap();
        assert_eq!(decode::<Request>(&buffer[..length]), Ok(request.clone()));
        assert_eq!(encode(&request, &mut [0; 4]), Err(Malformed));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_decoder_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let _ = decode::<Request>(&bytes);
            let _ = decode::<Response>(&bytes);
        }
    }
}
