//! Scenarios of `gentable`: a table that changes while programs follow it. Its contract is
//! `kmods/gentable/gentable.h`.

use std::collections::BTreeMap;

use nlmatrix_wire::netlink::header::{NLM_F_DUMP_INTR, NLMSG_DONE};
use nlmatrix_wire::netlink::{Message, MessageBuilder, parse};

use super::contract::gentable as contract;
use super::definition::Scenario;
use super::genl::{self, ACK, DUMP, Family, REQUEST, get_family};
use super::socket::Socket;
use super::test::{errno_of, or_nothing};
use super::{Stop, Test};
use crate::guest::Errno;
use crate::guest::consts::{NETLINK_ADD_MEMBERSHIP, O_NONBLOCK};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "dump-interrupted",
        dump_interrupted,
        "a table that changes during a dump flags the right message",
    ),
    Scenario::new("dump-start", dump_start, "a dump begins where it is asked to, or is refused"),
    Scenario::new(
        "dump-busy",
        dump_busy,
        "a second dump on a socket while one is in progress fails with EBUSY",
    ),
    Scenario::new(
        "overrun-resync",
        overrun_resync,
        "after ENOBUFS, only a new dump brings a follower up to date",
    ),
    Scenario::new(
        "rmmod-during-dump",
        rmmod_during_dump,
        "an open socket does not pin a family, a dump does; a reload gives it another id",
    ),
];

const FAMILY: &str = contract::NAME;
const GROUP: &str = contract::GRP_NAME;
const ENTRIES: u32 = contract::ENTRIES;
const GET: u8 = contract::C_GET;
const SET: u8 = contract::C_SET;
const A_INDEX: u16 = contract::A_INDEX;
const A_VALUE: u16 = contract::A_VALUE;
const A_COUNT: u16 = contract::A_COUNT;
const SEQUENCE: u32 = 0x7ab1_e000;

/// Index → value.
type Table = BTreeMap<u32, u32>;

/// Entry `index + i` becomes `value + i`, for `count` of them.
fn set(socket: &Socket, id: u16, index: u32, value: u32, count: u32) -> Result<(), Stop> {
    let request = MessageBuilder::new(id, REQUEST | ACK, SEQUENCE).genl(SET, 1);
    let request = request.attr_u32(A_INDEX, index).attr_u32(A_VALUE, value);
    socket.tell(&request.attr_u32(A_COUNT, count).build())?;
    let received = socket.recv()?;
    let acked = parse(&received.data).messages.first().is_some_and(Message::is_ack);
    if acked { Ok(()) } else { Err(Stop::Broken("the table was not set".to_owned())) }
}

fn ask(socket: &Socket, id: u16, sequence: u32) -> Result<(), Stop> {
    socket.tell(&MessageBuilder::new(id, REQUEST | DUMP, sequence).genl(GET, 1).build())
}

fn entry(message: &Message) -> Option<(u32, u32)> {
    let (_, attrs) = message.genl()?;
    let of = |ty| attrs.clone().find(|attr| attr.ty() == ty).and_then(|attr| attr.u32());
    Some((of(A_INDEX)?, of(A_VALUE)?))
}

/// One part of a dump.
struct Part {
    entries: Vec<(u32, u32)>,
    /// For each message: is it flagged NLM_F_DUMP_INTR?
    interrupted: Vec<bool>,
    done: bool,
}

fn part(socket: &Socket) -> Result<Part, Stop> {
    let received = socket.recv()?;
    let messages = parse(&received.data).messages;
    Ok(Part {
        entries: messages.iter().filter_map(entry).collect(),
        interrupted: messages.iter().map(|it| it.header.flags & NLM_F_DUMP_INTR != 0).collect(),
        done: messages.last().is_some_and(|message| message.header.ty == NLMSG_DONE),
    })
}

/// A whole dump: the table, and whether it was interrupted.
fn dump(socket: &Socket, id: u16) -> Result<(Table, bool), Stop> {
    ask(socket, id, SEQUENCE)?;
    rest(socket)
}

/// The rest of a dump.
fn rest(socket: &Socket) -> Result<(Table, bool), Stop> {
    let (mut table, mut interrupted) = (Table::new(), false);
    loop {
        let part = part(socket)?;
        table.extend(part.entries);
        interrupted |= part.interrupted.contains(&true);
        if part.done {
            return Ok((table, interrupted));
        }
    }
}

/// The table changes between two parts: the flag is on the first message of the later one.
fn dump_interrupted(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let (reader, writer) = (genl::open(test, "reader")?, genl::open(test, "writer")?);
    let id = get_family(&reader, FAMILY)?.id;
    let (table, interrupted) = dump(&reader, id)?;
    test.check("an undisturbed dump: entries", ENTRIES, table.len());
    test.check("an undisturbed dump is flagged", false, interrupted);
    ask(&reader, id, SEQUENCE)?;
    set(&writer, id, 0, 1000, 1)?;
    let first = part(&reader)?;
    test.check("the first part is flagged", false, first.interrupted.contains(&true));
    test.check(
        "and has the old value",
        "0 of 0",
        or_nothing(first.entries.first().map(|(index, value)| format!("{value} of {index}"))),
    );
    let mut later = Vec::new();
    while !later.last().is_some_and(|part: &Part| part.done) {
        later.push(part(&reader)?);
    }
    let flagged = later.first().and_then(|part| part.interrupted.first().copied());
    test.check("the second part's first message is flagged", true, or_nothing(flagged));
    let flags = later.iter().flat_map(|part| &part.interrupted).filter(|flag| **flag).count();
    test.check("and no other message is", 1, flags);
    let (table, interrupted) = dump(&reader, id)?;
    test.check("dumped again it is consistent", false, interrupted);
    test.check("and has the new value", 1000, or_nothing(table.get(&0)));
    Ok(())
}

/// One dump at a time on a socket: the second is EBUSY, and the first continues.
fn dump_busy(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let reader = genl::open(test, "reader")?;
    let id = get_family(&reader, FAMILY)?.id;
    ask(&reader, id, SEQUENCE)?;
    ask(&reader, id, SEQUENCE + 1)?;
    let mut table: Table = part(&reader)?.entries.into_iter().collect();
    let received = reader.recv()?;
    let parsed = parse(&received.data);
    let Some(message) = parsed.messages.first() else {
        return Err(Stop::Broken("an empty datagram".to_owned()));
    };
    let errno = message.error().map_or("no error".to_owned(), |it| Errno(it.errno()).to_string());
    test.check("the second dump", "EBUSY", errno);
    test.check("its sequence", SEQUENCE + 1, message.header.seq);
    loop {
        let part = part(&reader)?;
        table.extend(part.entries);
        if part.done {
            break;
        }
    }
    test.check("the first one goes on to its end", ENTRIES, table.len());
    Ok(())
}

/// A dump begins where it is asked to; if it cannot begin, there is just an error (4.14).
fn dump_start(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let reader = genl::open(test, "reader")?;
    let id = get_family(&reader, FAMILY)?.id;
    let ask_from = |index| {
        let request = MessageBuilder::new(id, REQUEST | DUMP, SEQUENCE).genl(GET, 1);
        reader.tell(&request.attr_u32(A_INDEX, index).build())
    };
    ask_from(ENTRIES - 2)?;
    let (table, _) = rest(&reader)?;
    let indices: Vec<&u32> = table.keys().collect();
    test.check("entries from the last but one on", "[998, 999]", format!("{indices:?}"));
    ask_from(ENTRIES)?;
    let received = reader.recv()?;
    let parsed = parse(&received.data);
    let error = parsed.messages.first().and_then(Message::error);
    let errno = error.map_or("no error".to_owned(), |it| Errno(it.errno()).to_string());
    test.check("a dump from beyond the table", "ERANGE", errno);
    Ok(())
}

/// A follower that overruns stays wrong for good unless it makes a new dump.
fn overrun_resync(test: &mut Test) -> Result<(), Stop> {
    const FIRST: u32 = 5000;
    test.load()?;
    let (follower, writer) = (genl::open(test, "follower")?, genl::open(test, "writer")?);
    let family = get_family(&follower, FAMILY)?;
    join(&follower, &family)?;
    follower.set_rcvbuf(16384)?;
    let (mut table, _) = dump(&follower, family.id)?;
    set(&writer, family.id, 0, FIRST, ENTRIES)?;
    let errno = follow(&follower, &mut table)?;
    test.check("the follower is told of the overrun", "ENOBUFS", errno);
    let kernels: Table = (0..ENTRIES).map(|index| (index, FIRST + index)).collect();
    test.check("without a new dump it is right", false, table == kernels);
    let followed = table.iter().filter(|(index, value)| kernels.get(index) == Some(value)).count();
    test.figure("changes_followed_until_overrun", followed as f64);
    let (mut table, _) = dump(&follower, family.id)?;
    test.check_in("after a new dump it is right", true, table == kernels, &format!("{table:?}"));
    set(&writer, family.id, 7, 42, 1)?;
    let errno = follow(&follower, &mut table)?;
    test.check("and follows again without an error", "none", errno);
    test.check("what it then has at the changed entry", 42, or_nothing(table.get(&7)));
    let (fresh, _) = dump(&writer, family.id)?;
    test.check_in("the same as the kernel has", true, table == fresh, &format!("{table:?}"));
    Ok(())
}

fn join(socket: &Socket, family: &Family) -> Result<(), Stop> {
    let group = family.groups.get(GROUP).copied().unwrap_or_default();
    let joined = socket.set_netlink(NETLINK_ADD_MEMBERSHIP, group)?;
    joined.map_err(|errno| Stop::Broken(format!("joining group {group}: {errno:#}")))
}

/// Applies all queued changes; returns the error that came among them.
fn follow(socket: &Socket, table: &mut Table) -> Result<String, Stop> {
    let mut seen = "none".to_owned();
    loop {
        match socket.recv_now()? {
            Ok(received) => table.extend(parse(&received.data).messages.iter().filter_map(entry)),
            error if errno_of(&error) == "EAGAIN" => return Ok(seen),
            error => seen = errno_of(&error),
        }
    }
}

/// Sockets of a generic netlink family hold nothing, but a dump in progress does (3.11+).
fn rmmod_during_dump(test: &mut Test) -> Result<(), Stop> {
    let loader = test.load()?;
    let reader = genl::open(test, "reader")?;
    let id = get_family(&reader, FAMILY)?.id;
    ask(&reader, id, SEQUENCE)?;
    let refused = test.guest.on(loader).remove_module("gentable", O_NONBLOCK)?;
    test.check("rmmod during a dump", "EAGAIN", errno_of(&refused));
    test.arrived();
    while !part(&reader)?.done {}
    let done = test.guest.on(loader).remove_module("gentable", O_NONBLOCK)?;
    test.check("rmmod after it, with the socket open", "none", errno_of(&done));
    let gone = get_family(&reader, FAMILY).err().map_or(String::new(), |stop| stop.to_string());
    test.check_in("the family is unknown then", true, gone.contains("ENOENT"), &gone);
    reload(test, id)
}

/// A family that is registered again gets another id (5.1.15+; the same one in 2.6.33 to 5.0).
fn reload(test: &mut Test, old: u16) -> Result<(), Stop> {
    test.load()?;
    let socket = genl::open(test, "client")?;
    let id = get_family(&socket, FAMILY)?.id;
    test.check("the same id after a reload", false, id == old);
    Ok(())
}
