//! The result of a dump: its datagrams, where it ends, and what its messages say.

use nlmatrix_wire::netlink::header::{
    NLM_F_DUMP_FILTERED, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR,
};
use nlmatrix_wire::netlink::{Message, parse};

use super::words::{error, text_of};
use crate::guest::Errno;

/// The result of a dump, datagram by datagram.
#[derive(Default)]
pub(in crate::scenario) struct Dump {
    /// Its datagrams.
    pub parts: Vec<Vec<u8>>,
}

impl Dump {
    pub(super) fn is_over(&self) -> bool {
        let last = self.parts.last().map(|part| parse(part).messages);
        let ends = |message: &Message| [NLMSG_DONE, NLMSG_ERROR].contains(&message.header.ty);
        last.is_some_and(|messages| messages.last().is_some_and(ends))
    }

    /// Why it ended early: an error, or the one in NLMSG_DONE; `None` if it is complete.
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

    /// The payloads of its entries.
    pub fn payloads(&self) -> Vec<Vec<u8>> {
        self.parts.iter().flat_map(|part| data_of(part)).collect()
    }

    /// How many entries it has.
    pub fn entries(&self) -> usize {
        self.payloads().len()
    }

    /// Is a message flagged NLM_F_DUMP_INTR?
    pub fn is_interrupted(&self) -> bool {
        self.parts.iter().any(|part| is_interrupted(part))
    }

    /// Does every message say, by NLM_F_DUMP_FILTERED, that the dump is filtered?
    pub fn is_filtered(&self) -> bool {
        let messages = self.parts.iter().map(|part| parse(part).messages);
        let data = messages.flatten().filter(|it| it.header.ty != NLMSG_DONE);
        let flagged: Vec<bool> =
            data.map(|it| it.header.flags & NLM_F_DUMP_FILTERED != 0).collect();
        !flagged.is_empty() && flagged.iter().all(|flagged| *flagged)
    }

    /// The attribute `ty` of each entry; `header` bytes precede the attributes.
    pub fn texts(&self, header: usize, ty: u16) -> Vec<String> {
        self.payloads().iter().filter_map(|it| text_of(it, header, ty)).collect()
    }
}

/// Is a message of this part of a dump flagged NLM_F_DUMP_INTR?
pub(in crate::scenario) fn is_interrupted(part: &[u8]) -> bool {
    parse(part).messages.iter().any(|it| it.header.flags & NLM_F_DUMP_INTR != 0)
}

/// The payloads of a datagram's messages, except the end of the dump and errors.
fn data_of(part: &[u8]) -> Vec<Vec<u8>> {
    let is_data = |it: &&Message| ![NLMSG_DONE, NLMSG_ERROR].contains(&it.header.ty);
    let messages = parse(part).messages;
    messages.iter().filter(is_data).map(|it| it.payload.to_vec()).collect()
}
