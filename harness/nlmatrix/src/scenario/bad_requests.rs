//! Malformed requests to route netlink: which of them a kernel accepts, and what it says.

use std::time::{Duration, Instant};

use nlmatrix_wire::netlink::AttrList;
use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::header::NLA_F_NESTED;

use super::definition::Scenario;
use super::genl::{ACK, REQUEST};
use super::rtnl::*;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::consts::NETLINK_GET_STRICT_CHK;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "strict-checking",
        strict,
        "NETLINK_GET_STRICT_CHK: what dumps reject that they ignore without it",
    )
    .since("4.20"),
    Scenario::new(
        "nested-flag-required",
        nested_flag,
        "how a nest without NLA_F_NESTED is answered, as most programs sent it before 5.2",
    )
    .since("3.4"),
    Scenario::new(
        "bulk-flag",
        bulk_flag,
        "what NLM_F_BULK does in a DEL request, where the same bit, NLM_F_EXCL, used to mean nothing",
    )
    .since("2.6.32"),
    Scenario::new(
        "attribute-complaints",
        complaints,
        "attributes that are too long, and trailing bytes: accepted, with a complaint in the log",
    )
    .since("2.6.32"),
    Scenario::new(
        "batch-of-requests",
        batch,
        "several requests in one datagram are each answered, in order",
    )
    .since("2.6.32"),
];

/// The index of a device that does not exist.
const NOBODY: u32 = 999;

/// What many programs do: they send headers that are too short, or full of garbage.
fn strict(test: &mut Test) -> Result<(), Stop> {
    let liberal = alone(test, "asker")?;
    liberal.lo_up()?;
    let strict = liberal.beside(test, 0)?;
    let set = strict.socket.set_netlink(NETLINK_GET_STRICT_CHK, 1)?;
    test.check("the option", "none", errno_of(&set));
    let of_nobody = Request::new(GETADDR, &[AF_INET, 0, 0, 0, 0xe7, 3, 0, 0]);
    let of_prefix = Request::new(GETADDR, &[AF_INET, 8, 0, 0, 0, 0, 0, 0]);
    for (name, request, errno) in [
        ("GETLINK with 4 bytes of header", all_of_family(GETLINK, AF_UNSPEC), "EINVAL"),
        ("GETADDR with 4 bytes of header", all_of_family(GETADDR, AF_INET), "EINVAL"),
        ("GETADDR of a device that is not there", of_nobody, "ENODEV"),
        ("GETADDR of a prefix length", of_prefix, "EINVAL"),
        ("GETROUTE with 4 bytes of header", all_of_family(GETROUTE, AF_INET), "EINVAL"),
        ("GETROUTE with an unknown attribute", all_of(GETROUTE, AF_INET).number(99, 1), "EINVAL"),
        ("GETNEIGH with 4 bytes of header", all_of_family(GETNEIGH, AF_INET), "EINVAL"),
        ("GETLINK as it should be", all_of(GETLINK, AF_UNSPEC), "none"),
    ] {
        for (rtnl, how, errno) in [(&liberal, "liberal", "none"), (&strict, "strict", errno)] {
            let ended = rtnl.dump(&request)?.errno();
            test.check(&format!("{name}: {how}"), errno, errno_of(&ended));
        }
    }
    Ok(())
}

/// `IFLA_AF_SPEC` with `IFLA_INET_CONF` for `lo`, each level flagged as a nest or not.
fn inet_conf(lo: u32, flagged: [bool; 3]) -> Request {
    /// `IPV4_DEVCONF_FORWARDING`.
    const FORWARDING: u16 = 1;
    let flag = |ty: u16, level: usize| if flagged[level] { ty | NLA_F_NESTED } else { ty };
    let values = AttrList::new().u32(FORWARDING, 0);
    let conf = AttrList::new().bytes(flag(IFLA_INET_CONF, 2), values.as_bytes());
    let inet = AttrList::new().bytes(flag(AF_INET.into(), 1), conf.as_bytes());
    of_link(NEWLINK, lo).attr(flag(IFLA_AF_SPEC, 0), inet.as_bytes())
}

fn nested_flag(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "asker")?;
    for (name, flagged) in [
        ("every nest is flagged", [true; 3]),
        ("no nest is", [false; 3]),
        ("IFLA_INET_CONF is not", [true, true, false]),
        ("AF_INET is not", [true, false, true]),
        ("IFLA_AF_SPEC is not", [false, true, true]),
    ] {
        let answer = rtnl.ask(&inet_conf(rtnl.lo, flagged))?;
        test.check(name, "none", errno_of(&answer));
    }
    Ok(())
}

/// A flag that a program sets by mistake, as it means NLM_F_EXCL in NEW requests.
fn bulk_flag(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "asker")?;
    rtnl.lo_up()?;
    for (name, request, errno) in [
        ("DELLINK", of_link(DELLINK, NOBODY), "ENODEV"),
        ("DELADDR", of_address(DELADDR, rtnl.lo, [127, 0, 9, 9]), "EADDRNOTAVAIL"),
        ("DELROUTE", of_route(DELROUTE, rtnl.lo, [10, 9, 9, 0]), "ESRCH"),
    ] {
        let plain = rtnl.ask(&request)?;
        test.check(&format!("{name} of what is not there"), errno, errno_of(&plain));
        let bulk = rtnl.ask(&request.flags(BULK))?;
        test.check(&format!("{name} of many"), "EOPNOTSUPP", errno_of(&bulk));
    }
    Ok(())
}

/// What is accepted without telling the program is reported in the kernel's log.
fn complaints(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "asker")?;
    let lo = rtnl.lo;
    test.guest.agent().write_file("/proc/sys/kernel/printk", b"8").must("printk")?;
    // The first four bytes are the MTU that `lo` has.
    let mtu = [16436_u32.to_guest().as_slice(), &[0]].concat();
    for (name, request, line) in [
        (
            "five bytes of MTU",
            of_link(NEWLINK, lo).attr(IFLA_MTU, &mtu),
            "netlink: 'init': attribute type 4 has an invalid length.",
        ),
        (
            "two bytes behind the attributes",
            of_link(NEWLINK, lo).number(IFLA_MTU, 16436).behind(&[0; 2]),
            "netlink: 2 bytes leftover after parsing attributes in process `init'.",
        ),
    ] {
        let answer = rtnl.ask(&request)?;
        test.check(&format!("{name}: the answer"), "none", errno_of(&answer));
        let said = said(test)?;
        test.check(&format!("{name}: the kernel's log"), line, said);
    }
    Ok(())
}

/// The last line that the kernel printed about netlink. Kernels from 6.12 on print from a thread of their own.
fn said(test: &Test) -> Result<String, Stop> {
    const PATIENCE: Duration = Duration::from_millis(400);
    const TICK: Duration = Duration::from_millis(20);
    let asked = Instant::now();
    loop {
        let console = (test.console)().unwrap_or_default();
        let lines: Vec<&str> =
            console.lines().filter_map(|it| it.split_once("netlink: ")).map(|it| it.1).collect();
        if let (Some(last), true) = (lines.last(), asked.elapsed() > PATIENCE) {
            return Ok(format!("netlink: {}", last.trim()));
        }
        if asked.elapsed() > PATIENCE {
            return Ok("nothing".to_owned());
        }
        std::thread::sleep(TICK);
    }
}

/// A failing request does not keep the next from being carried out.
fn batch(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "asker")?;
    rtnl.lo_up()?;
    let new = of_address(NEWADDR, rtnl.lo, [127, 0, 1, 1])
        .flags(CREATE | EXCL)
        .bytes(REQUEST | ACK, SEQUENCE);
    let gone = of_address(DELADDR, rtnl.lo, [127, 0, 1, 1]).bytes(REQUEST | ACK, SEQUENCE);
    rtnl.socket.tell(&[new.clone(), new.clone(), gone.clone()].concat())?;
    test.check("new, new again, gone", "ack, EEXIST, ack", answers(&rtnl)?);
    let mut false_length = gone.clone();
    false_length[0] = u8::MAX;
    rtnl.socket.tell(&[new.clone(), false_length, gone.clone()].concat())?;
    test.check("one in the middle that claims to be longer than all", "ack", answers(&rtnl)?);
    let shorter = [&8_u32.to_guest(), &gone[4..]].concat();
    rtnl.socket.tell(&[gone, shorter, new].concat())?;
    test.check(
        "one in the middle that claims to be shorter than its header",
        "ack",
        answers(&rtnl)?,
    );
    Ok(())
}

/// The acknowledgements that have arrived.
fn answers(rtnl: &Rtnl) -> Result<String, Stop> {
    let heard = rtnl.heard()?;
    let plain = heard.iter().map(|it| it.trim_end_matches(" of this socket"));
    Ok(plain.collect::<Vec<_>>().join(", "))
}
