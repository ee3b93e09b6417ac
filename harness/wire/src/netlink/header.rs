//! The two fixed headers, their constants, and the names of flags and types.

use super::order::Number as _;

/// `NLMSG_HDRLEN`: bytes of a `struct nlmsghdr`.
pub const NLMSG_HDRLEN: usize = 16;
/// `GENL_HDRLEN`: bytes of a `struct genlmsghdr`.
pub const GENL_HDRLEN: usize = 4;
/// `NLA_HDRLEN`: bytes of a `struct nlattr`.
pub const NLA_HDRLEN: usize = 4;

/// Protocol number of uevents.
pub const NETLINK_KOBJECT_UEVENT: i32 = 15;
/// Protocol number of generic netlink.
pub const NETLINK_GENERIC: i32 = 16;
/// Message type of the generic netlink controller, `nlctrl`.
pub const GENL_ID_CTRL: u16 = 0x10;

/// Nothing.
pub const NLMSG_NOOP: u16 = 1;
/// Error, or acknowledgement when its code is 0.
pub const NLMSG_ERROR: u16 = 2;
/// End of a dump.
pub const NLMSG_DONE: u16 = 3;
/// Data lost (never sent by Linux).
pub const NLMSG_OVERRUN: u16 = 4;
/// Types below this one belong to netlink itself.
pub const NLMSG_MIN_TYPE: u16 = 0x10;

/// A request to the kernel.
pub const NLM_F_REQUEST: u16 = 0x01;
/// Part of a multi-part message.
pub const NLM_F_MULTI: u16 = 0x02;
/// Ask for an acknowledgement.
pub const NLM_F_ACK: u16 = 0x04;
/// Ask for an echo.
pub const NLM_F_ECHO: u16 = 0x08;
/// The dump was inconsistent (3.1).
pub const NLM_F_DUMP_INTR: u16 = 0x10;
/// The dump was filtered as requested (4.20).
pub const NLM_F_DUMP_FILTERED: u16 = 0x20;
/// GET: the whole tree.
pub const NLM_F_ROOT: u16 = 0x100;
/// GET: all that match.
pub const NLM_F_MATCH: u16 = 0x200;
/// GET: `NLM_F_ROOT | NLM_F_MATCH`.
pub const NLM_F_DUMP: u16 = NLM_F_ROOT | NLM_F_MATCH;
/// Acknowledgement: the request's payload was left out (4.12).
pub const NLM_F_CAPPED: u16 = 0x100;
/// Acknowledgement: extended-ack attributes follow (4.12).
pub const NLM_F_ACK_TLVS: u16 = 0x200;

/// Attribute type bit: the value is a list of attributes.
pub const NLA_F_NESTED: u16 = 0x8000;
/// Attribute type bit: the value is big endian.
pub const NLA_F_NET_BYTEORDER: u16 = 0x4000;
/// The bits of an attribute type that are the type.
pub const NLA_TYPE_MASK: u16 = 0x3fff;

/// Rounds up to a multiple of 4 (`NLMSG_ALIGN`, `NLA_ALIGN`); saturates instead of overflowing.
#[must_use]
pub const fn align(len: usize) -> usize {
    len.saturating_add(3) & !3
}

/// A `struct nlmsghdr`. `len` is what the message claims, header included, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NlMsgHdr {
    /// `nlmsg_len`.
    pub len: u32,
    /// `nlmsg_type`.
    pub ty: u16,
    /// `nlmsg_flags`.
    pub flags: u16,
    /// `nlmsg_seq`.
    pub seq: u32,
    /// `nlmsg_pid`: a port, which is not always a process id.
    pub pid: u32,
}

impl NlMsgHdr {
    /// Reads a header and returns what follows it; `None` below 16 bytes. Judges nothing.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = bytes.split_first_chunk::<NLMSG_HDRLEN>()?;
        let [l0, l1, l2, l3, t0, t1, f0, f1, s0, s1, s2, s3, p0, p1, p2, p3] = *head;
        let header = Self {
            len: u32::from_guest([l0, l1, l2, l3]),
            ty: u16::from_guest([t0, t1]),
            flags: u16::from_guest([f0, f1]),
            seq: u32::from_guest([s0, s1, s2, s3]),
            pid: u32::from_guest([p0, p1, p2, p3]),
        };
        Some((header, rest))
    }

    /// The 16 bytes on the wire.
    #[must_use]
    pub fn to_bytes(self) -> [u8; NLMSG_HDRLEN] {
        let mut out = [0; NLMSG_HDRLEN];
        out[..4].copy_from_slice(&self.len.to_guest());
        out[4..6].copy_from_slice(&self.ty.to_guest());
        out[6..8].copy_from_slice(&self.flags.to_guest());
        out[8..12].copy_from_slice(&self.seq.to_guest());
        out[12..].copy_from_slice(&self.pid.to_guest());
        out
    }
}

/// A `struct genlmsghdr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GenlHdr {
    /// The family's command.
    pub cmd: u8,
    /// The family's version; no kernel checks it.
    pub version: u8,
    /// Must be zero for commands from `resv_start_op` on (6.1).
    pub reserved: u16,
}

impl GenlHdr {
    /// Reads a header and returns what follows it; `None` below 4 bytes.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (&[cmd, version, r0, r1], rest) = bytes.split_first_chunk::<GENL_HDRLEN>()?;
        let reserved = u16::from_guest([r0, r1]);
        Some((Self { cmd, version, reserved }, rest))
    }

    /// The 4 bytes on the wire.
    #[must_use]
    pub fn to_bytes(self) -> [u8; GENL_HDRLEN] {
        let [r0, r1] = self.reserved.to_guest();
        [self.cmd, self.version, r0, r1]
    }
}

/// What the flag bits from 0x100 up mean: it depends on the kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagContext {
    /// A question, and everything whose kind is not known.
    Get,
    /// An rtnetlink-style creation.
    New,
    /// An rtnetlink-style removal.
    Delete,
    /// `NLMSG_ERROR` and `NLMSG_DONE`.
    Ack,
}

impl FlagContext {
    /// The context of a message. Only rtnetlink (protocol 0) has its kind in the type's low bits.
    #[must_use]
    pub fn of(protocol: i32, ty: u16) -> Self {
        match (protocol, ty) {
            (_, NLMSG_ERROR | NLMSG_DONE) => Self::Ack,
            (0, NLMSG_MIN_TYPE..) if ty & 3 == 0 => Self::New,
            (0, NLMSG_MIN_TYPE..) if ty & 3 == 1 => Self::Delete,
            _ => Self::Get,
        }
    }

    fn names(self) -> &'static [(u16, &'static str)] {
        match self {
            Self::Get => &[(0x300, "DUMP"), (0x100, "ROOT"), (0x200, "MATCH"), (0x400, "ATOMIC")],
            Self::New => {
                &[(0x100, "REPLACE"), (0x200, "EXCL"), (0x400, "CREATE"), (0x800, "APPEND")]
            }
            Self::Delete => &[(0x100, "NONREC"), (0x200, "BULK")],
            Self::Ack => &[(NLM_F_CAPPED, "CAPPED"), (NLM_F_ACK_TLVS, "ACK_TLVS")],
        }
    }
}

const COMMON_FLAGS: [(u16, &str); 6] = [
    (NLM_F_REQUEST, "REQUEST"),
    (NLM_F_MULTI, "MULTI"),
    (NLM_F_ACK, "ACK"),
    (NLM_F_ECHO, "ECHO"),
    (NLM_F_DUMP_INTR, "DUMP_INTR"),
    (NLM_F_DUMP_FILTERED, "DUMP_FILTERED"),
];

/// Flags as `REQUEST|ACK`; `0` for none; bits without a name in hexadecimal at the end.
#[must_use]
pub fn flag_names(flags: u16, context: FlagContext) -> String {
    let mut left = flags;
    let mut names = Vec::new();
    for &(bits, name) in COMMON_FLAGS.iter().chain(context.names()) {
        if left & bits == bits {
            left &= !bits;
            names.push(name.to_owned());
        }
    }
    if left != 0 {
        names.push(format!("{left:#x}"));
    }
    if names.is_empty() { "0".to_owned() } else { names.join("|") }
}

/// The name of netlink's own message types; `None` for the others.
#[must_use]
pub fn message_type_name(ty: u16) -> Option<&'static str> {
    match ty {
        NLMSG_NOOP => Some("NLMSG_NOOP"),
        NLMSG_ERROR => Some("NLMSG_ERROR"),
        NLMSG_DONE => Some("NLMSG_DONE"),
        NLMSG_OVERRUN => Some("NLMSG_OVERRUN"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, FlagContext::Get, "0")]
    #[case(0x5, FlagContext::Get, "REQUEST|ACK")]
    #[case(0x301, FlagContext::Get, "REQUEST|DUMP")]
    #[case(0x101, FlagContext::Get, "REQUEST|ROOT")]
    #[case(0x200, FlagContext::Get, "MATCH")]
    #[case(0x605, FlagContext::New, "REQUEST|ACK|EXCL|CREATE")]
    #[case(0x300, FlagContext::Delete, "NONREC|BULK")]
    #[case(0x100, FlagContext::Ack, "CAPPED")]
    #[case(0x302, FlagContext::Ack, "MULTI|CAPPED|ACK_TLVS")]
    #[case(0x8012, FlagContext::Get, "MULTI|DUMP_INTR|0x8000")]
    fn flags_have_names(#[case] flags: u16, #[case] context: FlagContext, #[case] want: &str) {
        assert_eq!(flag_names(flags, context), want);
    }

    #[rstest]
    #[case(16, NLMSG_ERROR, FlagContext::Ack)]
    #[case(31, NLMSG_DONE, FlagContext::Ack)]
    #[case(0, 16, FlagContext::New)]
    #[case(0, 17, FlagContext::Delete)]
    #[case(0, 18, FlagContext::Get)]
    #[case(16, 16, FlagContext::Get)]
    fn context_follows_type(#[case] protocol: i32, #[case] ty: u16, #[case] want: FlagContext) {
        assert_eq!(FlagContext::of(protocol, ty), want);
    }

    #[rstest]
    #[case(0, 0)]
    #[case(1, 4)]
    #[case(4, 4)]
    #[case(17, 20)]
    #[case(usize::MAX, usize::MAX & !3)]
    fn align_rounds_up(#[case] len: usize, #[case] want: usize) {
        assert_eq!(align(len), want);
    }
}
