//! What the kernel says about sockets and about mistakes: its list of netlink sockets, and extended ACKs.

use nlmatrix_wire::netlink::header::NLM_F_ACK_TLVS;
use nlmatrix_wire::netlink::{Attrs, Number as _, guest_abi, parse};

use super::definition::Scenario;
use super::genl::{ACK, REQUEST};
use super::rtnl::*;
use super::socket::Socket;
use super::test::errno_of;
use super::{Stop, Test};
use crate::guest::consts::{AF_NETLINK, NETLINK_EXT_ACK, NETLINK_SOCK_DIAG, NETLINK_USERSOCK};
use crate::guest::{Creds, Errno};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "netlink-diag",
        diag,
        "the list of netlink sockets: their ports, groups and network namespaces",
    )
    .since("3.10")
    .with_modules(&["netlink_diag"]),
    Scenario::new(
        "extended-ack",
        extended_ack,
        "NETLINK_EXT_ACK: the words, the place and the policy that errors come with",
    )
    .since("4.12")
    .packaged(),
];

/// `SOCK_DIAG_BY_FAMILY`.
const BY_FAMILY: u16 = 20;
const DIAG_HEADER: usize = 28;
const GROUPS: u16 = 1;

/// `struct netlink_diag_req`, about one protocol; 255 stands for all.
fn sockets_of(protocol: u8) -> Request {
    const SHOW_GROUPS: u32 = 2;
    let mut header = vec![AF_NETLINK as u8, protocol, 0, 0];
    header.extend([0; 4]);
    header.extend(SHOW_GROUPS.to_guest());
    header.extend([0; 8]);
    Request::new(BY_FAMILY, &header)
}

/// The first 32 groups of a socket in a list, which are reported as the kernel keeps them: in a `long`.
fn groups_of(payload: &[u8]) -> Option<u32> {
    let mut attrs = Attrs::new(payload.get(DIAG_HEADER..)?);
    let groups = attrs.find(|attr| attr.ty() == GROUPS)?.value.to_vec();
    let low = if guest_abi().big_endian { groups.len().saturating_sub(4) } else { 0 };
    Some(u32::from_guest(groups.get(low..low + 4)?.try_into().ok()?))
}

/// The sockets in a list that have one of these ports, as `port:groups`.
fn listed(dump: &Dump, ports: &[u32]) -> String {
    // Sockets of another protocol can have the same port.
    let port_of = |it: &[u8]| {
        let port = u32::from_guest(it.get(4..8)?.try_into().ok()?);
        (it.get(2) == Some(&(NETLINK_USERSOCK as u8))).then_some(port)
    };
    let mut found = Vec::new();
    for payload in dump.payloads() {
        let Some(at) = ports.iter().position(|port| port_of(&payload) == Some(*port)) else {
            continue;
        };
        let groups = groups_of(&payload).unwrap_or_default();
        found.push(format!("socket {at}, groups {groups:#x}"));
    }
    found.sort();
    found.join("; ")
}

/// What `ss -f netlink` shows.
fn diag(test: &mut Test) -> Result<(), Stop> {
    let owner = process_alone(test, "owner")?;
    let silent = Socket::open_in(test, owner, NETLINK_USERSOCK, 0)?;
    let member = Socket::open_in(test, owner, NETLINK_USERSOCK, 0b101)?;
    let ports = [silent.port, member.port];
    let asker = Speaker::open(test, owner, NETLINK_SOCK_DIAG, 0)?;
    // A member of a group is also in the list of group members.
    let both = "socket 0, groups 0x0; socket 1, groups 0x5; socket 1, groups 0x5";
    for (name, protocol, reference) in
        [("of their protocol", 2, both), ("of all", 255, both), ("of another", 0, "")]
    {
        let list = asker.dump(&sockets_of(protocol))?;
        test.check(&format!("sockets {name}"), reference, listed(&list, &ports));
    }
    let beyond = asker.dump(&sockets_of(99))?.errno();
    test.check("sockets of a protocol beyond the table", "ENOENT", errno_of(&beyond));
    let elsewhere = Speaker::open(test, process_alone(test, "elsewhere")?, NETLINK_SOCK_DIAG, 0)?;
    let list = elsewhere.dump(&sockets_of(2))?;
    test.check("sockets of another namespace", "", listed(&list, &ports));
    let user = test.guest.process("a user", Creds::User { uid: 1000, gid: 1000 })?;
    let asker = Speaker::open(test, user, NETLINK_SOCK_DIAG, 0)?;
    let ended = asker.dump(&sockets_of(2))?.errno();
    test.check("a user asks", "none", errno_of(&ended));
    silent.close()?;
    let asker = Speaker::open(test, owner, NETLINK_SOCK_DIAG, 0)?;
    let list = asker.dump(&sockets_of(2))?;
    test.check(
        "when one is closed",
        "socket 1, groups 0x5; socket 1, groups 0x5",
        listed(&list, &ports),
    );
    Ok(())
}

/// An error with extended ACK: its code, message, the type of the attribute that it points at, and whether the policy
/// of that attribute is included.
fn explained(request: &[u8], answer: &[u8]) -> String {
    const MISSING: u16 = 5;
    let parsed = parse(answer);
    let Some((message, reply)) = parsed.messages.first().and_then(|it| Some((it, it.error()?)))
    else {
        return "no error".to_owned();
    };
    let mut words = vec![Errno(reply.errno()).to_string()];
    if message.header.flags & NLM_F_ACK_TLVS == 0 {
        return words.join(", ");
    }
    let extack = &reply.extack;
    if let Some(text) = extack.msg {
        words.push(format!("`{}`", String::from_utf8_lossy(text).trim_end_matches('\0')));
    }
    let pointed = extack.offs.and_then(|at| {
        let bytes = request.get(at as usize + 2..at as usize + 4)?;
        Some(u16::from_guest(bytes.try_into().ok()?))
    });
    words.extend(pointed.map(|ty| format!("at attribute {ty}")));
    words.extend(extack.policy.map(|_| "with its policy".to_owned()));
    let missing = number_of(extack.raw, 0, MISSING);
    words.extend(missing.map(|ty| format!("attribute {ty} is missing")));
    words.join(", ")
}

/// Programs print these messages; which there are depends on the kernel.
fn extended_ack(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "asker")?;
    let plain = rtnl.beside(test, 0)?;
    let set = rtnl.socket.set_netlink(NETLINK_EXT_ACK, 1)?;
    test.check("the option", "none", errno_of(&set));
    let short_mtu = of_link(NEWLINK, rtnl.lo).attr(IFLA_MTU, &[0; 2]);
    let no_address = Request::new(NEWADDR, &[AF_INET, 8, 0, 0, 0, 0, 0, 0]);
    let no_kind = new_link("no-such-kind", "d0");
    let down = of_route(NEWROUTE, rtnl.lo, [10, 1, 1, 0]).flags(CREATE);
    for (name, request, reference) in [
        (
            "a number of two bytes",
            short_mtu,
            "ERANGE, `Attribute failed policy validation`, at attribute 4, with its policy",
        ),
        ("an address without one", no_address, "EINVAL, `ipv4: Local address is not supplied`"),
        ("a kind of device that there is not", no_kind, "EOPNOTSUPP, `Unknown device type`"),
        ("a route by what is down", down, "ENETDOWN, `Device for nexthop is not up`"),
        ("a device that is not there", of_link(DELLINK, 999), "ENODEV"),
    ] {
        let bytes = request.bytes(REQUEST | ACK, SEQUENCE);
        rtnl.socket.tell(&bytes)?;
        let answer = rtnl.socket.recv()?;
        test.check(name, reference, explained(&bytes, &answer.data));
        plain.socket.tell(&bytes)?;
        let answer = plain.socket.recv()?;
        let code = reference.split(',').next().unwrap_or_default();
        test.check(&format!("{name}, without the option"), code, explained(&bytes, &answer.data));
    }
    Ok(())
}
