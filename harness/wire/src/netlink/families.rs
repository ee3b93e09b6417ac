//! The kernel's own families: messages of rtnetlink and subsystems of nfnetlink, by their names
//! (`include/uapi/linux/rtnetlink.h`, `netfilter/nfnetlink.h`).

/// `NETLINK_ROUTE`.
pub const NETLINK_ROUTE: i32 = 0;
/// `NETLINK_NETFILTER`.
pub const NETLINK_NETFILTER: i32 = 12;
/// The length of `struct nfgenmsg`.
const NFGENMSG: usize = 4;

/// What rtnetlink's messages are about: the number of `RTM_NEW…`, and the length of the header after `nlmsghdr`.
/// `del`, `get` and `set` follow in this order.
pub const ROUTE: [(&str, u16, usize); 22] = [
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

/// Subsystems of nfnetlink, by the upper byte of a message's type.
pub const SUBSYSTEMS: [(&str, u16); 13] = [
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

/// The type of an rtnetlink message by name, like `getlink`, and the length of its header.
#[must_use]
pub fn route(name: &str) -> Option<(u16, usize)> {
    VERBS.iter().zip(0..).find_map(|(verb, offset)| {
        let object = name.strip_prefix(verb)?;
        let (_, first, header) = ROUTE.iter().find(|(known, ..)| *known == object)?;
        Some((first + offset, *header))
    })
}

/// The name of such a type.
#[must_use]
pub fn route_name(ty: u16) -> Option<String> {
    let (object, first, _) = ROUTE.iter().rev().find(|(_, first, _)| *first <= ty)?;
    Some(format!("{}{object}", VERBS.get(usize::from(ty - first))?))
}

/// The length of the header after `nlmsghdr` in a message of this type.
#[must_use]
pub fn route_header(ty: u16) -> usize {
    ROUTE.iter().rev().find(|(_, first, _)| *first <= ty).map_or(0, |(.., header)| *header)
}

/// The name of a type of one of these protocols, as `RTM_GETLINK` or `nftables 0`, and the length of the header
/// behind `nlmsghdr`.
pub(super) fn message(protocol: i32, ty: u16) -> Option<(String, usize)> {
    match protocol {
        NETLINK_ROUTE => {
            Some((format!("RTM_{}", route_name(ty)?.to_uppercase()), route_header(ty)))
        }
        NETLINK_NETFILTER => {
            let [subsystem, message] = ty.to_be_bytes();
            let (name, _) = SUBSYSTEMS.iter().find(|(_, number)| *number == subsystem.into())?;
            Some((format!("{name} {message}"), NFGENMSG))
        }
        _ => None,
    }
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
        assert_eq!(route(name), Some((ty, header)));
        assert_eq!((route_name(ty).as_deref(), route_header(ty)), (Some(name), header));
    }

    #[rstest]
    #[case::route(NETLINK_ROUTE, 18, Some(("RTM_GETLINK", 16)))]
    #[case::between_two(NETLINK_ROUTE, 98, None)]
    #[case::nftables(NETLINK_NETFILTER, 0xa00, Some(("nftables 0", 4)))]
    #[case::no_subsystem(NETLINK_NETFILTER, 0xff00, None)]
    #[case::anybody(31, 18, None)]
    fn types_are_those_of_their_protocol(
        #[case] protocol: i32,
        #[case] ty: u16,
        #[case] known: Option<(&str, usize)>,
    ) {
        assert_eq!(message(protocol, ty), known.map(|(name, header)| (name.to_owned(), header)));
    }
}
