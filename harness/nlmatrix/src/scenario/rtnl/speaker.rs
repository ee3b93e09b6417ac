//! A socket that sends requests to the kernel: acknowledgements, dumps, and notifications.

use nlmatrix_wire::netlink::{Message, parse};

use super::dump::Dump;
use super::request::Request;
use super::words::{SEQUENCE, error, told};
use crate::guest::consts::MSG_DONTWAIT;
use crate::guest::{Errno, Proc};
use crate::scenario::genl::{ACK, DUMP, REQUEST};
use crate::scenario::socket::Socket;
use crate::scenario::{Must, Stop, Test};

/// Room for any datagram of a dump.
const ROOM: u32 = 48 << 10;

/// A socket of any netlink protocol whose requests have a header and attributes.
pub(in crate::scenario) struct Speaker<'a> {
    /// The socket.
    pub socket: Socket<'a>,
    pub(super) guest: &'a crate::guest::Guest,
}

impl<'a> Speaker<'a> {
    /// A socket of `protocol` in the process `owner`, which is a member of the groups of these bits.
    pub fn open(test: &Test<'a>, owner: Proc, protocol: i32, groups: u32) -> Result<Self, Stop> {
        let socket = Socket::open_in(test, owner, protocol, groups)?;
        Ok(Self { socket, guest: test.guest })
    }

    /// Sends `request`, and returns how it is acknowledged. Whatever comes before that is skipped.
    pub fn ask(&self, request: &Request) -> Result<Result<(), Errno>, Stop> {
        self.socket.tell(&request.bytes(REQUEST | ACK, SEQUENCE))?;
        loop {
            let received = self.socket.recv()?;
            let parsed = parse(&received.data);
            let code = parsed.messages.iter().find_map(error);
            if let Some(code) = code {
                return Ok(if code == 0 { Ok(()) } else { Err(Errno(code)) });
            }
        }
    }

    /// Sends a request that everything after it depends on.
    pub fn must(&self, what: &str, request: &Request) -> Result<(), Stop> {
        self.ask(request)?.map_err(|errno| Stop::Broken(format!("{what}: {errno:#}")))
    }

    /// A whole dump, read with the largest possible buffer.
    pub fn dump(&self, request: &Request) -> Result<Dump, Stop> {
        self.start(request)?;
        self.rest(ROOM)
    }

    /// Requests a dump: its first part is made before this returns.
    pub fn start(&self, request: &Request) -> Result<(), Stop> {
        self.socket.tell(&request.bytes(REQUEST | DUMP, SEQUENCE))
    }

    /// The next part of a dump, read with a buffer of this size.
    pub fn part(&self, room: u32) -> Result<Vec<u8>, Stop> {
        let on = self.guest.on(self.socket.owner);
        let received = on.recvmsg(self.socket.fd, MSG_DONTWAIT, room).must("a part of a dump")?;
        if received.is_truncated() {
            return Err(Stop::Broken(format!("{room} bytes are too few for a part of a dump")));
        }
        Ok(received.data)
    }

    /// The rest of a dump, read with a buffer of this size.
    pub fn rest(&self, room: u32) -> Result<Dump, Stop> {
        let mut dump = Dump::default();
        while !dump.is_over() {
            dump.parts.push(self.part(room)?);
        }
        Ok(dump)
    }

    /// The messages that arrive on the socket, in the words of [`told`].
    pub fn heard(&self) -> Result<Vec<String>, Stop> {
        self.heard_as(|message| told(message, self.socket.port))
    }

    /// The messages that arrive on the socket, in words of the caller's choice.
    pub fn heard_as(&self, words: impl Fn(&Message) -> String) -> Result<Vec<String>, Stop> {
        let mut heard = Vec::new();
        for received in self.socket.all()? {
            heard.extend(parse(&received.data).messages.iter().map(&words));
        }
        Ok(heard)
    }

    /// Sends a request that is answered with one message; returns its payload, or why there is none.
    pub fn get(&self, request: &Request) -> Result<Result<Vec<u8>, Errno>, Stop> {
        self.socket.tell(&request.bytes(REQUEST, SEQUENCE))?;
        let received = self.socket.recv()?;
        let parsed = parse(&received.data);
        let Some(message) = parsed.messages.first() else {
            return Err(Stop::Broken("an answer without a message".to_owned()));
        };
        let code = error(message).filter(|code| *code != 0);
        Ok(code.map_or_else(|| Ok(message.payload.to_vec()), |code| Err(Errno(code))))
    }
}
