//! A netlink socket in a process of the guest.

use std::time::Duration;

use super::{Must, Stop, Test};
use crate::guest::consts::{
    AF_NETLINK, MSG_DONTWAIT, POLLIN, SO_RCVBUF, SOCK_RAW, SOL_NETLINK, SOL_SOCKET,
};
use crate::guest::{Errno, Guest, NlAddr, Proc, Received};
use nlmatrix_wire::netlink::Number as _;

/// The largest datagram that is read.
const MAX: u32 = 32 << 10;
/// How long an expected answer may take, and how long silence has to last. Replies of in-kernel sockets are queued
/// before `sendmsg` returns (2.6.24+), so both are generous.
const PATIENCE: Duration = Duration::from_secs(2);
pub(super) const SILENCE: Duration = Duration::from_millis(200);

/// A bound netlink socket.
pub struct Socket<'a> {
    guest: &'a Guest,
    /// The process that owns it.
    pub owner: Proc,
    /// Its descriptor there.
    pub fd: i32,
    /// Its port id.
    pub port: u32,
}

impl<'a> Socket<'a> {
    /// Opens a socket of `protocol` in a new process `name`, and binds it to `groups`.
    pub fn open(test: &Test<'a>, name: &str, protocol: i32, groups: u32) -> Result<Self, Stop> {
        Self::open_in(test, test.process(name)?, protocol, groups)
    }

    /// Opens a socket of `protocol` in the process `owner`, and binds it to `groups`.
    pub fn open_in(test: &Test<'a>, owner: Proc, protocol: i32, groups: u32) -> Result<Self, Stop> {
        let opened = Self::try_in(test, owner, protocol, groups)?;
        opened.map_err(|errno| Stop::Broken(format!("socket: {errno:#}")))
    }

    /// The same for a protocol that need not exist.
    pub fn try_in(
        test: &Test<'a>,
        owner: Proc,
        protocol: i32,
        groups: u32,
    ) -> Result<Result<Self, Errno>, Stop> {
        Self::try_at(test, owner, protocol, NlAddr { pid: 0, groups })
    }

    /// The same, bound to a port that somebody else may have.
    pub fn try_at(
        test: &Test<'a>,
        owner: Proc,
        protocol: i32,
        addr: NlAddr,
    ) -> Result<Result<Self, Errno>, Stop> {
        let guest = test.guest;
        let fd = match guest.on(owner).socket(AF_NETLINK, SOCK_RAW, protocol)? {
            Ok(fd) => fd,
            Err(errno) => return Ok(Err(errno)),
        };
        match guest.on(owner).bind(fd, &addr.to_bytes())? {
            Err(errno) if addr.pid != 0 => return Ok(Err(errno)),
            bound => bound.map_err(|errno| Stop::Broken(format!("bind: {errno:#}")))?,
        };
        let name = guest.on(owner).getsockname(fd).must("getsockname")?;
        let port = NlAddr::from_bytes(&name).map_or(0, |addr| addr.pid);
        Ok(Ok(Self { guest, owner, fd, port }))
    }

    /// A socket that is already open in a process of the caller.
    pub fn adopt(test: &Test<'a>, owner: Proc, fd: i32) -> Self {
        Self { guest: test.guest, owner, fd, port: 0 }
    }

    /// Sends `message` to any address.
    pub fn send_to(&self, to: NlAddr, message: &[u8]) -> Result<Result<usize, Errno>, Stop> {
        Ok(self.guest.on(self.owner).send_to(self.fd, to, message)?)
    }

    /// Sends `message` to the kernel.
    pub fn send(&self, message: &[u8]) -> Result<Result<usize, Errno>, Stop> {
        Ok(self.guest.on(self.owner).send_to(self.fd, NlAddr::KERNEL, message)?)
    }

    /// Sends `message` to the kernel; a failure ends the scenario.
    pub fn tell(&self, message: &[u8]) -> Result<(), Stop> {
        let sent = self.send(message)?;
        sent.map(drop).map_err(|errno| Stop::Broken(format!("sendmsg: {errno:#}")))
    }

    /// The next datagram, if one arrives within `wait`.
    pub fn recv_within(&self, wait: Duration) -> Result<Option<Result<Received, Errno>>, Stop> {
        let ms = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
        let ready = self.guest.on(self.owner).poll(self.fd, POLLIN, ms).must("poll")?;
        if ready == 0 {
            return Ok(None);
        }
        Ok(Some(self.guest.on(self.owner).recvmsg(self.fd, MSG_DONTWAIT, MAX)?))
    }

    /// The next datagram, which has to arrive.
    pub fn recv(&self) -> Result<Received, Stop> {
        let received = self.recv_within(PATIENCE)?;
        let missing = || Stop::Hang(format!("no message came within {PATIENCE:?}"));
        received.ok_or_else(missing)?.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))
    }

    /// The next datagram; an empty one if none arrives, for callers to whom that is just another difference.
    pub fn recv_or_nothing(&self) -> Result<Received, Stop> {
        let received = self.recv_within(PATIENCE)?.unwrap_or_else(|| Ok(Received::default()));
        received.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))
    }

    /// Everything that is there, or arrives within the time that silence has to last.
    pub fn all(&self) -> Result<Vec<Received>, Stop> {
        let mut all = Vec::new();
        let mut next = self.recv_within(SILENCE)?;
        while let Some(Ok(received)) = next {
            all.push(received);
            next = Some(self.recv_now()?);
        }
        Ok(all)
    }

    /// Receives without waiting.
    pub fn recv_now(&self) -> Result<Result<Received, Errno>, Stop> {
        Ok(self.guest.on(self.owner).recvmsg(self.fd, MSG_DONTWAIT, MAX)?)
    }

    /// Receives the header of a datagram without waiting; the kernel discards the rest.
    pub fn recv_start(&self) -> Result<Result<Received, Errno>, Stop> {
        const HEADER: u32 = 16;
        Ok(self.guest.on(self.owner).recvmsg(self.fd, MSG_DONTWAIT, HEADER)?)
    }

    /// Closes it.
    pub fn close(self) -> Result<(), Stop> {
        self.guest.on(self.owner).close(self.fd).must("close")
    }

    /// Asks for a receive buffer of `bytes`; returns what the kernel made of it (twice as much).
    pub fn set_rcvbuf(&self, bytes: u32) -> Result<i32, Stop> {
        let on = self.guest.on(self.owner);
        on.setsockopt(self.fd, SOL_SOCKET, SO_RCVBUF, &bytes.to_guest()).must("SO_RCVBUF")?;
        on.getsockopt_int(self.fd, SOL_SOCKET, SO_RCVBUF).must("SO_RCVBUF")
    }

    /// Sets a numeric option of the level SOL_NETLINK.
    pub fn set_netlink(&self, option: i32, value: u32) -> Result<Result<(), Errno>, Stop> {
        let on = self.guest.on(self.owner);
        Ok(on.setsockopt(self.fd, SOL_NETLINK, option, &value.to_guest())?)
    }
}
