//! Messages of route netlink in words, as checks show them.

use nlmatrix_wire::netlink::header::{NLM_F_MULTI, NLMSG_DONE};
use nlmatrix_wire::netlink::{Attrs, Message, Number as _};

use super::request::*;
use crate::guest::Errno;

/// The number of every request: replies have it, notifications about others' requests do not.
pub(in crate::scenario) const SEQUENCE: u32 = 0x0051_1c00;

/// The code of an acknowledgement: 0 or an errno.
pub(in crate::scenario) fn error(message: &Message) -> Option<i32> {
    message.error().map(|error| error.errno())
}

/// The text in the attribute `ty`.
pub(in crate::scenario) fn text_of(payload: &[u8], header: usize, ty: u16) -> Option<String> {
    let mut attrs = Attrs::new(payload.get(header..)?);
    let attr = attrs.find(|attr| attr.ty() == ty)?;
    Some(String::from_utf8_lossy(attr.text()).into_owned())
}

/// The number in the attribute `ty`.
pub(in crate::scenario) fn number_of(payload: &[u8], header: usize, ty: u16) -> Option<u32> {
    Attrs::new(payload.get(header..)?).find(|attr| attr.ty() == ty)?.u32()
}

/// A message in words: its type, what it is about, and whose request it answers.
pub(in crate::scenario) fn told(message: &Message, own: u32) -> String {
    let header = message.header;
    let what = match error(message) {
        Some(0) => "ack".to_owned(),
        Some(code) => Errno(code).to_string(),
        None => named(header.ty, message.payload),
    };
    let whose = match (header.seq, header.pid) {
        (0, 0) => "of nobody",
        (SEQUENCE, port) if port == own => "of this socket",
        (SEQUENCE, _) => "of another",
        (0, _) => "of another, without its number",
        _ => "of another request",
    };
    let part = if header.flags & NLM_F_MULTI != 0 { ", a part" } else { "" };
    format!("{what} {whose}{part}")
}

/// The name of a message, and what it is about.
fn named(ty: u16, payload: &[u8]) -> String {
    let text = |header, attr| text_of(payload, header, attr).unwrap_or_default();
    let dotted = |header, attr| {
        let mut attrs = Attrs::new(payload.get(header..).unwrap_or(&[]));
        let found = attrs.find(|it| it.ty() == attr).map(|it| it.value.to_vec());
        let parts = found.unwrap_or_default();
        parts.iter().map(u8::to_string).collect::<Vec<_>>().join(".")
    };
    let flags =
        payload.get(8..).and_then(|it| it.first_chunk()).map_or(0, |it| u32::from_guest(*it));
    let up = if flags & IFF_UP != 0 { "up" } else { "down" };
    let number = |header, attr| number_of(payload, header, attr).unwrap_or_default();
    let whose = if payload.first() == Some(&AF_BRIDGE) { "bridge: " } else { "" };
    match ty {
        NEWLINK => format!("{whose}NEWLINK {} {up}", text(LINK_HEADER, IFLA_IFNAME)),
        DELLINK => format!("{whose}DELLINK {}", text(LINK_HEADER, IFLA_IFNAME)),
        NEWADDR => format!("NEWADDR {}", dotted(ADDRESS_HEADER, IFA_LOCAL)),
        DELADDR => format!("DELADDR {}", dotted(ADDRESS_HEADER, IFA_LOCAL)),
        NEWROUTE => format!("NEWROUTE {}", dotted(ROUTE_HEADER, RTA_DST)),
        DELROUTE => format!("DELROUTE {}", dotted(ROUTE_HEADER, RTA_DST)),
        NEWNEIGH => format!("NEWNEIGH {}", dotted(NEIGHBOUR_HEADER, NDA_DST)),
        DELNEIGH => format!("DELNEIGH {}", dotted(NEIGHBOUR_HEADER, NDA_DST)),
        NEWRULE => "NEWRULE".to_owned(),
        DELRULE => "DELRULE".to_owned(),
        NEWQDISC => format!("NEWQDISC {}", text(QDISC_HEADER, TCA_KIND)),
        DELQDISC => format!("DELQDISC {}", text(QDISC_HEADER, TCA_KIND)),
        NEWNEXTHOP => format!("NEWNEXTHOP {}", number(NEXTHOP_HEADER, NHA_ID)),
        DELNEXTHOP => format!("DELNEXTHOP {}", number(NEXTHOP_HEADER, NHA_ID)),
        NEWNSID => format!("NEWNSID {}", number(NSID_HEADER, NETNSA_NSID)),
        DELNSID => format!("DELNSID {}", number(NSID_HEADER, NETNSA_NSID)),
        NLMSG_DONE => "DONE".to_owned(),
        other => format!("type {other}"),
    }
}
