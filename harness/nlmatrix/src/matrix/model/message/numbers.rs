//! Names for numbers that every kernel has: protocols, address families, flags (`include/uapi/linux/netlink.h`).
//! Those of message types are in the wire crate.

use nlmatrix_wire::netlink::families;

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

/// The number of the name; the error lists the known names.
pub(super) fn named<T: Copy>(what: &str, name: &str, table: &[(&str, T)]) -> Result<T, String> {
    let found = table.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    found.ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(|(known, _)| *known).collect();
        format!("`{name}` is not a {what}: known are {}", known.join(", "))
    })
}

/// The type of an rtnetlink message by name, like `getlink`, and the length of its header.
pub(super) fn route(name: &str) -> Result<(u16, usize), String> {
    families::route(name).ok_or_else(|| {
        let known: Vec<&str> = families::ROUTE.iter().map(|(known, ..)| *known).collect();
        format!(
            "`{name}` is not a message of rtnetlink: write new, del, get or set, followed by one of {}",
            known.join(", ")
        )
    })
}

/// A family of addresses.
pub(super) fn address_family(name: &str) -> Result<u8, String> {
    named("family of addresses", name, &ADDRESSES)
}

/// Flags by name.
pub(super) fn flags(names: &[&str]) -> Result<u16, String> {
    names.iter().try_fold(0, |all, name| Ok(all | named("flag", name, &FLAGS)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_told_with_what_is() {
        assert!(route("fetchlink").unwrap_err().contains("link, addr"));
        assert!(flags(&["ack", "now"]).unwrap_err().starts_with("`now` is not a flag"));
        assert_eq!(flags(&["ack", "dump"]), Ok(0x304));
    }
}
