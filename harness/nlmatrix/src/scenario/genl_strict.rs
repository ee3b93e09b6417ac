//! How strictly generic netlink validates requests, and joining every group at once.

use std::time::Duration;

use nlmatrix_wire::netlink::{AttrList, GenlHdr, MessageBuilder, parse};

use super::contract::genlecho as contract;
use super::definition::Scenario;
use super::genl::{self, REQUEST, get_family, text};
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::consts::{AF_NETLINK, NETLINK_GENERIC, SOCK_RAW};
use crate::guest::{Creds, Errno, NlAddr};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("strictness", strictness, "how strictly a generic netlink request is validated"),
    Scenario::new(
        "genl-bind-all-groups",
        bind_all_groups,
        "what root and an ordinary user receive after binding to nl_groups = 0xffffffff, as the tutorial does",
    ),
];

const FAMILY: &str = contract::NAME;
const ECHO: u8 = contract::C_ECHO;
const GREET: u8 = contract::C_GREET;
const A_MSG: u16 = contract::A_MSG;
const A_INDEX: u16 = contract::A_INDEX;
const SEQUENCE: u32 = 0x57_21c7;
/// A header flag that ECHO has no use for.
const NLM_F_ATOMIC: u16 = 0x400;

/// The answer to each sloppy request.
fn strictness(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = genl::open(test, "client")?;
    let id = get_family(&socket, FAMILY)?.id;
    let plain = |flags| MessageBuilder::new(id, REQUEST | flags, SEQUENCE).genl(ECHO, 1);
    let echo = |flags| plain(flags).attr_str(A_MSG, "x");
    let reserved = GenlHdr { cmd: ECHO, version: 1, reserved: 7 };
    let reserved = MessageBuilder::new(id, REQUEST, SEQUENCE).genl_hdr(reserved);
    let any_version = MessageBuilder::new(id, REQUEST, SEQUENCE).genl(ECHO, 200);
    let nested = AttrList::new().u32(A_INDEX, 1);
    let cases = [
        ("a plain request", echo(0).build(), "answered"),
        ("a version that there is not", any_version.attr_str(A_MSG, "x").build(), "answered"),
        ("reserved bytes that are not zero", reserved.attr_str(A_MSG, "x").build(), "EINVAL"),
        ("a flag that is not for requests", echo(NLM_F_ATOMIC).build(), "EINVAL"),
        ("a number too long", echo(0).attr_bytes(A_INDEX, &[0; 8]).build(), "EINVAL"),
        ("bytes after the last attribute", echo(0).payload(&[0; 2]).build(), "EINVAL"),
        (
            "a nested attribute where none belongs",
            echo(0).nested(A_INDEX, &nested).build(),
            "EINVAL",
        ),
        ("the same attribute twice", echo(0).attr_str(A_MSG, "y").build(), "answered"),
    ];
    for (name, message, expected) in cases {
        socket.tell(&message)?;
        let seen = first(&socket)?;
        test.check(name, expected, seen);
    }
    Ok(())
}

/// `answered`, the errno, or `silence`.
fn first(socket: &Socket) -> Result<String, Stop> {
    let Some(received) = socket.recv_within(Duration::from_secs(1))? else {
        return Ok("silence".to_owned());
    };
    let received = received.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))?;
    let parsed = parse(&received.data);
    let error = parsed.messages.first().and_then(|message| message.error());
    Ok(error.map_or("answered".to_owned(), |error| Errno(error.errno()).to_string()))
}

/// `nl_groups = 0xffffffff`, as the tutorial binds.
fn bind_all_groups(test: &mut Test) -> Result<(), Stop> {
    const ALL: NlAddr = NlAddr { pid: 0, groups: u32::MAX };
    test.load()?;
    let speaker = genl::open(test, "speaker")?;
    let family = get_family(&speaker, FAMILY)?;
    let group = family.groups.values().next().copied().unwrap_or_default();
    test.check_in(
        "the group is among the first 32",
        true,
        (1..=32).contains(&group),
        &group.to_string(),
    );
    let listener = test.process("listener")?;
    let on = test.guest.on(listener);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC).must("socket")?;
    let bound = on.bind(fd, &ALL.to_bytes())?;
    test.check("root binds to all groups", "none", errno_of(&bound));
    let request = MessageBuilder::new(family.id, REQUEST, SEQUENCE).genl(GREET, 1).build();
    speaker.tell(&request)?;
    let socket = Socket::adopt(test, listener, fd);
    let heard = bound.is_ok().then(|| socket.recv()).transpose()?;
    let heard = heard.map_or(String::new(), |received| {
        let parsed = parse(&received.data);
        let genl = parsed.messages.first().and_then(|message| message.genl());
        let said = genl.and_then(|(_, mut attrs)| attrs.find(|attr| attr.ty() == A_MSG));
        said.map_or(String::new(), |attr| text(attr.value))
    });
    test.check("and hears the greeting", "Greeting from kernel!", heard);
    unprivileged(test, ALL, group)
}

/// A user may join this family's group; whether joining all works depends on what others guard.
fn unprivileged(test: &mut Test, all: NlAddr, group: u32) -> Result<(), Stop> {
    let user = test.guest.process("user", Creds::User { uid: 1000, gid: 1000 })?;
    let on = test.guest.on(user);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC).must("socket")?;
    let bound = on.bind(fd, &all.to_bytes())?;
    test.check("a user binds to all groups", "EPERM", errno_of(&bound));
    let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC).must("socket")?;
    let ours = NlAddr { pid: 0, groups: 1_u32.checked_shl(group - 1).unwrap_or_default() };
    let bound = on.bind(fd, &ours.to_bytes())?;
    test.check("a user binds to this family's group", "none", errno_of(&bound));
    Ok(())
}
