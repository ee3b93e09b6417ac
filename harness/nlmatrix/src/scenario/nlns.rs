//! Scenarios of `nlns`: kernel sockets of network namespaces. Its contract is `kmods/nlns/nlns.h`.

use nlmatrix_wire::netlink::{Message, MessageBuilder, Number as _, parse};

use super::contract::nlns as contract;
use super::definition::Scenario;
use super::genl::REQUEST;
use super::rtnl::process_alone;
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::Proc;
use crate::guest::consts::{AF_NETLINK, NETLINK_ADD_MEMBERSHIP, O_NONBLOCK, SOCK_RAW};

/// The scenarios of this file. Network namespaces can be combined with sysfs from 2.6.29 on (net/Kconfig, NET_NS).
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "netns-kernel-socket",
        kernel_socket,
        "with a kernel socket in each network namespace all of them answer, with one only the first does",
    )
    .since("2.6.29"),
    Scenario::new(
        "netns-module-reload",
        reload,
        "a module is loaded and unloaded while namespaces exist, and they have its protocol in between",
    )
    .since("2.6.29"),
];

const EACH: i32 = contract::PROTO_EACH;
const FIRST: i32 = contract::PROTO_FIRST;
const HELLO: u16 = contract::MSG_HELLO;
const GREET: u16 = contract::MSG_GREET;
const SEQUENCE: u32 = 0x0015_1500;

fn request(ty: u16) -> Vec<u8> {
    MessageBuilder::new(ty, REQUEST, SEQUENCE).build()
}

/// `namespace 1, request 2`, or what came instead.
fn told(message: Option<&Message>) -> String {
    let Some(message) = message else { return "nothing".to_owned() };
    let number = |at: usize| {
        let bytes = message.payload.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_guest(bytes))
    };
    match (number(0), number(4), message.header.seq == SEQUENCE && message.header.pid == 0) {
        (Some(namespace), Some(request), true) => {
            format!("namespace {namespace}, request {request}")
        }
        _ => format!("a message of type {:#x}", message.header.ty),
    }
}

/// The answer to HELLO by a new socket of `protocol`, or why it could not be sent.
fn asked(test: &Test, owner: Proc, protocol: i32) -> Result<String, Stop> {
    let socket = match Socket::try_in(test, owner, protocol, 0)? {
        Ok(socket) => socket,
        Err(errno) => return Ok(format!("no socket: {errno}")),
    };
    let sent = socket.send(&request(HELLO))?;
    let answer = match sent {
        Ok(_) => heard(&socket)?,
        Err(_) => errno_of(&sent),
    };
    socket.close()?;
    Ok(answer)
}

/// The next message that arrives on a socket, if any does.
fn heard(socket: &Socket) -> Result<String, Stop> {
    let received = socket.all()?;
    let data = received.first().map(|it| it.data.as_slice()).unwrap_or_default();
    Ok(told(parse(data).messages.first()))
}

/// A module that containers should reach needs one socket in each namespace.
fn kernel_socket(test: &mut Test) -> Result<(), Stop> {
    let here = test.process("here")?;
    let early = process_alone(test, "early")?;
    test.load()?;
    let late = process_alone(test, "late")?;
    for (name, owner, number) in [
        ("the first namespace", here, 0),
        ("one from before", early, 1),
        ("one from after", late, 2),
    ] {
        let reference = format!("namespace {number}, request 1");
        test.check(&format!("{name}: its own socket"), reference, asked(test, owner, EACH)?);
    }
    for (name, owner, reference) in [
        ("the first namespace", here, "namespace 0, request 2"),
        ("one from before", early, "ECONNREFUSED"),
        ("one from after", late, "ECONNREFUSED"),
    ] {
        test.check(&format!("{name}: the first's socket"), reference, asked(test, owner, FIRST)?);
    }
    groups(test, here, early)?;
    test.check("namespaces with a socket", "3", test.parameter("nlns", "namespaces")?);
    test.guest.end(late).must("the end of the process in the last namespace")?;
    let left = test.settled_parameter("nlns", "namespaces", "2")?;
    test.check("when one has ended", "2", left);
    Ok(())
}

/// What is multicast in one namespace is received there.
fn groups(test: &mut Test, here: Proc, elsewhere: Proc) -> Result<(), Stop> {
    let mut members = Vec::new();
    for (owner, protocol) in [(here, EACH), (elsewhere, EACH), (here, FIRST), (elsewhere, FIRST)] {
        members.push(Socket::open_in(test, owner, protocol, 0)?);
        let joined =
            members[members.len() - 1].set_netlink(NETLINK_ADD_MEMBERSHIP, contract::GROUP)?;
        joined.map_err(|errno| Stop::Broken(format!("joining the group: {errno:#}")))?;
    }
    for (name, teller, references) in [
        ("told elsewhere", 1, ["nothing", "namespace 1, request 2", "nothing", "nothing"]),
        ("told by the first's", 2, ["nothing", "nothing", "namespace 0, request 3", "nothing"]),
    ] {
        members[teller].tell(&request(GREET))?;
        let places = ["here", "elsewhere", "here, of the first's", "elsewhere, of the first's"];
        for ((member, place), reference) in members.iter().zip(places).zip(references) {
            test.check(&format!("{name}: {place}"), reference, heard(member)?);
        }
    }
    members.into_iter().try_for_each(Socket::close)
}

/// Namespaces that live longer than the module.
fn reload(test: &mut Test) -> Result<(), Stop> {
    let loader = test.process("loader")?;
    let elsewhere = process_alone(test, "elsewhere")?;
    test.check("before: a socket", "no socket: EPROTONOSUPPORT", asked(test, elsewhere, EACH)?);
    for time in ["first", "second"] {
        test.load_by(loader)?;
        let reference = "namespace 1, request 1";
        test.check(&format!("the {time} time: a socket"), reference, asked(test, elsewhere, EACH)?);
        let on = test.guest.on(elsewhere);
        let fd = on.socket(AF_NETLINK, SOCK_RAW, EACH).must("socket")?;
        let refused = test.guest.on(loader).remove_module("nlns", O_NONBLOCK)?;
        test.check(
            &format!("the {time} time: rmmod with a socket open"),
            "EAGAIN",
            errno_of(&refused),
        );
        on.close(fd).must("close")?;
        let removed = test.guest.on(loader).remove_module("nlns", O_NONBLOCK)?;
        test.check(&format!("the {time} time: rmmod without"), "none", errno_of(&removed));
        let gone = asked(test, elsewhere, EACH)?;
        test.check(&format!("the {time} time: then a socket"), "no socket: EPROTONOSUPPORT", gone);
    }
    Ok(())
}
