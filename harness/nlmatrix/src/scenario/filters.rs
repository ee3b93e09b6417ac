//! Dumps restricted to what was asked for, and what strict checking rejects in requests that some kernels lack.

use super::definition::Scenario;
use super::rtnl::*;
use super::test::errno_of;
use super::{Stop, Test};
use crate::guest::consts::NETLINK_GET_STRICT_CHK;
use nlmatrix_wire::netlink::Number as _;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "dump-filtered",
        filtered,
        "with strict checking, a dump contains only what was asked for, and is flagged as filtered",
    )
    .since("4.20")
    .packaged(),
    Scenario::new(
        "strict-checking-packaged",
        strict_packaged,
        "NETLINK_GET_STRICT_CHK: what dumps reject that they ignore without it, of tables that not every kernel has",
    )
    .since("5.3")
    .packaged(),
];

/// A socket without and one with strict checking, in one namespace with addresses on `lo`.
fn both<'a>(test: &mut Test<'a>) -> Result<[Rtnl<'a>; 2], Stop> {
    let liberal = alone(test, "asker")?;
    liberal.lo_up()?;
    let strict = liberal.beside(test, 0)?;
    let set = strict.socket.set_netlink(NETLINK_GET_STRICT_CHK, 1)?;
    test.check("the option", "none", errno_of(&set));
    Ok([liberal, strict])
}

/// How much of `all` a dump contains, and whether its messages are flagged as filtered; or the error that came.
fn shown(dump: &Dump, all: usize) -> String {
    let entries = match dump.entries() {
        0 => "nothing",
        entries if entries == all => "all",
        _ => "some",
    };
    match dump.errno() {
        Ok(()) if dump.is_filtered() => format!("{entries}, filtered"),
        Ok(()) => entries.to_owned(),
        Err(errno) => errno.to_string(),
    }
}

/// Programs that leave filtering to the kernel have to check whether it happened.
fn filtered(test: &mut Test) -> Result<(), Stop> {
    const MAIN: u32 = 254;
    const NO_TABLE: u32 = 12345;
    let [liberal, strict] = both(test)?;
    let lo = liberal.lo;
    liberal.must("a route", &of_route(NEWROUTE, lo, [10, 1, 1, 0]).flags(CREATE))?;
    let of_lo = [&[AF_INET, 0, 0, 0], lo.to_guest().as_slice()].concat();
    let routes = || all_of(GETROUTE, AF_INET);
    let addresses = || all_of(GETADDR, AF_INET);
    let links = || all_of(GETLINK, AF_UNSPEC);
    for (name, request, all, liberally, strictly) in [
        ("addresses of lo", Request::new(GETADDR, &of_lo), addresses(), "all", "all, filtered"),
        (
            "routes of the main table",
            routes().number(RTA_TABLE, MAIN),
            routes(),
            "all",
            "some, filtered",
        ),
        (
            "routes of another table",
            routes().number(RTA_TABLE, NO_TABLE),
            routes(),
            "all",
            "ENOENT",
        ),
        // For links, the filter works without strict checking, and is not flagged.
        ("links with a master", links().number(IFLA_MASTER, 999), links(), "nothing", "nothing"),
    ] {
        let count = liberal.dump(&all)?.entries();
        for (rtnl, how, reference) in
            [(&liberal, "liberal", liberally), (&strict, "strict", strictly)]
        {
            test.check(&format!("{name}: {how}"), reference, shown(&rtnl.dump(&request)?, count));
        }
    }
    Ok(())
}

/// The other requests of ip(8) and similar programs.
fn strict_packaged(test: &mut Test) -> Result<(), Stop> {
    let [liberal, strict] = both(test)?;
    // Next hops appeared after strict checking, and are always checked strictly.
    let new = ["EINVAL", "EINVAL"];
    let both = ["none", "EINVAL"];
    for (name, ty, family, short, unknown) in [
        ("GETRULE", GETRULE, AF_INET, both, both),
        ("GETNETCONF", GETNETCONF, AF_INET, both, both),
        ("GETNEIGHTBL", GETNEIGHTBL, AF_INET, both, both),
        ("GETNSID", GETNSID, AF_UNSPEC, ["none", "none"], both),
        ("GETADDRLABEL", GETADDRLABEL, AF_INET6, both, both),
        ("GETNEXTHOP", GETNEXTHOP, AF_UNSPEC, new, new),
        ("GETADDR of IPv6", GETADDR, AF_INET6, both, both),
        ("GETROUTE of IPv6", GETROUTE, AF_INET6, both, both),
    ] {
        let too_short = Request::new(ty, &[family]);
        let attribute = all_of(ty, family).number(99, 1);
        for (what, request, errnos) in
            [("one byte of header", too_short, short), ("an unknown attribute", attribute, unknown)]
        {
            for (rtnl, how, errno) in
                [(&liberal, "liberal", errnos[0]), (&strict, "strict", errnos[1])]
            {
                let ended = rtnl.dump(&request)?.errno();
                test.check(&format!("{name} with {what}: {how}"), errno, errno_of(&ended));
            }
        }
    }
    Ok(())
}
