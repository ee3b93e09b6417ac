//! What rtnetlink is for: links, addresses, routes, neighbours and rules come and go, are listed, and are reported to
//! listeners, in order.

use nlmatrix_wire::netlink::Message;

use super::definition::Scenario;
use super::genl::{ACK, REQUEST};
use super::rtnl::*;
use super::test::{answer_of, errno_of, or_nothing};
use super::{Must, Stop, Test};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "link-up-down",
        link_up_down,
        "the loopback device goes up and down, and what is reported about it",
    )
    .since("2.6.32"),
    Scenario::new(
        "link-round-trip",
        link_round_trip,
        "a device is made, renamed, brought up, and removed",
    )
    .since("2.6.32")
    .with_modules(&["dummy"]),
    Scenario::new(
        "address-round-trip",
        address_round_trip,
        "an address is added and deleted: the answers, the list, and the notifications",
    )
    .since("2.6.32"),
    Scenario::new(
        "route-round-trip",
        route_round_trip,
        "a route is added and deleted: the answers, the list, and the notifications",
    )
    .since("2.6.32"),
    Scenario::new(
        "neighbour-round-trip",
        neighbour_round_trip,
        "a neighbour is added and deleted: the answers, the list, and the notifications",
    )
    .since("2.6.32")
    .with_modules(&["dummy"]),
    Scenario::new(
        "rule-round-trip",
        rule_round_trip,
        "a rule is added and deleted: the answers, the list, and the notifications",
    )
    .since("2.6.32")
    .packaged(),
    Scenario::new(
        "nexthop-round-trip",
        nexthop_round_trip,
        "a next hop is added and deleted: the answers, the list, and the notifications",
    )
    .since("5.3")
    .packaged(),
    Scenario::new(
        "qdisc-round-trip",
        qdisc_round_trip,
        "a queueing discipline is added and deleted: the answers, the list, and the notifications",
    )
    .since("2.6.32")
    .packaged(),
    Scenario::new(
        "nsid-round-trip",
        nsid_round_trip,
        "a namespace gets a number in another, and loses it when it ends",
    )
    .since("4.2")
    .packaged(),
    Scenario::new(
        "netconf-notify",
        netconf_notify,
        "a device setting that is changed through its file is reported",
    )
    .since("3.8")
    .packaged(),
    Scenario::new(
        "echo-flag",
        echo_flag,
        "with NLM_F_ECHO, a program receives a notification of what it did, before the acknowledgement",
    )
    .since("2.6.32"),
];

/// One kind of thing that comes and goes.
struct Trip {
    /// The requests that make and remove one.
    new: Request,
    gone: Request,
    /// The result of a second request to make the same.
    twice: &'static str,
    /// The result of a second request to remove it.
    missing: &'static str,
    /// What listeners receive about each.
    told: [&'static str; 2],
}

/// It comes once and goes once, and `groups` receive that.
fn trip(test: &mut Test, writer: &Rtnl, groups: u32, trip: &Trip) -> Result<(), Stop> {
    let listener = writer.beside(test, groups)?;
    let outsider = writer.beside(test, 0)?;
    for (name, request, first, second, told) in [
        ("new", &trip.new, "none", trip.twice, trip.told[0]),
        ("gone", &trip.gone, "none", trip.missing, trip.told[1]),
    ] {
        let answer = writer.ask(request)?;
        test.check(&format!("{name}: the answer"), first, errno_of(&answer));
        test.check(&format!("{name}: who listens hears"), told, listener.heard()?.join("; "));
        let answer = writer.ask(request)?;
        test.check(&format!("{name} again: the answer"), second, errno_of(&answer));
        test.check(&format!("{name} again: who listens hears"), "", listener.heard()?.join("; "));
    }
    test.check("who does not listen hears nothing", "", outsider.heard()?.join("; "));
    Ok(())
}

/// The smallest change of a link.
fn link_up_down(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let links = writer.beside(test, GROUP_LINK)?;
    let addresses = writer.beside(test, GROUP_ADDRESS)?;
    for (name, request, told, address) in [
        ("up", set_up(writer.lo), "NEWLINK lo up of nobody", "NEWADDR 127.0.0.1 of nobody"),
        ("up again", set_up(writer.lo), "", ""),
        ("down", set_down(writer.lo), "NEWLINK lo down of nobody", ""),
        ("up once more", set_up(writer.lo), "NEWLINK lo up of nobody", ""),
    ] {
        let answer = writer.ask(&request)?;
        test.check(&format!("{name}: the answer"), "none", errno_of(&answer));
        test.check(&format!("{name}: told of the link"), told, links.heard()?.join("; "));
        test.check(&format!("{name}: told of addresses"), address, addresses.heard()?.join("; "));
    }
    let missing = writer.ask(&set_up(999))?;
    test.check("a link that is not there", "ENODEV", errno_of(&missing));
    Ok(())
}

/// A device's life.
fn link_round_trip(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let listener = writer.beside(test, GROUP_LINK)?;
    let new = || new_link("dummy", "d0");
    let answer = writer.ask(&new())?;
    test.check("new: the answer", "none", errno_of(&answer));
    test.check("new: told", "NEWLINK d0 down of nobody", listener.heard()?.join("; "));
    let answer = writer.ask(&new())?;
    test.check("new again: the answer", "EEXIST", errno_of(&answer));
    let index = writer.index_of("d0")?;
    let answer = writer.ask(&of_link(NEWLINK, index).text(IFLA_IFNAME, "d1"))?;
    test.check("renamed: the answer", "none", errno_of(&answer));
    test.check("renamed: told", "NEWLINK d1 down of nobody", listener.heard()?.join("; "));
    let answer = writer.ask(&set_up(index))?;
    test.check("up: the answer", "none", errno_of(&answer));
    test.check("up: told", "NEWLINK d1 up of nobody", listener.heard()?.join("; "));
    let names = writer.dump(&all_of(GETLINK, AF_UNSPEC))?.texts(LINK_HEADER, IFLA_IFNAME);
    test.check("the list", "lo d1", names.join(" "));
    let answer = writer.ask(&of_name(DELLINK, "d1"))?;
    test.check("gone: the answer", "none", errno_of(&answer));
    let told = "NEWLINK d1 down of nobody; DELLINK d1 of nobody";
    test.check("gone: told", told, listener.heard()?.join("; "));
    let answer = writer.ask(&of_name(DELLINK, "d1"))?;
    test.check("gone again: the answer", "ENODEV", errno_of(&answer));
    let answer = writer.ask(&new_link("no-such-kind", "d2"))?;
    test.check("a kind that there is not", "EOPNOTSUPP", errno_of(&answer));
    Ok(())
}

fn address_round_trip(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    writer.lo_up()?;
    let address = [127, 0, 1, 1];
    let trip_of_it = Trip {
        new: of_address(NEWADDR, writer.lo, address).flags(CREATE | EXCL),
        gone: of_address(DELADDR, writer.lo, address),
        twice: "EEXIST",
        missing: "EADDRNOTAVAIL",
        told: ["NEWADDR 127.0.1.1 of another", "DELADDR 127.0.1.1 of another"],
    };
    trip(test, &writer, GROUP_ADDRESS, &trip_of_it)
}

fn route_round_trip(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    writer.lo_up()?;
    let to = [10, 1, 1, 0];
    let trip_of_it = Trip {
        new: of_route(NEWROUTE, writer.lo, to).flags(CREATE | EXCL),
        gone: of_route(DELROUTE, writer.lo, to),
        twice: "EEXIST",
        missing: "ESRCH",
        told: ["NEWROUTE 10.1.1.0 of another", "DELROUTE 10.1.1.0 of another"],
    };
    trip(test, &writer, GROUP_ROUTE, &trip_of_it)
}

fn neighbour_round_trip(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    writer.must("a dummy device", &new_link("dummy", "d0"))?;
    let index = writer.index_of("d0")?;
    writer.must("its going up", &set_up(index))?;
    let to = [10, 1, 1, 1];
    let lladdr = [2, 0, 0, 0, 0, 1];
    let trip_of_it = Trip {
        new: of_neighbour(NEWNEIGH, index, to).flags(CREATE | EXCL).attr(NDA_LLADDR, &lladdr),
        gone: of_neighbour(DELNEIGH, index, to),
        twice: "EEXIST",
        missing: "ENOENT",
        told: [
            "NEWNEIGH 10.1.1.1 of another, without its number",
            "NEWNEIGH 10.1.1.1 of another, without its number; DELNEIGH 10.1.1.1 of nobody",
        ],
    };
    trip(test, &writer, GROUP_NEIGHBOUR, &trip_of_it)
}

fn rule_round_trip(test: &mut Test) -> Result<(), Stop> {
    const PRIORITY: u32 = 1000;
    let writer = alone(test, "writer")?;
    let trip_of_it = Trip {
        new: of_rule(NEWRULE, PRIORITY).flags(CREATE | EXCL),
        gone: of_rule(DELRULE, PRIORITY),
        twice: "EEXIST",
        missing: "ENOENT",
        told: ["NEWRULE of another", "DELRULE of another"],
    };
    trip(test, &writer, GROUP_RULE, &trip_of_it)
}

fn nexthop_round_trip(test: &mut Test) -> Result<(), Stop> {
    const NUMBER: u32 = 7;
    let writer = alone(test, "writer")?;
    writer.lo_up()?;
    let trip_of_it = Trip {
        new: of_nexthop(NEWNEXTHOP, NUMBER).flags(CREATE | EXCL).attr(NHA_BLACKHOLE, &[]),
        gone: of_nexthop(DELNEXTHOP, NUMBER),
        twice: "EEXIST",
        missing: "ENOENT",
        told: ["NEWNEXTHOP 7 of another", "DELNEXTHOP 7 of another"],
    };
    trip(test, &writer, GROUP_NEXTHOP, &trip_of_it)?;
    let answer = writer.ask(&of_nexthop(DELNEXTHOP, 0))?;
    test.check("number 0", "EINVAL", errno_of(&answer));
    Ok(())
}

fn qdisc_round_trip(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let trip_of_it = Trip {
        new: of_qdisc(NEWQDISC, writer.lo).flags(CREATE | EXCL).text(TCA_KIND, "pfifo"),
        gone: of_qdisc(DELQDISC, writer.lo),
        twice: "EEXIST",
        missing: "EINVAL",
        told: ["NEWQDISC pfifo of another", "DELQDISC pfifo of another"],
    };
    trip(test, &writer, GROUP_QDISC, &trip_of_it)
}

/// Without an nsid, a namespace's peers cannot be named in messages.
fn nsid_round_trip(test: &mut Test) -> Result<(), Stop> {
    const NUMBER: u32 = 7;
    let writer = alone(test, "writer")?;
    let listener = writer.beside(test, GROUP_NSID)?;
    let elsewhere = process_alone(test, "elsewhere")?;
    let pid = elsewhere.pid() as u32;
    let of = |ty| Request::new(ty, &[0; NSID_HEADER]).number(NETNSA_PID, pid);
    let number = |number: u32| of(NEWNSID).number(NETNSA_NSID, number);
    test.check("before: its number", -1, nsid(&writer, &of(GETNSID))?);
    for (name, request, errno, told) in [
        ("new", number(NUMBER), "none", "NEWNSID 7 of another"),
        ("new again", number(NUMBER), "EEXIST", ""),
        ("another number", number(NUMBER + 1), "EEXIST", ""),
        (
            "of a process that is not there",
            number(NUMBER).number(NETNSA_PID, 0x7fff_0000),
            "ESRCH",
            "",
        ),
    ] {
        let answer = writer.ask(&request)?;
        test.check(&format!("{name}: the answer"), errno, errno_of(&answer));
        test.check(&format!("{name}: told"), told, listener.heard()?.join("; "));
    }
    test.check("then: its number", NUMBER, nsid(&writer, &of(GETNSID))?);
    test.check("numbers in the list", 1, writer.dump(&of(GETNSID))?.entries());
    test.guest.end(elsewhere).must("the end of the process elsewhere")?;
    let told = test.until(|_| listener.heard(), |told| !told.is_empty())?;
    test.check("gone: told", "DELNSID 7 of nobody", told.join("; "));
    Ok(())
}

/// The number in the answer to a request for it.
fn nsid(rtnl: &Rtnl, request: &Request) -> Result<String, Stop> {
    let answer = rtnl.get(request)?;
    let number =
        answer.map(|it| number_of(&it, NSID_HEADER, NETNSA_NSID).unwrap_or(0).cast_signed());
    Ok(answer_of(number))
}

/// Programs that watch forwarding need not poll the file.
fn netconf_notify(test: &mut Test) -> Result<(), Stop> {
    const FILE: &str = "/proc/sys/net/ipv4/conf/lo/forwarding";
    let reader = alone(test, "reader")?;
    let listener = reader.beside(test, GROUP_NETCONF)?;
    let words = |message: &Message| {
        let number = |ty| number_of(message.payload, NETCONF_HEADER, ty).unwrap_or_default();
        let [index, forwarding] = [NETCONFA_IFINDEX, NETCONFA_FORWARDING].map(number);
        let device = if index == reader.lo { "lo" } else { "another device" };
        format!("{} {device} {forwarding}", message.header.ty)
    };
    for (name, value, told) in
        [("on", "1", "80 lo 1"), ("on again", "1", ""), ("off", "0", "80 lo 0")]
    {
        let on = test.guest.on(reader.socket.owner);
        on.write_file(FILE, value.as_bytes()).must(FILE)?;
        test.check(&format!("forwarding {name}: told"), told, listener.heard_as(words)?.join("; "));
    }
    let answer = reader
        .get(&Request::new(GETNETCONF, &[AF_INET, 0, 0, 0]).number(NETCONFA_IFINDEX, reader.lo))?;
    let forwarding =
        answer.map(|it| or_nothing(number_of(&it, NETCONF_HEADER, NETCONFA_FORWARDING)));
    test.check("asked for", 0, answer_of(forwarding));
    let missing =
        reader.get(&Request::new(GETNETCONF, &[AF_INET, 0, 0, 0]).number(NETCONFA_IFINDEX, 999))?;
    test.check("of a device that is not there", "ENODEV", errno_of(&missing));
    Ok(())
}

/// With a single socket, the notification is among the answers.
fn echo_flag(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    writer.lo_up()?;
    let address = of_address(NEWADDR, writer.lo, [127, 0, 1, 1]).flags(CREATE | EXCL);
    let route = of_route(NEWROUTE, writer.lo, [10, 1, 1, 0]).flags(CREATE | EXCL);
    for (name, request, told) in [
        ("an address", address, "NEWADDR 127.0.1.1 of this socket; ack of this socket"),
        ("a route", route, "NEWROUTE 10.1.1.0 of this socket; ack of this socket"),
        ("lo down", set_down(writer.lo), "ack of this socket"),
    ] {
        writer.socket.tell(&request.flags(ECHO).bytes(REQUEST | ACK, SEQUENCE))?;
        test.check(&format!("{name}: what comes"), told, writer.heard()?.join("; "));
    }
    Ok(())
}
