//! Sockets in a process of the guest.

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::proto::{Control, Op};

use super::actor::Actor;
use super::addr::NlAddr;
use super::answer::{Received, SentMany};
use super::consts::{AF_NETLINK, SOCK_RAW};
use super::error::Outcome;

impl Actor<'_> {
    /// `socket(2)`; returns the descriptor.
    pub fn socket(self, domain: i32, kind: i32, protocol: i32) -> Outcome<i32> {
        Ok(self.number(Op::Socket { domain, kind, protocol })?.map(|fd| fd as i32))
    }

    /// A raw netlink socket.
    pub fn netlink(self, protocol: i32) -> Outcome<i32> {
        self.socket(AF_NETLINK, SOCK_RAW, protocol)
    }

    /// `bind(2)`.
    pub fn bind(self, fd: i32, addr: &[u8]) -> Outcome<()> {
        self.done(Op::Bind { fd, addr })
    }

    /// `connect(2)`.
    pub fn connect(self, fd: i32, addr: &[u8]) -> Outcome<()> {
        self.done(Op::Connect { fd, addr })
    }

    /// `getsockname(2)`; returns the address.
    pub fn getsockname(self, fd: i32) -> Outcome<Vec<u8>> {
        self.data(Op::GetSockName { fd })
    }

    /// `setsockopt(2)`.
    pub fn setsockopt(self, fd: i32, level: i32, name: i32, value: &[u8]) -> Outcome<()> {
        self.done(Op::SetSockOpt { fd, level, name, value })
    }

    /// `setsockopt(2)` with an `int`.
    pub fn setsockopt_int(self, fd: i32, level: i32, name: i32, value: i32) -> Outcome<()> {
        self.setsockopt(fd, level, name, &value.to_guest())
    }

    /// `getsockopt(2)` with a buffer of `max` bytes.
    pub fn getsockopt(self, fd: i32, level: i32, name: i32, max: u32) -> Outcome<Vec<u8>> {
        self.data(Op::GetSockOpt { fd, level, name, max })
    }

    /// `getsockopt(2)` of an `int`; bytes that the kernel does not return count as zero.
    pub fn getsockopt_int(self, fd: i32, level: i32, name: i32) -> Outcome<i32> {
        let bytes = self.getsockopt(fd, level, name, 4)?;
        Ok(bytes.map(|bytes| {
            i32::from_guest(std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0)))
        }))
    }

    /// `sendmsg(2)`; returns how many bytes were sent.
    pub fn sendmsg(
        self,
        fd: i32,
        addr: Option<&[u8]>,
        flags: u32,
        data: &[u8],
        control: Control<'_>,
    ) -> Outcome<usize> {
        let op = Op::SendMsg { fd, addr, flags, data, control };
        Ok(self.number(op)?.map(|count| count as usize))
    }

    /// `sendmsg(2)` to a netlink address, without flags and control data.
    pub fn send_to(self, fd: i32, to: NlAddr, data: &[u8]) -> Outcome<usize> {
        self.sendmsg(fd, Some(&to.to_bytes()), 0, data, Control::None)
    }

    /// The same message `count` times, until an error.
    pub fn send_many(
        self,
        fd: i32,
        addr: Option<&[u8]>,
        flags: u32,
        data: &[u8],
        count: u32,
    ) -> Outcome<SentMany> {
        Ok(self.ask(Op::SendMany { fd, addr, flags, data, count })?.map(SentMany::from))
    }

    /// `recvmsg(2)` with a buffer of `max` bytes (at most 60 KiB).
    pub fn recvmsg(self, fd: i32, flags: u32, max: u32) -> Outcome<Received> {
        Ok(self.ask(Op::RecvMsg { fd, flags, max })?.map(Received::from))
    }

    /// `poll(2)` on one descriptor; returns `revents`, or 0 on timeout.
    pub fn poll(self, fd: i32, events: u16, wait_ms: i32) -> Outcome<u16> {
        Ok(self.ask(Op::Poll { fd, events, wait_ms })?.map(|answer| answer.flags as u16))
    }

    /// `close(2)`.
    pub fn close(self, fd: i32) -> Outcome<()> {
        self.done(Op::Close { fd })
    }
}
