//! Dumps of route netlink: how long their datagrams are, where they end, and how changes affect them.

use super::definition::Scenario;
use super::genl::{ACK, CONTROLLER, DUMP, GETFAMILY, REQUEST};
use super::rtnl::*;
use super::{Stop, Test};
use crate::guest::consts::NETLINK_GENERIC;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "done-placement",
        done_placement,
        "whether NLMSG_DONE comes with the last data or alone",
    )
    .since("2.6.32"),
    Scenario::new(
        "done-placement-packaged",
        done_placement_packaged,
        "whether NLMSG_DONE comes with the last data or alone, in dumps that some kernels lack: IPv6, rules, families",
    )
    .since("2.6.32")
    .packaged(),
    Scenario::new(
        "dump-buffer-sizes",
        buffer_sizes,
        "the size of a dump's datagrams follows the reader's buffer",
    )
    .since("2.6.32"),
    Scenario::new(
        "dump-interrupted-addresses",
        interrupted_addresses,
        "addresses that change while they are dumped flag the dump",
    )
    .since("2.6.32"),
    Scenario::new(
        "dump-interrupted-links",
        interrupted_links,
        "links that change while they are dumped flag the dump",
    )
    .since("2.6.32")
    .with_modules(&["dummy"]),
    Scenario::new(
        "dump-busy-rtnetlink",
        busy,
        "a second dump on an rtnetlink socket does not wait: EBUSY",
    )
    .since("2.6.32"),
];

/// How many addresses make a dump of several datagrams: these are of 7 to 11 KiB, depending on the version, and of
/// more than 36 KiB now.
const SOME: u16 = 150;
const MANY: u16 = 500;
/// How many devices do.
const LINKS: u32 = 12;

/// Where the end of each of these dumps comes.
fn ends(test: &mut Test, rtnl: &Rtnl, dumps: &[(&str, u16, u8, &str)]) -> Result<(), Stop> {
    for &(name, ty, family, done) in dumps {
        end(test, name, &rtnl.dump(&all_of(ty, family))?, done);
    }
    Ok(())
}

fn end(test: &mut Test, name: &str, dump: &Dump, done: &str) {
    test.check(&format!("{name}: it has entries"), true, dump.entries() > 0);
    test.check(&format!("{name}: NLMSG_DONE"), done, dump.done());
}

/// A reader that takes the first message of the last datagram for the end of the dump loses data.
fn done_placement(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "reader")?;
    rtnl.lo_up()?;
    ends(
        test,
        &rtnl,
        &[
            ("GETLINK", GETLINK, AF_UNSPEC, "alone"),
            ("GETADDR of IPv4", GETADDR, AF_INET, "alone"),
            ("GETADDR of any", GETADDR, AF_UNSPEC, "alone"),
            ("GETROUTE of IPv4", GETROUTE, AF_INET, "alone"),
        ],
    )
}

/// Dumps that came later end differently.
fn done_placement_packaged(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "reader")?;
    rtnl.lo_up()?;
    ends(
        test,
        &rtnl,
        &[
            ("GETADDR of IPv6", GETADDR, AF_INET6, "with the data"),
            ("GETROUTE of IPv6", GETROUTE, AF_INET6, "alone"),
            ("GETRULE of IPv4", GETRULE, AF_INET, "with the data"),
            ("GETRULE of IPv6", GETRULE, AF_INET6, "with the data"),
            ("GETNETCONF of IPv4", GETNETCONF, AF_INET, "with the data"),
            ("GETNETCONF of IPv6", GETNETCONF, AF_INET6, "with the data"),
        ],
    )?;
    let controller = Speaker::open(test, rtnl.socket.owner, NETLINK_GENERIC, 0)?;
    let families = controller.dump(&Request::new(CONTROLLER, &[GETFAMILY, 1, 0, 0]))?;
    end(test, "families of nlctrl", &families, "with the data");
    Ok(())
}

/// Adds so many addresses to `lo`, several requests in one datagram.
fn addresses(rtnl: &Rtnl, count: u16) -> Result<(), Stop> {
    const AT_ONCE: usize = 50;
    rtnl.lo_up()?;
    let numbers: Vec<u16> = (0..count).collect();
    for some in numbers.chunks(AT_ONCE) {
        let requests = some.iter().flat_map(|number| {
            let [high, low] = number.to_be_bytes();
            let address = of_address(NEWADDR, rtnl.lo, [127, 1, high, low]).flags(CREATE | EXCL);
            address.bytes(REQUEST, SEQUENCE)
        });
        rtnl.socket.tell(&requests.collect::<Vec<u8>>())?;
    }
    // Only refusals are answered, as no acknowledgements were requested.
    let told = rtnl.heard()?;
    if told.is_empty() {
        Ok(())
    } else {
        Err(Stop::Broken(format!("NEWADDR: {}", told.join(", "))))
    }
}

/// The first datagram is made before anybody reads; the size of later ones can follow the reader's buffer.
fn buffer_sizes(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "reader")?;
    addresses(&rtnl, MANY)?;
    for (room, first, largest) in
        [(4, "4 KiB", "4 KiB"), (8, "4 KiB", "8 KiB"), (40, "4 KiB", "32 KiB")]
    {
        // The kernel remembers the buffer size with which a socket was read, so each has one of its own.
        let reader = rtnl.beside(test, 0)?;
        reader.start(&all_of(GETADDR, AF_INET))?;
        let dump = reader.rest(room << 10)?;
        let begins = dump.parts.first().map_or(0, Vec::len);
        let name = |what: &str| format!("room of {room} KiB: {what}");
        test.check(&name("the first datagram is of at most"), first, size(begins));
        test.check(&name("the largest is of at most"), largest, size(dump.largest()));
        test.check(&name("entries"), usize::from(MANY) + 1, dump.entries());
    }
    Ok(())
}

/// The smallest power of two into which a datagram fits, in KiB.
fn size(bytes: usize) -> String {
    format!("{} KiB", bytes.next_power_of_two().max(1024) >> 10)
}

/// A dump, a change after its first part, and the rest: the flag comes with the part after the change.
fn interrupted(
    test: &mut Test,
    reader: &Rtnl,
    dump: &Request,
    change: impl FnOnce() -> Result<(), Stop>,
) -> Result<(), Stop> {
    const ROOM: u32 = 8 << 10;
    // The first part is made by the request, the next one when it is read.
    reader.start(dump)?;
    change()?;
    let first = reader.part(ROOM)?;
    let rest = reader.rest(ROOM)?;
    test.check("the first part is flagged", false, is_interrupted(&first));
    let later = rest.parts.first().is_some_and(|part| is_interrupted(part));
    test.check("the part behind the change is flagged", true, later);
    let again = reader.dump(dump)?;
    test.check("dumped again it is not", false, again.is_interrupted());
    Ok(())
}

fn interrupted_addresses(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    addresses(&writer, SOME)?;
    let reader = writer.beside(test, 0)?;
    let new = of_address(NEWADDR, writer.lo, [127, 0, 2, 1]).flags(CREATE | EXCL);
    interrupted(test, &reader, &all_of(GETADDR, AF_INET), || writer.must("NEWADDR", &new))
}

fn interrupted_links(test: &mut Test) -> Result<(), Stop> {
    let writer = alone(test, "writer")?;
    for number in 0..LINKS {
        writer.must("NEWLINK", &new_link("dummy", &format!("d{number}")))?;
    }
    let reader = writer.beside(test, 0)?;
    let gone = of_name(DELLINK, "d0");
    interrupted(test, &reader, &all_of(GETLINK, AF_UNSPEC), || writer.must("DELLINK", &gone))
}

/// Programs that share a socket between threads run into this.
fn busy(test: &mut Test) -> Result<(), Stop> {
    let reader = alone(test, "reader")?;
    addresses(&reader, SOME)?;
    let dump = all_of(GETADDR, AF_INET);
    let link = of_link(GETLINK, reader.lo);
    for (name, request, flags, answer) in [
        ("a second dump", &dump, DUMP, "EBUSY"),
        ("another request", &link, ACK, "NEWLINK lo up ack"),
    ] {
        reader.start(&dump)?;
        reader.socket.tell(&request.bytes(REQUEST | flags, SEQUENCE + 1))?;
        let (of_dump, others) = parted(reader.heard()?);
        test.check(&format!("{name} is answered"), answer, others.join(" "));
        let (entries, end) = (usize::from(SOME) + 1, of_dump.last());
        test.check(&format!("{name}: entries of the first dump"), entries, of_dump.len() - 1);
        test.check(&format!("{name}: its end"), "DONE", end.map_or("", String::as_str));
    }
    Ok(())
}

/// Parts of a dump, and other messages, without whose they are.
fn parted(heard: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (parts, others): (Vec<_>, Vec<_>) = heard.iter().partition(|it| it.ends_with(", a part"));
    let plain = |list: Vec<&String>| {
        list.iter().map(|it| it.split(" of ").next().unwrap_or_default().to_owned()).collect()
    };
    (plain(parts), plain(others))
}
