//! Messages as they were received.

use nlmatrix_wire::netlink::header::{NLMSG_DONE, NLMSG_ERROR};
use nlmatrix_wire::netlink::{Attr, Attrs, NlMsgHdr, parse};

use crate::guest::Errno;
use crate::matrix::message::Family;

/// A received message, or what came instead of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Got {
    /// A message.
    Message(Message),
    /// Bytes that are not a message.
    Malformed(Vec<u8>),
    /// Receiving failed, because of an overrun.
    Failed(Errno),
}

/// A received message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub header: NlMsgHdr,
    pub payload: Vec<u8>,
}

impl Got {
    /// The messages of a datagram.
    pub fn of(datagram: &[u8]) -> Vec<Self> {
        let parsed = parse(datagram);
        let message = |it: &nlmatrix_wire::netlink::Message<'_>| {
            Self::Message(Message { header: it.header, payload: it.payload.to_vec() })
        };
        let mut all: Vec<Self> = parsed.messages.iter().map(message).collect();
        if parsed.leftover.is_some() {
            all.push(Self::Malformed(parsed.rest.to_vec()));
        }
        all
    }

    /// Does it answer the request with this number? A message without a number answers anything.
    pub fn answers(&self, sequence: u32) -> bool {
        match self {
            Self::Message(message) => message.header.seq == sequence,
            Self::Malformed(_) | Self::Failed(_) => true,
        }
    }
}

impl Message {
    /// The command of a generic netlink family, that of nfnetlink, or the type.
    pub fn command(&self, family: &Family) -> u16 {
        match family {
            Family::Generic(_) => self.payload.first().copied().map_or(0, u16::from),
            Family::Netfilter(_) => self.header.ty & 0xff,
            Family::Route | Family::Protocol(_) => self.header.ty,
        }
    }

    /// Is it one of netlink's own: an error, the end of a dump?
    pub fn is_netlinks_own(&self) -> bool {
        matches!(self.header.ty, NLMSG_ERROR | NLMSG_DONE)
    }

    /// Its attributes.
    pub fn attributes(&self, family: &Family) -> Vec<Attr<'_>> {
        Attrs::new(self.body(family)).collect()
    }

    /// What follows the headers.
    pub fn body(&self, family: &Family) -> &[u8] {
        self.payload.get(family.header(self.header.ty)..).unwrap_or_default()
    }
}
