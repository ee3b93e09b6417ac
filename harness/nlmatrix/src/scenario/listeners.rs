//! Listeners: what happens when they do not keep up, and what they are told besides each message.

use nlmatrix_wire::netlink::parse;
use nlmatrix_wire::netlink::{Number as _, long};

use super::definition::Scenario;
use super::genl::REQUEST;
use super::rtnl::*;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::Received;
use crate::guest::consts::{
    CLONE_NEWNET, NETLINK_LISTEN_ALL_NSID, NETLINK_PKTINFO, POLLERR, POLLIN, POLLOUT, SOL_NETLINK,
};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "poll-after-overrun",
        poll_after_overrun,
        "after an overrun (ENOBUFS), poll reports an error once, then the old data",
    )
    .since("2.6.32"),
    Scenario::new("pktinfo", pktinfo, "NETLINK_PKTINFO tells through which group a message came")
        .since("2.6.32"),
    Scenario::new(
        "listen-all-nsid",
        all_nsid,
        "NETLINK_LISTEN_ALL_NSID receives from other namespaces that have an nsid, with that nsid",
    )
    .since("4.2"),
];

/// What a loop over poll() sees, which must not take the error for the end.
fn poll_after_overrun(test: &mut Test) -> Result<(), Stop> {
    const PAIRS: usize = 30;
    let writer = alone(test, "writer")?;
    writer.lo_up()?;
    let listener = writer.beside(test, GROUP_ADDRESS)?;
    listener.socket.set_rcvbuf(4096)?;
    let changes = |count: usize| {
        let pair =
            [NEWADDR, DELADDR].map(|ty| of_address(ty, writer.lo, [127, 0, 1, 1]).flags(CREATE));
        let pair = pair.iter().flat_map(|it| it.bytes(REQUEST, SEQUENCE)).collect::<Vec<u8>>();
        pair.repeat(count)
    };
    writer.socket.tell(&changes(PAIRS))?;
    test.check("poll", "POLLIN POLLERR", polled(test, &listener)?);
    let received = listener.socket.recv_now()?;
    test.check("the first recv", "ENOBUFS", errno_of(&received));
    test.check("poll behind it", "POLLIN", polled(test, &listener)?);
    let old = listener.heard()?;
    let first = old.first().map_or("", String::as_str);
    test.check("the next recv gives the oldest", "NEWADDR 127.0.1.1 of another", first);
    test.check_in(
        "some were lost",
        true,
        old.len() < 2 * PAIRS,
        &format!("{} of {}", old.len(), 2 * PAIRS),
    );
    test.check("poll when all is read", "", polled(test, &listener)?);
    writer.socket.tell(&changes(1))?;
    test.check("what comes then is heard", 2, listener.heard()?.len());
    Ok(())
}

/// What poll() reports for a socket, except that it can be written to.
fn polled(test: &Test, rtnl: &Rtnl) -> Result<String, Stop> {
    let socket = &rtnl.socket;
    let asked = POLLIN | POLLOUT;
    let ready = test.guest.on(socket.owner).poll(socket.fd, asked, 0).must("poll")?;
    let names = [(POLLIN, "POLLIN"), (POLLERR, "POLLERR")];
    let names = names.iter().filter(|(bit, _)| ready & bit != 0).map(|(_, name)| *name);
    Ok(names.collect::<Vec<_>>().join(" "))
}

/// The number in the control message `ty` of SOL_NETLINK.
fn beside(received: &Received, ty: i32) -> Option<i32> {
    let word = |at: usize| {
        let bytes = received.control.get(at..at + 4)?;
        Some(i32::from_guest(bytes.try_into().ok()?))
    };
    // After the length, a `size_t`.
    let level = long(0).len();
    (word(level)? == SOL_NETLINK && word(level + 4)? == ty).then(|| word(level + 8))?
}

fn shown(number: Option<i32>) -> String {
    number.map_or("none".to_owned(), |number| number.to_string())
}

/// A socket in several groups distinguishes them by this.
fn pktinfo(test: &mut Test) -> Result<(), Stop> {
    /// `RTNLGRP_IPV4_IFADDR`, `RTNLGRP_IPV4_ROUTE`.
    const ADDRESS: i32 = 5;
    const ROUTE: i32 = 7;
    let writer = alone(test, "writer")?;
    writer.lo_up()?;
    let listener = writer.beside(test, GROUP_ADDRESS | GROUP_ROUTE)?;
    let address = of_address(NEWADDR, writer.lo, [127, 0, 1, 1]).flags(CREATE | EXCL);
    let route = of_route(NEWROUTE, writer.lo, [10, 1, 1, 0]).flags(CREATE | EXCL);
    writer.must("NEWADDR", &address)?;
    let received = listener.socket.recv()?;
    test.check("without the option", "none", shown(beside(&received, NETLINK_PKTINFO)));
    listener.heard()?;
    let set = listener.socket.set_netlink(NETLINK_PKTINFO, 1)?;
    test.check("the option", "none", errno_of(&set));
    writer.must("NEWROUTE", &route)?;
    let received = listener.socket.recv()?;
    test.check("of a route", ROUTE, shown(beside(&received, NETLINK_PKTINFO)));
    writer.must("DELADDR", &of_address(DELADDR, writer.lo, [127, 0, 1, 1]))?;
    let mut groups = Vec::new();
    for received in listener.socket.all()? {
        let types =
            parse(&received.data).messages.iter().map(|it| it.header.ty).collect::<Vec<_>>();
        if types.contains(&DELADDR) {
            groups.push(shown(beside(&received, NETLINK_PKTINFO)));
        }
    }
    test.check("of an address", ADDRESS, groups.join(" "));
    listener.socket.tell(&of_link(GETLINK, listener.lo).bytes(REQUEST, SEQUENCE))?;
    let received = listener.socket.recv()?;
    test.check("of an answer", 0, shown(beside(&received, NETLINK_PKTINFO)));
    Ok(())
}

/// One listener for all containers of a host.
fn all_nsid(test: &mut Test) -> Result<(), Stop> {
    const NUMBER: u32 = 7;
    let listener = alone(test, "listener")?;
    let plain = listener.beside(test, GROUP_LINK)?;
    let all = listener.beside(test, GROUP_LINK)?;
    let set = all.socket.set_netlink(NETLINK_LISTEN_ALL_NSID, 1)?;
    test.check("the option", "none", errno_of(&set));
    let elsewhere = alone(test, "elsewhere")?;
    elsewhere.lo_up()?;
    test.check("of a namespace without a number", "", all.heard()?.join("; "));
    let pid = elsewhere.socket.owner.pid() as u32;
    let number = Request::new(NEWNSID, &[0; 4]).number(NETNSA_NSID, NUMBER);
    let answer = listener.ask(&number.number(NETNSA_PID, pid))?;
    test.check("it gets a number", "none", errno_of(&answer));
    elsewhere.must("lo down", &set_down(elsewhere.lo))?;
    let received = all.socket.recv()?;
    let nsid = beside(&received, NETLINK_LISTEN_ALL_NSID);
    test.check("then a message comes with that number", NUMBER, shown(nsid));
    test.check("who did not ask hears nothing", "", plain.heard()?.join("; "));
    listener.lo_up()?;
    let received = all.socket.recv()?;
    let nsid = beside(&received, NETLINK_LISTEN_ALL_NSID);
    test.check("of its own namespace there is no number", "none", shown(nsid));
    let other = test.process("third")?;
    test.guest.on(other).unshare(CLONE_NEWNET).must("a network namespace")?;
    let entered = test.guest.on(other).setns(&format!("/proc/{pid}/ns/net"))?;
    test.check("a process enters the namespace", "none", errno_of(&entered));
    Rtnl::open(test, other, 0)?.lo_up()?;
    let received = all.socket.recv()?;
    let nsid = beside(&received, NETLINK_LISTEN_ALL_NSID);
    test.check("and what it does is told with the number, too", NUMBER, shown(nsid));
    Ok(())
}
