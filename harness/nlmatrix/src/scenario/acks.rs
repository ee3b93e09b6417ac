//! The formats of ACKs and errors, and what the generic netlink controller says about itself.

use nlmatrix_wire::netlink::header::{
    NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP,
};
use nlmatrix_wire::netlink::{Message, MessageBuilder, parse};

use super::definition::Scenario;
use super::genl::{self, ACK, CONTROLLER, REQUEST, get_family};
use super::socket::Socket;
use super::test::{hex, or_nothing};
use super::{Stop, Test};
use crate::guest::Errno;
use crate::guest::consts::{NETLINK_CAP_ACK, NETLINK_EXT_ACK};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "error-size",
        error_size,
        "length and flags of an error reply: capped, full, and with extended ACK",
    ),
    Scenario::new(
        "controller",
        controller,
        "what the controller nlctrl reports about itself: version, commands, policies, and what starts a dump",
    ),
];

const GETFAMILY: u8 = 3;
const GETPOLICY: u8 = 10;
const ATTR_FAMILY_ID: u16 = 1;
const ATTR_FAMILY_NAME: u16 = 2;
const ATTR_POLICY: u16 = 8;
const SEQUENCE: u32 = 0x5eed_0001;
/// A family id that no kernel assigns: ids end at 1023.
const NO_FAMILY: u16 = 1024;
/// `NLM_F_ROOT` and `NLM_F_MATCH`.
const ROOT: u16 = 0x100;
const MATCH: u16 = 0x200;

/// The length of an error, capped or not, and its flags.
fn error_size(test: &mut Test) -> Result<(), Stop> {
    if !genl::is_there(test)? {
        return Ok(());
    }
    let socket = genl::open(test, "client")?;
    let request = MessageBuilder::new(NO_FAMILY, REQUEST, SEQUENCE).genl(1, 1);
    let request = request.attr_bytes(1, &[0xa5; 60]).build();
    test.check("request length", 84, request.len());
    let error = refuse(&socket, &request)?;
    test.check("error length", request.len() + 20, error.len());
    test.check("it echoes the whole request", hex(&request), hex(error.get(20..).unwrap_or(&[])));
    test.check("error flags", "0x0", flags_of(&error));
    if socket.set_netlink(NETLINK_CAP_ACK, 1)?.is_ok() {
        let capped = refuse(&socket, &request)?;
        test.check("length with NETLINK_CAP_ACK", 36, capped.len());
        test.check("flags with NETLINK_CAP_ACK", format!("{NLM_F_CAPPED:#x}"), flags_of(&capped));
        let echoed = hex(capped.get(20..36).unwrap_or(&[]));
        test.check("it echoes the header", hex(&request[..16]), echoed);
    } else {
        test.check("length with NETLINK_CAP_ACK", 36, "no such option");
    }
    explained(test)
}

/// NETLINK_EXT_ACK: the error says which attribute is wrong (4.12+).
fn explained(test: &mut Test) -> Result<(), Stop> {
    let socket = genl::open(test, "asker")?;
    let set = socket.set_netlink(NETLINK_EXT_ACK, 1)?;
    test.check("NETLINK_EXT_ACK", "none", super::test::errno_of(&set));
    // A name without its NUL: the policy of the controller refuses it.
    let request = MessageBuilder::new(CONTROLLER, REQUEST, SEQUENCE).genl(GETFAMILY, 2);
    let request = request.attr_bytes(ATTR_FAMILY_NAME, &[b'x'; 40]).build();
    let error = refuse(&socket, &request)?;
    if set.is_err() {
        return Ok(());
    }
    let parsed = parse(&error);
    let reply = parsed.messages.first().and_then(Message::error);
    let (errno, offset, flagged) = reply.map_or((0, None, false), |reply| {
        let flags = parsed.messages[0].header.flags;
        (reply.errno(), reply.extack.offs, flags & NLM_F_ACK_TLVS != 0)
    });
    test.check("a name without NUL", "EINVAL", Errno(errno));
    test.check("the error has attributes", true, flagged);
    // The attribute follows both headers.
    test.check("offset of the attribute", 20, or_nothing(offset));
    Ok(())
}

/// The bytes of the one error that `request` is answered with.
fn refuse(socket: &Socket, request: &[u8]) -> Result<Vec<u8>, Stop> {
    socket.tell(request)?;
    let received = socket.recv()?;
    let is_error = parse(&received.data).messages.first().is_some_and(|it| it.error().is_some());
    if is_error { Ok(received.data) } else { Err(Stop::Broken("no NLMSG_ERROR came".to_owned())) }
}

fn flags_of(message: &[u8]) -> String {
    let flags = parse(message).messages.first().map_or(0, |message| message.header.flags);
    format!("{flags:#x}")
}

/// nlctrl about itself: its family, policies (5.8+), and what starts a dump.
fn controller(test: &mut Test) -> Result<(), Stop> {
    if !genl::is_there(test)? {
        return Ok(());
    }
    let socket = genl::open(test, "client")?;
    let family = get_family(&socket, "nlctrl")?;
    test.check("id", CONTROLLER, family.id);
    test.check("version", 2, family.version);
    test.check("commands", "[3, 10]", format!("{:?}", family.ops.keys().collect::<Vec<_>>()));
    let groups: Vec<_> = family.groups.iter().collect();
    test.check("groups", "[(\"notify\", 16)]", format!("{groups:?}"));
    let wrong_version = MessageBuilder::new(CONTROLLER, REQUEST, SEQUENCE).genl(GETFAMILY, 99);
    let answer = first(&socket, &by_name(wrong_version).build())?;
    test.check("a wrong version is not looked at", "answered", answer);
    dumps(test)?;
    acked_without_request(test, &socket)
}

fn by_name(request: MessageBuilder) -> MessageBuilder {
    request.attr_str(ATTR_FAMILY_NAME, "nlctrl")
}

/// `answered`, the errno, or `silence`.
fn first(socket: &Socket, request: &[u8]) -> Result<String, Stop> {
    socket.tell(request)?;
    let Some(received) = socket.recv_within(std::time::Duration::from_secs(1))? else {
        return Ok("silence".to_owned());
    };
    let received = received.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))?;
    let parsed = parse(&received.data);
    let Some(message) = parsed.messages.first() else { return Ok("nothing".to_owned()) };
    Ok(match message.error() {
        Some(error) if error.is_ack() => "ack".to_owned(),
        Some(error) => Errno(error.errno()).to_string(),
        None => "answered".to_owned(),
    })
}

/// Since 3.11 a dump takes both bits (before, either was enough); since 6.9 it ends in the datagram of its last part.
fn dumps(test: &mut Test) -> Result<(), Stop> {
    for (name, bit) in [("NLM_F_ROOT alone", ROOT), ("NLM_F_MATCH alone", MATCH)] {
        // Each has a socket of its own: if it starts a dump, the rest of that is still to come.
        let socket = genl::open(test, name)?;
        let request = MessageBuilder::new(CONTROLLER, REQUEST | bit, SEQUENCE).genl(GETFAMILY, 2);
        socket.tell(&by_name(request).build())?;
        let received = socket.recv()?;
        let flags = flags_of(&received.data);
        test.check(&format!("{name} is no dump: flags"), "0x0", flags);
    }
    let socket = genl::open(test, "dumper")?;
    let request = MessageBuilder::new(CONTROLLER, REQUEST | genl::DUMP, SEQUENCE);
    let parts = dump(&socket, &request.genl(GETFAMILY, 2).build())?;
    let named = |part: &[u8]| part.windows(7).any(|bytes| bytes == b"nlctrl\0");
    test.check_in(
        "the dump of families has nlctrl",
        true,
        parts.iter().any(|part| named(part)),
        &format!("{} datagrams", parts.len()),
    );
    let last = parts.last().map_or(0, |part| parse(part).messages.len());
    test.check("NLMSG_DONE comes with the last family", true, last > 1);
    let request = MessageBuilder::new(CONTROLLER, REQUEST | genl::DUMP, SEQUENCE);
    let request = request.genl(GETPOLICY, 2).attr_u16(ATTR_FAMILY_ID, CONTROLLER);
    let parts = dump(&socket, &request.build())?;
    let policies = parts.iter().any(|part| {
        let messages = parse(part).messages;
        let mut attrs = messages.iter().filter_map(Message::genl).flat_map(|(_, attrs)| attrs);
        attrs.any(|attr| attr.ty() == ATTR_POLICY)
    });
    test.check("GETPOLICY dumps policies", true, policies);
    Ok(())
}

/// The datagrams of a dump up to its NLMSG_DONE, or to an error.
fn dump(socket: &Socket, request: &[u8]) -> Result<Vec<Vec<u8>>, Stop> {
    let mut parts = Vec::new();
    socket.tell(request)?;
    loop {
        let received = socket.recv()?;
        let last = parse(&received.data).messages.last().map_or(NLMSG_DONE, |it| it.header.ty);
        parts.push(received.data);
        if matches!(last, NLMSG_DONE | NLMSG_ERROR) {
            return Ok(parts);
        }
    }
}

/// What is not a request is not dispatched, but is acknowledged on demand.
fn acked_without_request(test: &mut Test, socket: &Socket) -> Result<(), Stop> {
    let control = MessageBuilder::new(NLMSG_NOOP, REQUEST | ACK, SEQUENCE).build();
    let answer = first(socket, &control)?;
    test.check("NLMSG_NOOP with NLM_F_ACK", "ack", answer);
    let silent = MessageBuilder::new(NLMSG_NOOP, REQUEST, SEQUENCE).build();
    socket.tell(&silent)?;
    test.expect_silence("NLMSG_NOOP without it: silence", socket)?;
    Ok(())
}
