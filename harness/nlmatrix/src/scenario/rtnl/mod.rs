//! Route netlink as its users see it: requests, their answers, and dumps, in a network namespace of
//! one's own, which has `lo` and nothing else.

mod request;
mod words;

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::header::{NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR};
use nlmatrix_wire::netlink::{Message, parse};

use super::genl::{ACK, DUMP, REQUEST};
use super::socket::Socket;
use super::{Must, Stop, Test};
use crate::guest::consts::{CLONE_NEWNET, MSG_DONTWAIT, NETLINK_ROUTE};
use crate::guest::{Errno, Proc};
pub(super) use request::*;
pub(super) use words::SEQUENCE;
use words::{error, text_of, told};

/// Room for any datagram of a dump.
const ROOM: u32 = 48 << 10;

/// A socket of route netlink.
pub(super) struct Rtnl<'a> {
    /// The socket.
    pub socket: Socket<'a>,
    /// The index of `lo`: 1, but before 3.7 namespaces shared their numbers.
    pub lo: u32,
    guest: &'a crate::guest::Guest,
}

/// A process in a network namespace of its own, with its socket.
pub(super) fn alone<'a>(test: &Test<'a>, name: &str) -> Result<Rtnl<'a>, Stop> {
    let owner = test.process(name)?;
    test.guest.on(owner).unshare(CLONE_NEWNET).must("a network namespace")?;
    Rtnl::open(test, owner, 0)
}

impl<'a> Rtnl<'a> {
    /// A socket of the process `owner`, which hears the groups of these bits.
    pub fn open(test: &Test<'a>, owner: Proc, groups: u32) -> Result<Self, Stop> {
        let socket = Socket::open_in(test, owner, NETLINK_ROUTE, groups)?;
        let mut rtnl = Self { socket, lo: 0, guest: test.guest };
        rtnl.lo = rtnl.index_of("lo")?;
        Ok(rtnl)
    }

    /// Another socket of the same process, and so in the same namespaces.
    pub fn beside(&self, test: &Test<'a>, groups: u32) -> Result<Self, Stop> {
        let socket = Socket::open_in(test, self.socket.owner, NETLINK_ROUTE, groups)?;
        Ok(Self { socket, lo: self.lo, guest: self.guest })
    }

    /// Asks for `request`, and gives how it is acknowledged. What comes before that is passed over.
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

    /// Asks for what everything after it needs.
    pub fn must(&self, what: &str, request: &Request) -> Result<(), Stop> {
        self.ask(request)?.map_err(|errno| Stop::Broken(format!("{what}: {errno:#}")))
    }

    /// Brings `lo` up, which gives it 127.0.0.1/8.
    pub fn lo_up(&self) -> Result<(), Stop> {
        self.must("lo up", &set_up(self.lo))
    }

    /// A whole dump, read with all the room that there can be.
    pub fn dump(&self, request: &Request) -> Result<Dump, Stop> {
        self.start(request)?;
        self.rest(ROOM)
    }

    /// Asks for a dump: its first part is made before this returns.
    pub fn start(&self, request: &Request) -> Result<(), Stop> {
        self.socket.tell(&request.bytes(REQUEST | DUMP, SEQUENCE))
    }

    /// The next part of a dump, read with so much room.
    pub fn part(&self, room: u32) -> Result<Vec<u8>, Stop> {
        let on = self.guest.on(self.socket.owner);
        let received = on.recvmsg(self.socket.fd, MSG_DONTWAIT, room).must("a part of a dump")?;
        if received.is_truncated() {
            return Err(Stop::Broken(format!("{room} bytes are too few for a part of a dump")));
        }
        Ok(received.data)
    }

    /// What is left of a dump, read with so much room at a time.
    pub fn rest(&self, room: u32) -> Result<Dump, Stop> {
        let mut dump = Dump::default();
        while !dump.is_over() {
            dump.parts.push(self.part(room)?);
        }
        Ok(dump)
    }

    /// The index of the device of this name.
    pub fn index_of(&self, name: &str) -> Result<u32, Stop> {
        let links = self.dump(&all_of(GETLINK, AF_UNSPEC))?;
        let all = links.parts.iter().flat_map(|part| data_of(part));
        let mut named =
            all.filter(|it| text_of(it, LINK_HEADER, IFLA_IFNAME).as_deref() == Some(name));
        let index = named.next().and_then(|link| link.get(4..8)?.try_into().ok());
        let missing = || Stop::Broken(format!("there is no device {name}"));
        index.map(u32::from_guest).ok_or_else(missing)
    }

    /// The messages that come to the socket, in words, each as [`told`] puts it.
    pub fn heard(&self) -> Result<Vec<String>, Stop> {
        let mut heard = Vec::new();
        for received in self.socket.all()? {
            heard
                .extend(parse(&received.data).messages.iter().map(|it| told(it, self.socket.port)));
        }
        Ok(heard)
    }
}

/// What a dump gave, datagram by datagram.
#[derive(Default)]
pub(super) struct Dump {
    /// Its datagrams.
    pub parts: Vec<Vec<u8>>,
}

impl Dump {
    fn is_over(&self) -> bool {
        let last = self.parts.last().map(|part| parse(part).messages);
        let ends = |message: &Message| [NLMSG_DONE, NLMSG_ERROR].contains(&message.header.ty);
        last.is_some_and(|messages| messages.last().is_some_and(ends))
    }

    /// Why it ended, where not because all was told: an error, or what stands in NLMSG_DONE.
    pub fn errno(&self) -> Result<(), Errno> {
        let code = self.parts.last().and_then(|part| {
            let messages = parse(part).messages;
            let last = messages.last()?;
            error(last).or_else(|| Some(last.done()?.code?.saturating_abs()))
        });
        code.filter(|code| *code != 0).map_or(Ok(()), |code| Err(Errno(code)))
    }

    /// Where NLMSG_DONE came: `alone`, or `with the data`.
    pub fn done(&self) -> &'static str {
        let last = self.parts.last().map(|part| parse(part).messages.len());
        match last {
            Some(1) => "alone",
            Some(_) => "with the data",
            None => "never",
        }
    }

    /// The length of its largest datagram.
    pub fn largest(&self) -> usize {
        self.parts.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// How many entries it has.
    pub fn entries(&self) -> usize {
        self.parts.iter().map(|part| data_of(part).len()).sum()
    }

    /// Is a message flagged NLM_F_DUMP_INTR?
    pub fn is_interrupted(&self) -> bool {
        self.parts.iter().any(|part| is_interrupted(part))
    }

    /// The attribute `ty` of each entry, `header` bytes being before the attributes.
    pub fn texts(&self, header: usize, ty: u16) -> Vec<String> {
        let parts = self.parts.iter();
        parts.flat_map(|part| data_of(part)).filter_map(|it| text_of(&it, header, ty)).collect()
    }
}

/// Is a message of this part of a dump flagged NLM_F_DUMP_INTR?
pub(super) fn is_interrupted(part: &[u8]) -> bool {
    parse(part).messages.iter().any(|it| it.header.flags & NLM_F_DUMP_INTR != 0)
}

/// The payloads of a datagram's messages, but for the end of a dump and errors.
fn data_of(part: &[u8]) -> Vec<Vec<u8>> {
    let is_data = |it: &&Message| ![NLMSG_DONE, NLMSG_ERROR].contains(&it.header.ty);
    let messages = parse(part).messages;
    messages.iter().filter(is_data).map(|it| it.payload.to_vec()).collect()
}
