//! Requests of route netlink, with the headers that each kind of message has.

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::{AttrList, MessageBuilder};

macro_rules! numbers {
    ($kind:ty: $($name:ident = $value:expr),+ $(,)?) => {
        $(pub(in crate::scenario) const $name: $kind = $value;)+
    };
}

// Message types, attributes and flags, as in linux/rtnetlink.h and related headers.
numbers! { u16:
    NEWLINK = 16, DELLINK = 17, GETLINK = 18, NEWADDR = 20, DELADDR = 21, GETADDR = 22,
    NEWROUTE = 24, DELROUTE = 25, GETROUTE = 26, NEWNEIGH = 28, DELNEIGH = 29, GETNEIGH = 30,
    NEWRULE = 32, DELRULE = 33, GETRULE = 34, NEWQDISC = 36, DELQDISC = 37,
    GETNEIGHTBL = 66, GETADDRLABEL = 74, GETNETCONF = 82, NEWNSID = 88, DELNSID = 89,
    GETNSID = 90, NEWNEXTHOP = 104, DELNEXTHOP = 105, GETNEXTHOP = 106,
    NEWLINKPROP = 108, DELLINKPROP = 109,
    IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_LINK = 5, IFLA_MASTER = 10, IFLA_LINKINFO = 18,
    IFLA_NET_NS_PID = 19, IFLA_AF_SPEC = 26, IFLA_PROP_LIST = 52, IFLA_ALT_IFNAME = 53,
    IFLA_INFO_KIND = 1, IFLA_INFO_DATA = 2, IFLA_INET_CONF = 1,
    IFA_ADDRESS = 1, IFA_LOCAL = 2, RTA_DST = 1, RTA_OIF = 4, NDA_DST = 1, NDA_LLADDR = 2,
    FRA_PRIORITY = 6, NETNSA_NSID = 1, NETNSA_PID = 2, TCA_KIND = 1, NHA_ID = 1, NHA_BLACKHOLE = 4,
    NETCONFA_IFINDEX = 1, NETCONFA_FORWARDING = 2, RTA_TABLE = 15,
    EXCL = 0x200, BULK = 0x200, CREATE = 0x400, ECHO = 0x8,
    APPEND = 0x800,
}
numbers! { u32: IFF_UP = 1 }
numbers! { u8: AF_UNSPEC = 0, AF_INET = 2, AF_INET6 = 10, AF_BRIDGE = 7 }

// The bits of groups.
numbers! { u32:
    GROUP_LINK = 1, GROUP_NEIGHBOUR = 1 << 2, GROUP_ADDRESS = 1 << 4, GROUP_ROUTE = 1 << 6,
    GROUP_RULE = 1 << 7, GROUP_QDISC = 1 << 3, GROUP_NETCONF = 1 << 23, GROUP_NSID = 1 << 27,
    GROUP_NEXTHOP = 1 << 31,
}

// The lengths of the headers that precede attributes.
numbers! { usize:
    LINK_HEADER = 16, ADDRESS_HEADER = 8, ROUTE_HEADER = 12, NEIGHBOUR_HEADER = 12,
    QDISC_HEADER = 20, NEXTHOP_HEADER = 8, NSID_HEADER = 4, NETCONF_HEADER = 4,
}

/// A request without its number.
#[derive(Clone)]
pub(in crate::scenario) struct Request {
    ty: u16,
    flags: u16,
    header: Vec<u8>,
    attrs: AttrList,
    behind: Vec<u8>,
}

impl Request {
    /// With the header of its kind and no attributes.
    pub fn new(ty: u16, header: &[u8]) -> Self {
        let (header, attrs) = (header.to_vec(), AttrList::new());
        Self { ty, flags: 0, header, attrs, behind: Vec::new() }
    }

    /// With these flags in addition to those of every request.
    pub fn flags(self, flags: u16) -> Self {
        Self { flags: self.flags | flags, ..self }
    }

    /// With the attribute `ty`.
    pub fn attr(self, ty: u16, value: &[u8]) -> Self {
        Self { attrs: self.attrs.bytes(ty, value), ..self }
    }

    /// With a nest in the attribute `ty`, flagged as a nest.
    pub fn nested(self, ty: u16, list: &AttrList) -> Self {
        Self { attrs: self.attrs.nested(ty, list), ..self }
    }

    /// With a number in the attribute `ty`.
    pub fn number(self, ty: u16, value: u32) -> Self {
        self.attr(ty, &value.to_guest())
    }

    /// With a text in the attribute `ty`.
    pub fn text(self, ty: u16, value: &str) -> Self {
        Self { attrs: self.attrs.str(ty, value), ..self }
    }

    /// With these bytes after the attributes.
    pub fn behind(self, bytes: &[u8]) -> Self {
        Self { behind: bytes.to_vec(), ..self }
    }

    /// In the form in which it is sent.
    pub fn bytes(&self, flags: u16, sequence: u32) -> Vec<u8> {
        let message = MessageBuilder::new(self.ty, flags | self.flags, sequence);
        let message = message.payload(&self.header).payload(self.attrs.as_bytes());
        message.payload(&self.behind).build()
    }
}

/// `struct ifinfomsg`.
fn link(index: u32, flags: u32, change: u32) -> [u8; LINK_HEADER] {
    let mut header = [0; LINK_HEADER];
    header[4..8].copy_from_slice(&index.to_guest());
    header[8..12].copy_from_slice(&flags.to_guest());
    header[12..].copy_from_slice(&change.to_guest());
    header
}

/// About the device with this index.
pub(in crate::scenario) fn of_link(ty: u16, index: u32) -> Request {
    Request::new(ty, &link(index, 0, 0))
}

/// About the device of this name.
pub(in crate::scenario) fn of_name(ty: u16, name: &str) -> Request {
    of_link(ty, 0).text(IFLA_IFNAME, name)
}

/// A new device of this kind.
pub(in crate::scenario) fn new_link(kind: &str, name: &str) -> Request {
    new_link_with(kind, name, &AttrList::new())
}

/// The same, with attributes that only its kind knows.
pub(in crate::scenario) fn new_link_with(kind: &str, name: &str, data: &AttrList) -> Request {
    let mut info = AttrList::new().str(IFLA_INFO_KIND, kind);
    if !data.as_bytes().is_empty() {
        info = info.bytes(IFLA_INFO_DATA, data.as_bytes());
    }
    of_name(NEWLINK, name).flags(CREATE | EXCL).attr(IFLA_LINKINFO, info.as_bytes())
}

/// About a device of this kind, which the request does not make.
pub(in crate::scenario) fn of_kind(kind: &str) -> Request {
    let info = AttrList::new().str(IFLA_INFO_KIND, kind);
    of_name(NEWLINK, kind).attr(IFLA_LINKINFO, info.as_bytes())
}

/// Brings a device up.
pub(in crate::scenario) fn set_up(index: u32) -> Request {
    Request::new(NEWLINK, &link(index, IFF_UP, IFF_UP))
}

/// Brings it down.
pub(in crate::scenario) fn set_down(index: u32) -> Request {
    Request::new(NEWLINK, &link(index, 0, IFF_UP))
}

/// About the address `local`/8 of `lo`, which has that index, with the scope of 127.0.0.1: `struct ifaddrmsg`.
pub(in crate::scenario) fn of_address(ty: u16, lo: u32, local: [u8; 4]) -> Request {
    /// `RT_SCOPE_HOST`.
    const HOST: u8 = 254;
    let header = [&[AF_INET, 8, 0, HOST], lo.to_guest().as_slice()].concat();
    let request = Request::new(ty, &header);
    request.attr(IFA_LOCAL, &local).attr(IFA_ADDRESS, &local)
}

/// About the route to `to`/24 through `lo`, which has that index, in the main table: `struct rtmsg`.
pub(in crate::scenario) fn of_route(ty: u16, lo: u32, to: [u8; 4]) -> Request {
    /// `RTPROT_STATIC`, `RT_SCOPE_LINK`, `RTN_UNICAST`, and the main table.
    const STATIC: u8 = 4;
    const ON_LINK: u8 = 253;
    const UNICAST: u8 = 1;
    const MAIN: u8 = 254;
    let header = [AF_INET, 24, 0, 0, MAIN, STATIC, ON_LINK, UNICAST, 0, 0, 0, 0];
    Request::new(ty, &header).attr(RTA_DST, &to).number(RTA_OIF, lo)
}

/// About the permanent neighbour `to` on a device: `struct ndmsg`.
pub(in crate::scenario) fn of_neighbour(ty: u16, index: u32, to: [u8; 4]) -> Request {
    /// `NUD_PERMANENT`.
    const PERMANENT: u16 = 0x80;
    let mut header = [0; NEIGHBOUR_HEADER];
    header[0] = AF_INET;
    header[4..8].copy_from_slice(&index.to_guest());
    header[8..10].copy_from_slice(&PERMANENT.to_guest());
    Request::new(ty, &header).attr(NDA_DST, &to)
}

/// About the rule with this priority, which leads to the main table: `struct fib_rule_hdr`.
pub(in crate::scenario) fn of_rule(ty: u16, priority: u32) -> Request {
    /// `FR_ACT_TO_TBL`.
    const TO_TABLE: u8 = 1;
    let header = [AF_INET, 0, 0, 0, 254, 0, 0, TO_TABLE, 0, 0, 0, 0];
    Request::new(ty, &header).number(FRA_PRIORITY, priority)
}

/// About the next hop with this number: `struct nhmsg`.
pub(in crate::scenario) fn of_nexthop(ty: u16, number: u32) -> Request {
    let mut header = [0; NEXTHOP_HEADER];
    header[0] = if ty == NEWNEXTHOP { AF_INET } else { AF_UNSPEC };
    Request::new(ty, &header).number(NHA_ID, number)
}

/// About the queueing discipline 1: of a device, the root of all its traffic: `struct tcmsg`.
pub(in crate::scenario) fn of_qdisc(ty: u16, index: u32) -> Request {
    /// `TC_H_ROOT`.
    const ROOT: u32 = u32::MAX;
    const HANDLE: u32 = 1 << 16;
    let mut header = [0; QDISC_HEADER];
    for (at, value) in [(4, index), (8, HANDLE), (12, ROOT)] {
        header[at..at + 4].copy_from_slice(&value.to_guest());
    }
    Request::new(ty, &header)
}

/// A dump of one address family, with the whole header of its kind.
pub(in crate::scenario) fn all_of(ty: u16, family: u8) -> Request {
    let mut header = match ty {
        GETLINK => vec![0; LINK_HEADER],
        GETADDR => vec![0; ADDRESS_HEADER],
        GETNETCONF => vec![0; NETCONF_HEADER],
        GETNSID => vec![0; NSID_HEADER],
        GETNEIGHTBL => vec![0; 4],
        GETNEXTHOP => vec![0; NEXTHOP_HEADER],
        _ => vec![0; ROUTE_HEADER],
    };
    header[0] = family;
    Request::new(ty, &header)
}

/// The same with only the family, as many programs ask: `struct rtgenmsg`.
pub(in crate::scenario) fn all_of_family(ty: u16, family: u8) -> Request {
    Request::new(ty, &[family, 0, 0, 0])
}
