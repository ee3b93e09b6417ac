//! Names of numbers that every kernel has: protocols, message types of rtnetlink, subsystems of nfnetlink,
//! flags (`include/uapi/linux/netlink.h`, `rtnetlink.h`, `netfilter/nfnetlink.h`).

/// Protocols.
pub(super) const PROTOCOLS: [(&str, i32); 18] = [
    ("route", 0),
    ("usersock", 2),
    ("firewall", 3),
    ("sock_diag", 4),
    ("nflog", 5),
    ("xfrm", 6),
    ("selinux", 7),
    ("iscsi", 8),
    ("audit", 9),
    ("fib_lookup", 10),
    ("connector", 11),
    ("netfilter", 12),
    ("ip6_fw", 13),
    ("kobject_uevent", 15),
    ("generic", 16),
    ("scsitransport", 18),
    ("rdma", 20),
    ("crypto", 21),
];

/// Groups of rtnetlink's messages: the number of `RTM_NEW…`, and how long the header behind `nlmsghdr` is.
/// `del`, `get` and `set` follow in this order.
const ROUTE: [(&str, u16, usize); 22] = [
    ("link", 16, 16),
    ("addr", 20, 8),
    ("route", 24, 12),
    ("neigh", 28, 12),
    ("rule", 32, 12),
    ("qdisc", 36, 20),
    ("tclass", 40, 20),
    ("tfilter", 44, 20),
    ("action", 48, 4),
    ("prefix", 52, 12),
    ("multicast", 56, 4),
    ("anycast", 60, 4),
    ("neightbl", 64, 4),
    ("nduseropt", 68, 16),
    ("addrlabel", 72, 12),
    ("dcb", 76, 4),
    ("netconf", 80, 4),
    ("mdb", 84, 8),
    ("nsid", 88, 4),
    ("stats", 92, 12),
    ("chain", 100, 20),
    ("nexthop", 104, 8),
];
const VERBS: [&str; 4] = ["new", "del", "get", "set"];

/// Subsystems of nfnetlink.
pub(super) const NETFILTER: [(&str, u16); 13] = [
    ("ctnetlink", 1),
    ("ctnetlink_exp", 2),
    ("queue", 3),
    ("ulog", 4),
    ("osf", 5),
    ("ipset", 6),
    ("acct", 7),
    ("cttimeout", 8),
    ("cthelper", 9),
    ("nftables", 10),
    ("nft_compat", 11),
    ("hook", 12),
    ("none", 0),
];

/// Families of addresses.
const ADDRESSES: [(&str, u8); 6] =
    [("unspec", 0), ("unix", 1), ("inet", 2), ("bridge", 7), ("inet6", 10), ("packet", 17)];

/// Bits of `nlmsg_flags`.
const FLAGS: [(&str, u16); 16] = [
    ("request", 0x1),
    ("multi", 0x2),
    ("ack", 0x4),
    ("echo", 0x8),
    ("dump-intr", 0x10),
    ("dump-filtered", 0x20),
    ("dump", 0x300),
    ("root", 0x100),
    ("match", 0x200),
    ("atomic", 0x400),
    ("replace", 0x100),
    ("excl", 0x200),
    ("create", 0x400),
    ("append", 0x800),
    ("nonrec", 0x100),
    ("bulk", 0x200),
];

/// The number of the name, or what names there are.
pub(super) fn named<T: Copy>(what: &str, name: &str, table: &[(&str, T)]) -> Result<T, String> {
    let found = table.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    found.ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(|(known, _)| *known).collect();
        format!("`{name}` is no {what}: there are {}", known.join(", "))
    })
}

/// The type of a message of rtnetlink by its name, as `getlink`, and its header's length.
pub(super) fn route(name: &str) -> Result<(u16, usize), String> {
    let found = VERBS.iter().zip(0..).find_map(|(verb, offset)| {
        let object = name.strip_prefix(verb)?;
        let (_, first, header) = ROUTE.iter().find(|(known, ..)| *known == object)?;
        Some((first + offset, *header))
    });
    found.ok_or_else(|| {
        let known: Vec<&str> = ROUTE.iter().map(|(known, ..)| *known).collect();
        format!(
            "`{name}` is no message of rtnetlink: it is new, del, get or set, and one of {}",
            known.join(", ")
        )
    })
}

/// The name of such a type.
pub fn route_name(ty: u16) -> Option<String> {
    let (object, first, _) = ROUTE.iter().rev().find(|(_, first, _)| *first <= ty)?;
    Some(format!("{}{object}", VERBS.get(usize::from(ty - first))?))
}

/// The length of the header behind `nlmsghdr` in a message of this type.
pub(super) fn route_header(ty: u16) -> usize {
    ROUTE.iter().rev().find(|(_, first, _)| *first <= ty).map_or(0, |(.., header)| *header)
}

/// A family of addresses.
pub(super) fn address_family(name: &str) -> Result<u8, String> {
    named("family of addresses", name, &ADDRESSES)
}

/// Flags by their names.
pub(super) fn flags(names: &[&str]) -> Result<u16, String> {
    names.iter().try_fold(0, |all, name| Ok(all | named("flag", name, &FLAGS)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("newlink", 16, 16)]
    #[case("getlink", 18, 16)]
    #[case("setlink", 19, 16)]
    #[case("getroute", 26, 12)]
    #[case("delnexthop", 105, 8)]
    #[case("newnsid", 88, 4)]
    fn messages_of_rtnetlink_have_names(
        #[case] name: &str,
        #[case] ty: u16,
        #[case] header: usize,
    ) {
        assert_eq!(route(name), Ok((ty, header)));
        assert_eq!((route_name(ty).as_deref(), route_header(ty)), (Some(name), header));
    }

    #[test]
    fn what_is_not_known_is_told_with_what_is() {
        assert!(route("fetchlink").unwrap_err().contains("link, addr"));
        assert!(flags(&["ack", "now"]).unwrap_err().starts_with("`now` is no flag"));
        assert_eq!(flags(&["ack", "dump"]), Ok(0x304));
    }
}
