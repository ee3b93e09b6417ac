//! Messages to send: correct ones and, on purpose, incorrect ones.
use super::header::{GenlHdr, NLA_F_NESTED, NLA_HDRLEN, NLMSG_HDRLEN, NlMsgHdr, align};
use super::order::Number as _;

/// A list of attributes under construction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttrList {
    bytes: Vec<u8>,
    unpadded: bool,
}

impl AttrList {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An attribute with this value. `ty` may carry flag bits, and a nested list without its flag
    /// is `bytes(ty, list.as_bytes())`. A value too long for 16 bits gets `nla_len` 65535.
    #[must_use]
    pub fn bytes(self, ty: u16, value: &[u8]) -> Self {
        let len = u16::try_from(NLA_HDRLEN.saturating_add(value.len())).unwrap_or(u16::MAX);
        self.bytes_claiming(ty, value, len)
    }

    /// An attribute whose `nla_len` is false.
    #[must_use]
    pub fn bytes_claiming(mut self, ty: u16, value: &[u8], nla_len: u16) -> Self {
        self.bytes.extend(nla_len.to_guest());
        self.bytes.extend(ty.to_guest());
        self.bytes.extend(value);
        if !self.unpadded {
            self.bytes.resize(align(self.bytes.len()), 0);
        }
        self
    }

    /// A string with its NUL.
    #[must_use]
    pub fn str(self, ty: u16, value: &str) -> Self {
        let mut bytes = value.as_bytes().to_vec();
        bytes.push(0);
        self.bytes(ty, &bytes)
    }

    /// A string without its NUL, which `NLA_NUL_STRING` refuses.
    #[must_use]
    pub fn str_unterminated(self, ty: u16, value: &str) -> Self {
        self.bytes(ty, value.as_bytes())
    }

    /// A 16-bit number.
    #[must_use]
    pub fn u16(self, ty: u16, value: u16) -> Self {
        self.bytes(ty, &value.to_guest())
    }

    /// A 32-bit number.
    #[must_use]
    pub fn u32(self, ty: u16, value: u32) -> Self {
        self.bytes(ty, &value.to_guest())
    }

    /// A nested list, flagged `NLA_F_NESTED`.
    #[must_use]
    pub fn nested(self, ty: u16, list: &Self) -> Self {
        self.bytes(ty | NLA_F_NESTED, &list.bytes)
    }

    /// From here on, attributes are not padded to 4 bytes.
    #[must_use]
    pub fn no_padding(mut self) -> Self {
        self.unpadded = true;
        self
    }

    /// The list in wire format.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// One message under construction; [`MessageBuilder::build`] gives its bytes.
#[derive(Debug, Clone)]
pub struct MessageBuilder {
    header: NlMsgHdr,
    body: AttrList,
    claimed: Option<u32>,
}

impl MessageBuilder {
    /// An empty message to (or from) port 0.
    #[must_use]
    pub fn new(ty: u16, flags: u16, seq: u32) -> Self {
        let header = NlMsgHdr { len: 0, ty, flags, seq, pid: 0 };
        Self { header, body: AttrList::new(), claimed: None }
    }

    /// Sets `nlmsg_pid`.
    #[must_use]
    pub fn pid(mut self, pid: u32) -> Self {
        self.header.pid = pid;
        self
    }

    /// Appends a generic netlink header.
    #[must_use]
    pub fn genl(self, cmd: u8, version: u8) -> Self {
        self.genl_hdr(GenlHdr { cmd, version, reserved: 0 })
    }

    /// Appends a generic netlink header whose reserved field may be wrong.
    #[must_use]
    pub fn genl_hdr(self, header: GenlHdr) -> Self {
        self.payload(&header.to_bytes())
    }

    /// Appends a string attribute with its NUL.
    #[must_use]
    pub fn attr_str(self, ty: u16, value: &str) -> Self {
        self.with_body(|body| body.str(ty, value))
    }

    /// Appends a string attribute without its NUL.
    #[must_use]
    pub fn attr_str_unterminated(self, ty: u16, value: &str) -> Self {
        self.with_body(|body| body.str_unterminated(ty, value))
    }

    /// Appends an attribute of any bytes.
    #[must_use]
    pub fn attr_bytes(self, ty: u16, value: &[u8]) -> Self {
        self.with_body(|body| body.bytes(ty, value))
    }

    /// Appends an attribute whose `nla_len` is false.
    #[must_use]
    pub fn attr_claiming(self, ty: u16, value: &[u8], nla_len: u16) -> Self {
        self.with_body(|body| body.bytes_claiming(ty, value, nla_len))
    }

    /// Appends a 16-bit attribute.
    #[must_use]
    pub fn attr_u16(self, ty: u16, value: u16) -> Self {
        self.with_body(|body| body.u16(ty, value))
    }

    /// Appends a 32-bit attribute.
    #[must_use]
    pub fn attr_u32(self, ty: u16, value: u32) -> Self {
        self.with_body(|body| body.u32(ty, value))
    }

    /// Appends a nested list, flagged `NLA_F_NESTED`.
    #[must_use]
    pub fn nested(self, ty: u16, list: &AttrList) -> Self {
        self.with_body(|body| body.nested(ty, list))
    }

    /// Appends bytes as they are.
    #[must_use]
    pub fn payload(mut self, bytes: &[u8]) -> Self {
        self.body.bytes.extend(bytes);
        self
    }

    /// From here on, neither attributes nor the message's end are padded to 4 bytes.
    #[must_use]
    pub fn no_padding(self) -> Self {
        self.with_body(AttrList::no_padding)
    }

    /// Claims this `nlmsg_len` instead of the true one.
    #[must_use]
    pub fn claim_len(mut self, len: u32) -> Self {
        self.claimed = Some(len);
        self
    }

    /// The bytes, padded to 4 (padding is not part of `nlmsg_len`, as with `NLMSG_LENGTH`).
    #[must_use]
    pub fn build(mut self) -> Vec<u8> {
        let len = NLMSG_HDRLEN.saturating_add(self.body.bytes.len());
        let true_len = u32::try_from(len).unwrap_or(u32::MAX);
        self.header.len = self.claimed.unwrap_or(true_len);
        let mut out = self.header.to_bytes().to_vec();
        out.append(&mut self.body.bytes);
        if !self.body.unpadded {
            out.resize(align(out.len()), 0);
        }
        out
    }

    fn with_body(mut self, change: impl FnOnce(AttrList) -> AttrList) -> Self {
        self.body = change(self.body);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::string(AttrList::new().str(1, "ab"), &[7, 0, 1, 0, 97, 98, 0, 0])]
    #[case::no_nul(AttrList::new().str_unterminated(1, "ab"), &[6, 0, 1, 0, 97, 98, 0, 0])]
    #[case::no_padding(AttrList::new().no_padding().str_unterminated(1, "ab"), &[6, 0, 1, 0, 97, 98])]
    #[case::false_len(AttrList::new().bytes_claiming(1, b"ab", 99), &[99, 0, 1, 0, 97, 98, 0, 0])]
    #[case::u16(AttrList::new().u16(1, 0x102), &[6, 0, 1, 0, 2, 1, 0, 0])]
    #[case::nested(AttrList::new().nested(2, &AttrList::new().u32(1, 5)),
                   &[12, 0, 2, 0x80, 8, 0, 1, 0, 5, 0, 0, 0])]
    fn attributes(#[case] list: AttrList, #[case] want: &[u8]) {
        assert_eq!(list.as_bytes(), want);
    }

    #[test]
    fn length_leaves_out_the_padding() {
        let bytes = MessageBuilder::new(3, 1, 2).pid(4).payload(b"Yoo-hoo").build();
        assert_eq!(bytes[..16], [23, 0, 0, 0, 3, 0, 1, 0, 2, 0, 0, 0, 4, 0, 0, 0]);
        assert_eq!(&bytes[16..], b"Yoo-hoo\0");
    }
}
