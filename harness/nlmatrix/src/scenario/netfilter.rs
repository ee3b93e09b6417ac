//! nfnetlink: batches of nf_tables, and connections that are made and reported by conntrack.

use nlmatrix_wire::netlink::{AttrList, Message};

use super::definition::Scenario;
use super::genl::{ACK, REQUEST};
use super::rtnl::*;
use super::test::errno_of;
use super::{Stop, Test};
use crate::guest::Errno;
use crate::guest::consts::NETLINK_NETFILTER;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "nftables-batch",
        batch,
        "a batch with one bad message: every message is answered, and nothing is done",
    )
    .since("4.9")
    .with_modules(&["nf_tables"]),
    Scenario::new(
        "conntrack-events",
        events,
        "connections come and go: answers, the list, and notifications",
    )
    .since("4.9")
    .with_modules(&["nf_conntrack_netlink"]),
    Scenario::new(
        "conntrack-overrun",
        overrun,
        "a conntrack listener that does not keep up is overrun (ENOBUFS), and how it catches up",
    )
    .since("4.9")
    .with_modules(&["nf_conntrack_netlink"]),
];

/// `struct nfgenmsg`.
fn about(family: u8, subsystem: u16) -> [u8; 4] {
    let [high, low] = subsystem.to_be_bytes();
    [family, 0, high, low]
}

fn speaker<'a>(test: &Test<'a>, name: &str, groups: u32) -> Result<Speaker<'a>, Stop> {
    Speaker::open(test, process_alone(test, name)?, NETLINK_NETFILTER, groups)
}

// ------------------------------------------------------------------ nf_tables

const NFTABLES: u16 = 10;
const NEWTABLE: u16 = NFTABLES << 8;
const GETTABLE: u16 = NEWTABLE | 1;
const NEWCHAIN: u16 = NEWTABLE | 3;
const DELCHAIN: u16 = NEWTABLE | 5;
const NEWGEN: u16 = NEWTABLE | 15;
/// `NFNL_MSG_BATCH_BEGIN` and its end.
const BEGIN: u16 = 0x10;
const END: u16 = 0x11;
const GROUP_NFTABLES: u32 = 1 << 6;

fn table(name: &str) -> Request {
    const NAME: u16 = 1;
    Request::new(NEWTABLE, &about(AF_INET, 0)).flags(CREATE | EXCL).text(NAME, name)
}

fn chain(ty: u16, table: &str, name: &str) -> Request {
    const TABLE: u16 = 1;
    const NAME: u16 = 3;
    Request::new(ty, &about(AF_INET, 0)).text(TABLE, table).text(NAME, name)
}

/// A datagram with these requests, numbered from 1; the marks of a batch ask for no acknowledgement unless
/// `marks_acked`.
fn datagram(requests: &[Request], marks_acked: bool) -> Vec<u8> {
    let mark = |ty| Request::new(ty, &about(0, NFTABLES));
    let (begin, end) = (mark(BEGIN), mark(END));
    let of_mark = if marks_acked { REQUEST | ACK } else { REQUEST };
    let mut bytes = begin.bytes(of_mark, 0);
    for (number, request) in (1..).zip(requests) {
        bytes.extend(request.bytes(REQUEST | ACK, number));
    }
    bytes.extend(end.bytes(of_mark, requests.len() as u32 + 1));
    bytes
}

/// The acknowledgements that arrive, in order, each with the number of the message that it is about.
fn acknowledged(message: &Message) -> String {
    let code = error(message).map_or("no acknowledgement".to_owned(), |code| match code {
        0 => "ack".to_owned(),
        code => Errno(code).to_string(),
    });
    format!("{} {code}", message.header.seq)
}

/// What listeners receive, by type.
fn of_tables(message: &Message) -> String {
    match message.header.ty {
        NEWTABLE => "NEWTABLE".to_owned(),
        NEWCHAIN => "NEWCHAIN".to_owned(),
        NEWGEN => "NEWGEN".to_owned(),
        other => format!("type {other:#x}"),
    }
}

/// An acknowledgement is not a promise there: what was acknowledged may have been undone.
fn batch(test: &mut Test) -> Result<(), Stop> {
    let asker = speaker(test, "asker", 0)?;
    let listener = Speaker::open(test, asker.socket.owner, NETLINK_NETFILTER, GROUP_NFTABLES)?;
    let missing = || chain(DELCHAIN, "one", "missing");
    for (name, requests, answers, told) in [
        (
            "a good one",
            vec![table("one"), chain(NEWCHAIN, "one", "first").flags(CREATE)],
            "1 ack; 2 ack",
            "NEWTABLE; NEWCHAIN; NEWGEN",
        ),
        (
            "one with two bad messages",
            vec![table("two"), missing(), table("three"), missing(), table("four")],
            "1 ack; 2 ENOENT; 3 ack; 4 ENOENT; 5 ack",
            "",
        ),
        ("one that makes what is there", vec![table("two"), table("one")], "1 ack; 2 EEXIST", ""),
    ] {
        asker.socket.tell(&datagram(&requests, false))?;
        let heard = asker.heard_as(acknowledged)?;
        test.check(&format!("{name}: the answers"), answers, heard.join("; "));
        let heard = listener.heard_as(of_tables)?;
        test.check(&format!("{name}: told"), told, heard.join("; "));
    }
    // Only the end makes it a batch: without one nothing is done, and nothing is said about that.
    let whole = datagram(&[table("five")], false);
    asker.socket.tell(&whole[..whole.len() - 20])?;
    let heard = asker.heard_as(acknowledged)?;
    test.check("one without its end: the answers", "1 ack", heard.join("; "));
    test.check("tables that are there then", "one", tables(&asker)?);
    asker.socket.tell(&datagram(&[table("six")], true))?;
    let heard = asker.heard_as(acknowledged)?;
    test.check("marks that ask for an acknowledgement", "0 ack; 1 ack; 2 ack", heard.join("; "));
    outside(test, &asker)
}

/// What belongs in a batch is refused outside of one.
fn outside(test: &mut Test, asker: &Speaker) -> Result<(), Stop> {
    let answer = asker.ask(&table("seven"))?;
    test.check("a table without a batch", "EINVAL", errno_of(&answer));
    test.check("tables at the end", "one six", tables(asker)?);
    Ok(())
}

fn tables(asker: &Speaker) -> Result<String, Stop> {
    const NAME: u16 = 1;
    let list = asker.dump(&Request::new(GETTABLE, &about(AF_INET, 0)))?;
    Ok(list.texts(4, NAME).join(" "))
}

// ------------------------------------------------------------------ conntrack

const CONNTRACK: u16 = 1;
const NEW: u16 = CONNTRACK << 8;
const GET: u16 = NEW | 1;
const DELETE: u16 = NEW | 2;
/// The bits of `NFNLGRP_CONNTRACK_NEW` and `NFNLGRP_CONNTRACK_DESTROY`.
const GROUPS: u32 = 1 | 1 << 2;

const TUPLE_ORIG: u16 = 1;
const TUPLE_REPLY: u16 = 2;

/// The packets of UDP from one port to another of 10.0.0.1 and 10.0.0.2.
fn tuple(from: (u8, u16), to: (u8, u16)) -> AttrList {
    const UDP: u8 = 17;
    let address = |last| [10, 0, 0, last];
    let addresses = AttrList::new().bytes(1, &address(from.0)).bytes(2, &address(to.0));
    let ports = AttrList::new().bytes(1, &[UDP]);
    let ports = ports.bytes(2, &from.1.to_be_bytes()).bytes(3, &to.1.to_be_bytes());
    AttrList::new().nested(1, &addresses).nested(2, &ports)
}

/// About the connection from this port.
fn connection(ty: u16, port: u16) -> Request {
    let (from, to) = ((1, port), (2, 53));
    let request = Request::new(ty, &about(AF_INET, 0));
    let request = request.nested(TUPLE_ORIG, &tuple(from, to));
    if ty == NEW { request.nested(TUPLE_REPLY, &tuple(to, from)) } else { request }
}

/// A new one with a lifetime of ten minutes.
fn new_connection(port: u16) -> Request {
    const TIMEOUT: u16 = 7;
    connection(NEW, port).flags(CREATE | EXCL).attr(TIMEOUT, &600_u32.to_be_bytes())
}

fn of_connections(message: &Message) -> String {
    match (message.header.ty, message.header.flags & (CREATE | EXCL) != 0) {
        (NEW, true) => "NEW".to_owned(),
        (NEW, false) => "UPDATE".to_owned(),
        (DELETE, _) => "DESTROY".to_owned(),
        (other, _) => format!("type {other:#x}"),
    }
}

fn events(test: &mut Test) -> Result<(), Stop> {
    let asker = speaker(test, "asker", 0)?;
    let early = asker.ask(&new_connection(1000))?;
    test.check("before anybody listens, new: the answer", "none", errno_of(&early));
    let listener = Speaker::open(test, asker.socket.owner, NETLINK_NETFILTER, GROUPS)?;
    let without_timeout = connection(NEW, 1002).flags(CREATE);
    for (name, request, errno, told) in [
        ("new", new_connection(1001), "none", "NEW"),
        ("new again", new_connection(1001), "EEXIST", ""),
        ("without a timeout", without_timeout, "EINVAL", ""),
        ("gone", connection(DELETE, 1001), "none", "DESTROY"),
        ("gone again", connection(DELETE, 1001), "ENOENT", ""),
        // Since 5.19, a connection has room for events only if somebody was listening when it was made.
        ("gone that came before anybody listened", connection(DELETE, 1000), "none", ""),
    ] {
        let answer = asker.ask(&request)?;
        test.check(&format!("{name}: the answer"), errno, errno_of(&answer));
        let heard = listener.heard_as(of_connections)?;
        test.check(&format!("{name}: told"), told, heard.join("; "));
    }
    let left = asker.dump(&Request::new(GET, &about(AF_INET, 0)))?;
    test.check("connections that are left", 0, left.entries());
    Ok(())
}

/// What conntrackd and similar programs have to do: look at everything again.
fn overrun(test: &mut Test) -> Result<(), Stop> {
    const COUNT: u16 = 60;
    let asker = speaker(test, "asker", 0)?;
    let listener = Speaker::open(test, asker.socket.owner, NETLINK_NETFILTER, GROUPS)?;
    listener.socket.set_rcvbuf(4096)?;
    let requests = (0..COUNT).flat_map(|number| new_connection(2000 + number).bytes(REQUEST, 1));
    asker.socket.tell(&requests.collect::<Vec<u8>>())?;
    let first = listener.socket.recv_now()?;
    test.check("the first recv", "ENOBUFS", errno_of(&first));
    let old = listener.heard_as(of_connections)?;
    let all_new = !old.is_empty() && old.iter().all(|it| it == "NEW");
    test.check("then the old data", true, all_new && old.len() < usize::from(COUNT));
    let list = asker.dump(&Request::new(GET, &about(AF_INET, 0)))?;
    test.check("the list has all", COUNT, list.entries());
    asker.must("DELETE", &connection(DELETE, 2000))?;
    test.check(
        "what comes then is heard",
        "DESTROY",
        listener.heard_as(of_connections)?.join("; "),
    );
    asker.must("DELETE of all", &Request::new(DELETE, &about(AF_INET, 0)))?;
    let again = listener.socket.recv_now()?;
    test.check("all at once overruns it again", "ENOBUFS", errno_of(&again));
    Ok(())
}
