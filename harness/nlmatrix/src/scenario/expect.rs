//! What a socket should receive, as checks that say what it received.

use nlmatrix_wire::netlink::parse;

use super::socket::{SILENCE, Socket};
use super::test::hex;
use super::{Stop, Test};
use crate::guest::{Errno, Received};

/// What a check observes for nothing, and for something.
const NOTHING: &str = "silence";
const MESSAGE: &str = "a message";

/// A complete message from the kernel.
pub(super) struct Reply<'r> {
    /// Its type.
    pub ty: u16,
    /// Its flags.
    pub flags: u16,
    /// Its sequence number.
    pub sequence: u32,
    /// The port that it names.
    pub port: u32,
    /// What follows the header.
    pub payload: &'r [u8],
}

impl Test<'_> {
    /// Checks that nothing arrives on `socket` for a while: silence is waited for, not assumed.
    pub(super) fn expect_silence(&mut self, name: &str, socket: &Socket) -> Result<(), Stop> {
        self.hear(name, NOTHING, socket)
    }

    /// Checks that something arrives on `socket`, whatever it is.
    pub(super) fn expect_message(&mut self, name: &str, socket: &Socket) -> Result<(), Stop> {
        self.hear(name, MESSAGE, socket)
    }

    fn hear(&mut self, name: &str, reference: &str, socket: &Socket) -> Result<(), Stop> {
        let heard = socket.recv_within(SILENCE)?;
        self.check(name, reference, told(heard));
        Ok(())
    }

    /// Checks the header and the payload of the first message in a datagram, each by a check whose name begins with
    /// `what`.
    pub(super) fn expect_reply(&mut self, what: &str, received: &Received, reply: &Reply) {
        let parsed = parse(&received.data);
        let Some(message) = parsed.messages.first() else { return };
        let (header, whole) = (message.header, reply.payload.len() + 16);
        let mut check = |part: &str, reference: u64, seen: u64| {
            self.check(&format!("{what} {part}"), reference, seen);
        };
        check("length", whole as u64, header.len.into());
        check("type", reply.ty.into(), header.ty.into());
        check("flags", reply.flags.into(), header.flags.into());
        check("sequence", reply.sequence.into(), header.seq.into());
        check("port", reply.port.into(), header.pid.into());
        self.check(&format!("{what} payload"), hex(reply.payload), hex(message.payload));
    }

    /// Checks what follows the header of the first message in a datagram.
    pub(super) fn expect_payload(&mut self, name: &str, received: &Received, payload: &[u8]) {
        let parsed = parse(&received.data);
        let seen = parsed.messages.first().map_or(&[][..], |message| message.payload);
        self.check(name, hex(payload), hex(seen));
    }
}

/// The transcript shows what arrived.
fn told(heard: Option<Result<Received, Errno>>) -> String {
    match heard {
        None => NOTHING.to_owned(),
        Some(Ok(_)) => MESSAGE.to_owned(),
        Some(Err(errno)) => errno.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_is_told() {
        assert_eq!(told(None), "silence");
        assert_eq!(told(Some(Ok(Received::default()))), "a message");
        assert_eq!(told(Some(Err(Errno(105)))), "ENOBUFS");
    }
}
