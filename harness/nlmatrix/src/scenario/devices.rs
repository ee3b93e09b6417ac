//! Devices that depend on each other: pairs, ports of a bridge, devices stacked on devices, and devices that move
//! between namespaces. What listeners receive about them, and in which order.

use std::collections::BTreeSet;

use nlmatrix_wire::netlink::AttrList;
use nlmatrix_wire::netlink::Number as _;

use super::definition::Scenario;
use super::rtnl::*;
use super::test::{answer_of, errno_of, or_nothing};
use super::{Stop, Test};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "veth-pair",
        veth_pair,
        "a pair of devices is made, connected, and removed together",
    )
    .since("2.6.32")
    .with_modules(&["veth"]),
    Scenario::new(
        "link-moves",
        link_moves,
        "a device that moves to another network namespace is reported as gone here and new there",
    )
    .since("2.6.32")
    .with_modules(&["dummy"]),
    Scenario::new(
        "stacked-links",
        stacked,
        "devices stacked on a device: what they need, what they follow, and what they vanish with",
    )
    .since("2.6.39")
    .with_modules(&["dummy", "8021q", "macvlan"]),
    Scenario::new(
        "bridge-ports",
        bridge_ports,
        "a port joins and leaves a bridge: what listeners receive, in which family",
    )
    .since("2.6.39")
    .with_modules(&["dummy", "bridge"]),
    Scenario::new(
        "link-alternative-names",
        alternative_names,
        "a device has alternative names, and is found by them",
    )
    .since("5.5")
    .with_modules(&["dummy"]),
];

/// What a listener receives, in one line.
fn told(listener: &Rtnl) -> Result<String, Stop> {
    let heard = listener.heard()?;
    let plain = heard.iter().map(|it| it.trim_end_matches(" of nobody"));
    Ok(plain.collect::<Vec<_>>().join("; "))
}

/// The devices about whose end a listener is notified, in order. Only 6.1 says whose they are.
fn gone(listener: &Rtnl) -> Result<String, Stop> {
    let heard = listener.heard()?;
    let names = heard.iter().filter_map(|it| it.strip_prefix("DELLINK ")?.split(' ').next());
    Ok(names.collect::<Vec<_>>().join(" "))
}

/// One of two devices that are the two ends of a cable.
fn pair(name: &str, peer: &str) -> Request {
    const VETH_INFO_PEER: u16 = 1;
    let other = AttrList::new().str(IFLA_IFNAME, peer);
    let other = [&[0; LINK_HEADER], other.as_bytes()].concat();
    new_link_with("veth", name, &AttrList::new().bytes(VETH_INFO_PEER, &other))
}

fn veth_pair(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let listener = writer.beside(test, GROUP_LINK)?;
    let answer = writer.ask(&pair("v0", "v1"))?;
    test.check("new: the answer", "none", errno_of(&answer));
    test.check("new: told", "NEWLINK v1 down; NEWLINK v0 down", told(&listener)?);
    let answer = writer.ask(&pair("v2", "v1"))?;
    test.check("a peer whose name is taken", "EEXIST", errno_of(&answer));
    test.check("nothing of it stays", "", told(&listener)?);
    let (one, other) = (writer.index_of("v0")?, writer.index_of("v1")?);
    for (name, index, reference) in [
        ("one end up", one, "v0 no carrier"),
        ("the other end up", other, "v0 running, v1 running"),
    ] {
        writer.must(name, &set_up(index))?;
        listener.heard()?;
        test.check(name, reference, carriers(&writer)?);
    }
    let answer = writer.ask(&of_name(DELLINK, "v1"))?;
    test.check("one end is taken away: the answer", "none", errno_of(&answer));
    let gone = gone(&listener)?;
    test.check("both are gone", "v1 v0", gone);
    Ok(())
}

/// The devices that are up, and which of them have a carrier.
fn carriers(rtnl: &Rtnl) -> Result<String, Stop> {
    const IFF_RUNNING: u32 = 0x40;
    let links = rtnl.dump(&all_of(GETLINK, AF_UNSPEC))?;
    let up = links.payloads().into_iter().filter_map(|link| {
        let flags = u32::from_guest(link.get(8..12)?.try_into().ok()?);
        let state = if flags & IFF_RUNNING == 0 { "no carrier" } else { "running" };
        let name = text_of(&link, LINK_HEADER, IFLA_IFNAME)?;
        (flags & IFF_UP != 0).then(|| format!("{name} {state}"))
    });
    // Up to 3.x, lists were not ordered by number.
    Ok(up.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", "))
}

/// What a program has to do that keeps track of the devices of its namespace.
fn link_moves(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let here = writer.beside(test, GROUP_LINK)?;
    let elsewhere = alone(test, "elsewhere")?;
    let there = elsewhere.beside(test, GROUP_LINK)?;
    writer.must("a dummy device", &new_link("dummy", "d0"))?;
    here.heard()?;
    let index = writer.index_of("d0")?;
    let pid = elsewhere.socket.owner.pid() as u32;
    let answer = writer.ask(&of_link(NEWLINK, index).number(IFLA_NET_NS_PID, pid))?;
    test.check("it moves: the answer", "none", errno_of(&answer));
    test.check("told here", "DELLINK d0", told(&here)?);
    test.check("told there", "NEWLINK d0 down", told(&there)?);
    let answer = writer.ask(&set_up(index))?;
    test.check("here it is no more", "ENODEV", errno_of(&answer));
    let again = writer.ask(&of_link(NEWLINK, writer.lo).number(IFLA_NET_NS_PID, pid))?;
    test.check("lo does not move", "EINVAL", errno_of(&again));
    let nobody = elsewhere.index_of("d0")?;
    let nobody = elsewhere.ask(&of_link(NEWLINK, nobody).number(IFLA_NET_NS_PID, 0x7fff_0000))?;
    test.check("to a process that is not there", "ESRCH", errno_of(&nobody));
    let taken = new_link("dummy", "d0");
    writer.must("another d0", &taken)?;
    let index = writer.index_of("d0")?;
    let answer = writer.ask(&of_link(NEWLINK, index).number(IFLA_NET_NS_PID, pid))?;
    test.check("to where its name is taken", "EEXIST", errno_of(&answer));
    Ok(())
}

fn vlan(lower: u32, name: &str, id: u16) -> Request {
    const IFLA_VLAN_ID: u16 = 1;
    let data = AttrList::new().u16(IFLA_VLAN_ID, id);
    new_link_with("vlan", name, &data).number(IFLA_LINK, lower)
}

fn stacked(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let listener = writer.beside(test, GROUP_LINK)?;
    writer.must("a dummy device", &new_link("dummy", "d0"))?;
    let lower = writer.index_of("d0")?;
    let macvlan = new_link("macvlan", "m0").number(IFLA_LINK, lower);
    for (name, request, errno) in [
        ("a vlan", vlan(lower, "d0.5", 5), "none"),
        ("the same id again", vlan(lower, "other", 5), "EEXIST"),
        ("an id beyond the last", vlan(lower, "other", 4096), "ERANGE"),
        ("upon nothing", new_link("vlan", "other"), "EINVAL"),
        ("upon what is not there", vlan(999, "other", 6), "ENODEV"),
        ("a macvlan", macvlan, "none"),
    ] {
        let answer = writer.ask(&request)?;
        test.check(&format!("{name}: the answer"), errno, errno_of(&answer));
    }
    let upper = writer.index_of("d0.5")?;
    let answer = writer.ask(&set_up(upper))?;
    test.check("up before what it stands upon", "ENETDOWN", errno_of(&answer));
    writer.must("the lower one up", &set_up(lower))?;
    writer.must("the upper one up", &set_up(upper))?;
    listener.heard()?;
    writer.must("the lower one down", &set_down(lower))?;
    test.check("the lower one goes down: those that are up", "", carriers(&writer)?);
    listener.heard()?;
    writer.must("the lower one gone", &of_name(DELLINK, "d0"))?;
    let gone = gone(&listener)?;
    test.check("all go with the lower one", "d0.5 m0 d0", gone);
    Ok(())
}

/// Bridges report their ports in messages of their own family, to the same group.
fn bridge_ports(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    let listener = writer.beside(test, GROUP_LINK)?;
    let neighbours = writer.beside(test, GROUP_NEIGHBOUR)?;
    writer.must("a bridge", &new_link("bridge", "br0"))?;
    writer.must("a dummy device", &new_link("dummy", "d0"))?;
    let (bridge, port) = (writer.index_of("br0")?, writer.index_of("d0")?);
    for index in [bridge, port] {
        writer.must("up", &set_up(index))?;
    }
    listener.heard()?;
    neighbours.heard()?;
    for (name, master, reference) in
        [("joins", bridge, "bridge: NEWLINK d0 up"), ("leaves", 0, "bridge: DELLINK d0")]
    {
        let answer = writer.ask(&of_link(NEWLINK, port).number(IFLA_MASTER, master))?;
        test.check(&format!("it {name}: the answer"), "none", errno_of(&answer));
        let heard = told(&listener)?;
        let of_bridge: Vec<&str> =
            heard.split("; ").filter(|it| it.starts_with("bridge: ")).collect();
        let has = of_bridge.contains(&reference);
        test.check_in(&format!("it {name}: told by the bridge"), true, has, &heard);
        // Up to 3.18 such a message was flagged as a part of a dump whose end never came.
        let part = heard.contains(", a part");
        test.check(&format!("it {name}: told as a part of a dump"), false, part);
        let word = if master == 0 { "DELNEIGH" } else { "NEWNEIGH" };
        let learnt = neighbours.heard()?.join("; ");
        test.check_in(
            &format!("it {name}: told of its address"),
            true,
            learnt.contains(word),
            &learnt,
        );
    }
    let answer = writer.ask(&of_link(NEWLINK, bridge).number(IFLA_MASTER, bridge))?;
    test.check("a bridge as a port of itself", "EINVAL", errno_of(&answer));
    let answer = writer.ask(&of_link(NEWLINK, writer.lo).number(IFLA_MASTER, bridge))?;
    test.check("lo as a port", "EINVAL", errno_of(&answer));
    Ok(())
}

/// Alternative names: they may be longer than IFNAMSIZ, and count as names everywhere.
fn alternative_names(test: &mut Test) -> Result<(), Stop> {
    const LONG: &str = "a-name-of-more-than-sixteen-bytes";
    let writer = alone(test, "writer")?;
    writer.must("a dummy device", &new_link("dummy", "d0"))?;
    writer.must("another", &new_link("dummy", "d1"))?;
    let index = writer.index_of("d0")?;
    // Names of a device that is down are not reported.
    writer.must("its going up", &set_up(index))?;
    let listener = writer.beside(test, GROUP_LINK)?;
    let names = |ty, name: &str| {
        let list = AttrList::new().str(IFLA_ALT_IFNAME, name);
        of_link(ty, index).nested(IFLA_PROP_LIST, &list)
    };
    let new = |name| names(NEWLINKPROP, name).flags(CREATE | EXCL | APPEND);
    for (name, request, errno, heard) in [
        ("new", new(LONG), "none", "NEWLINK d0 up"),
        ("new again", new(LONG), "EEXIST", ""),
        ("a second", new("alternative"), "none", "NEWLINK d0 up"),
        ("a name of another device", new("d1"), "EEXIST", ""),
    ] {
        let answer = writer.ask(&request)?;
        test.check(&format!("{name}: the answer"), errno, errno_of(&answer));
        test.check(&format!("{name}: told"), heard, told(&listener)?);
    }
    let by_it = of_link(GETLINK, 0).text(IFLA_ALT_IFNAME, LONG);
    let found = writer.get(&by_it)?;
    let found = found.map(|link| or_nothing(text_of(&link, LINK_HEADER, IFLA_IFNAME)));
    test.check("found by it", "d0", answer_of(found));
    let answer = writer.ask(&new_link("dummy", "alternative"))?;
    test.check("a new device of such a name", "EEXIST", errno_of(&answer));
    let answer = writer.ask(&names(DELLINKPROP, LONG))?;
    test.check("gone: the answer", "none", errno_of(&answer));
    let missing = writer.get(&by_it)?;
    test.check("found by it no more", "ENODEV", errno_of(&missing));
    Ok(())
}
