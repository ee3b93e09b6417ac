//! Dumps of what was asked for alone, and what strict checking refuses of requests that not every kernel has.

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
        "with strict checking a dump has what was asked for, and says so",
    )
    .since("4.20")
    .packaged(),
    Scenario::new(
        "strict-checking-packaged",
        strict_packaged,
        "NETLINK_GET_STRICT_CHK: what dumps refuse that they passed over before, of tables that not every kernel has",
    )
    .since("5.3")
    .packaged(),
];

/// A socket that is liberal, and one that is strict, in one namespace with addresses on `lo`.
fn both<'a>(test: &mut Test<'a>) -> Result<[Rtnl<'a>; 2], Stop> {
    let liberal = alone(test, "asker")?;
    liberal.lo_up()?;
    let strict = liberal.beside(test, 0)?;
    let set = strict.socket.set_netlink(NETLINK_GET_STRICT_CHK, 1)?;
    test.check("the option", "none", errno_of(&set));
    Ok([liberal, strict])
}

/// How much of `all` a dump has, and whether its messages say that it is filtered; or the error that came.
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

/// Who filters in the kernel has to look whether it did.
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
        // Of links the filter counts for everybody, and is not told.
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

/// The other requests of ip(8) and its like.
fn strict_packaged(test: &mut Test) -> Result<(), Stop> {
    let [liberal, strict] = both(test)?;
    // Next hops were new as strict checking was, and are checked for everybody.
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
