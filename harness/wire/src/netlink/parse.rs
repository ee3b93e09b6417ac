//! Messages of a datagram, walked as `NLMSG_OK` and `NLMSG_NEXT` do.
use super::attrs::Attrs;
use super::header::{GenlHdr, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NlMsgHdr, align};
use super::reply::{Done, ErrorReply};

/// One message, borrowed from the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The header; its `len` fits the input.
    pub header: NlMsgHdr,
    /// What follows the header, up to `nlmsg_len`, without the padding.
    pub payload: &'a [u8],
    /// The offset of the header in the input, in bytes.
    pub offset: usize,
}

impl<'a> Message<'a> {
    /// The payload as attributes (for families without a private header).
    #[must_use]
    pub fn attrs(&self) -> Attrs<'a> {
        Attrs::new(self.payload)
    }

    /// The payload as generic netlink: its header and the attributes after it.
    #[must_use]
    pub fn genl(&self) -> Option<(GenlHdr, Attrs<'a>)> {
        GenlHdr::parse(self.payload).map(|(header, rest)| (header, Attrs::new(rest)))
    }

    /// An `NLMSG_ERROR`; `None` for other types and below 4 bytes of payload.
    #[must_use]
    pub fn error(&self) -> Option<ErrorReply<'a>> {
        (self.header.ty == NLMSG_ERROR)
            .then(|| ErrorReply::parse(self.header.flags, self.payload))
            .flatten()
    }

    /// Whether this is an acknowledgement: an `NLMSG_ERROR` with code 0.
    #[must_use]
    pub fn is_ack(&self) -> bool {
        self.error().is_some_and(|error| error.is_ack())
    }

    /// An `NLMSG_DONE`; `None` for other types.
    #[must_use]
    pub fn done(&self) -> Option<Done<'a>> {
        (self.header.ty == NLMSG_DONE).then(|| Done::parse(self.header.flags, self.payload))
    }
}

/// Why the walk stopped before the end of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    /// Fewer bytes than a header.
    ShortHeader,
    /// `nlmsg_len` is smaller than the header. The kernel stops silently here.
    LenTooSmall(NlMsgHdr),
    /// `nlmsg_len` exceeds what is left: cut by a small buffer, or a false claim.
    Truncated(NlMsgHdr),
}

/// The messages of one datagram. Allocates one [`Message`] per 16 bytes of input at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed<'a> {
    /// The messages that fit, in order.
    pub messages: Vec<Message<'a>>,
    /// What is left over; empty if everything was walked.
    pub rest: &'a [u8],
    /// Why something is left over.
    pub leftover: Option<Leftover>,
}

/// Walks a datagram.
#[must_use]
pub fn parse(bytes: &[u8]) -> Parsed<'_> {
    let mut messages = Vec::new();
    let mut offset = 0;
    loop {
        let rest = bytes.get(offset..).unwrap_or_default();
        match take(rest, offset) {
            Ok(message) => {
                offset = offset.saturating_add(align(NLMSG_HDRLEN + message.payload.len()));
                messages.push(message);
            }
            Err(leftover) => {
                return Parsed { messages, rest, leftover };
            }
        }
    }
}

/// The message at the front of `rest`, or why there is none (`None`: nothing is left).
fn take(rest: &[u8], offset: usize) -> Result<Message<'_>, Option<Leftover>> {
    if rest.is_empty() {
        return Err(None);
    }
    let (header, body) = NlMsgHdr::parse(rest).ok_or(Some(Leftover::ShortHeader))?;
    let len = usize::try_from(header.len).unwrap_or(usize::MAX);
    let size = len.checked_sub(NLMSG_HDRLEN).ok_or(Some(Leftover::LenTooSmall(header)))?;
    let payload = body.get(..size).ok_or(Some(Leftover::Truncated(header)))?;
    Ok(Message { header, payload, offset })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::netlink::MessageBuilder;
    use rstest::rstest;

    #[rstest]
    #[case::empty(0, None)]
    #[case::short(1, Some(Leftover::ShortHeader))]
    #[case::short(15, Some(Leftover::ShortHeader))]
    fn short_input(#[case] len: usize, #[case] want: Option<Leftover>) {
        let bytes = vec![0; len];
        let parsed = parse(&bytes);
        assert_eq!((parsed.messages.len(), parsed.rest.len(), parsed.leftover), (0, len, want));
    }

    #[rstest]
    #[case::zero(0, 0)]
    #[case::below_header(15, 0)]
    #[case::header_only(16, 1)]
    #[case::exact(20, 1)]
    #[case::one_more(21, 0)]
    #[case::huge(u32::MAX, 0)]
    fn claimed_lengths(#[case] claim: u32, #[case] count: usize) {
        let bytes = MessageBuilder::new(16, 0, 1).payload(b"abcd").claim_len(claim).build();
        assert_eq!(parse(&bytes).messages.len(), count);
    }

    #[test]
    fn several_messages_with_padding() {
        let mut bytes = MessageBuilder::new(16, 2, 1).payload(b"abcde").build();
        bytes.extend(MessageBuilder::new(17, 2, 2).payload(b"x").no_padding().build());
        let parsed = parse(&bytes);
        let seen: Vec<_> = parsed.messages.iter().map(|m| (m.offset, m.payload)).collect();
        assert_eq!(seen, [(0, &b"abcde"[..]), (24, &b"x"[..])]);
        assert_eq!((parsed.rest, parsed.leftover), (&b""[..], None));
    }
}
