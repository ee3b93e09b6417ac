//! Attributes, walked as the kernel's `nla_ok` and `nla_next` do.
use super::header::{NLA_F_NESTED, NLA_HDRLEN, NLA_TYPE_MASK, align};
use super::order::Number as _;

/// One attribute, borrowed from the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attr<'a> {
    /// `nla_type` as sent, with its two flag bits.
    pub raw_type: u16,
    /// The value, without padding.
    pub value: &'a [u8],
}

impl<'a> Attr<'a> {
    /// The type without its flag bits.
    #[must_use]
    pub fn ty(&self) -> u16 {
        self.raw_type & NLA_TYPE_MASK
    }

    /// Whether `NLA_F_NESTED` is set; kernels before 5.2 mostly do not set it.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.raw_type & NLA_F_NESTED != 0
    }

    /// The value as a list of attributes.
    #[must_use]
    pub fn nested(&self) -> Attrs<'a> {
        Attrs::new(self.value)
    }

    /// A 16-bit value; `None` when the length differs.
    #[must_use]
    pub fn u16(&self) -> Option<u16> {
        self.value.try_into().ok().map(u16::from_guest)
    }

    /// A 32-bit value; `None` when the length differs.
    #[must_use]
    pub fn u32(&self) -> Option<u32> {
        self.value.try_into().ok().map(u32::from_guest)
    }

    /// The bytes before the first NUL, or all of them when there is none.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        let end = self.value.iter().position(|&byte| byte == 0);
        &self.value[..end.unwrap_or(self.value.len())]
    }
}

/// Iterator over attributes; stops at the first one that does not fit, which stays in [`Attrs::rest`].
#[derive(Debug, Clone)]
pub struct Attrs<'a> {
    rest: &'a [u8],
}

impl<'a> Attrs<'a> {
    /// Walks `bytes`, which start with an attribute header.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been walked yet: empty at the end, unless the list is malformed.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The `nla_len` that the next attribute claims; `None` below 4 bytes.
    pub(crate) fn claimed_len(&self) -> Option<usize> {
        let (&[l0, l1, ..], _) = self.rest.split_first_chunk::<NLA_HDRLEN>()?;
        Some(usize::from(u16::from_guest([l0, l1])))
    }
}

impl<'a> Iterator for Attrs<'a> {
    type Item = Attr<'a>;

    fn next(&mut self) -> Option<Attr<'a>> {
        let (&[l0, l1, t0, t1], _) = self.rest.split_first_chunk::<NLA_HDRLEN>()?;
        let len = usize::from(u16::from_guest([l0, l1]));
        let value = self.rest.get(NLA_HDRLEN..len)?;
        self.rest = self.rest.get(align(len)..).unwrap_or_default();
        Some(Attr { raw_type: u16::from_guest([t0, t1]), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::empty(&[], 0, 0)]
    #[case::no_value(&[4, 0, 1, 0], 1, 0)]
    #[case::padded(&[5, 0, 1, 0, 9, 0, 0, 0, 4, 0, 2, 0], 2, 0)]
    #[case::last_unpadded(&[5, 0, 1, 0, 9], 1, 0)]
    #[case::half_padding(&[5, 0, 1, 0, 9, 0], 1, 0)]
    #[case::too_short_len(&[3, 0, 1, 0, 9], 0, 5)]
    #[case::zero_len(&[0, 0, 0, 0], 0, 4)]
    #[case::too_long(&[6, 0, 1, 0, 9], 0, 5)]
    #[case::half_header(&[4, 0, 1, 0, 4, 0], 1, 2)]
    fn walks_like_nla_ok(#[case] bytes: &[u8], #[case] count: usize, #[case] rest: usize) {
        let mut attrs = Attrs::new(bytes);
        assert_eq!((attrs.by_ref().count(), attrs.rest().len()), (count, rest));
    }

    #[test]
    fn reads_values() {
        let attr = Attr { raw_type: NLA_F_NESTED | 3, value: b"ab\0\0" };
        assert_eq!((attr.ty(), attr.is_nested(), attr.text()), (3, true, &b"ab"[..]));
        assert_eq!((attr.u16(), attr.u32()), (None, Some(0x6261)));
    }
}
