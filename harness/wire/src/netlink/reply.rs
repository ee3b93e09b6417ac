//! `NLMSG_ERROR` and `NLMSG_DONE`, in the forms kernels from 2.6 to today send.
use super::attrs::Attrs;
use super::header::{NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_HDRLEN, NlMsgHdr, align};
use super::order::Number as _;

/// A `struct nlmsgerr` and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorReply<'a> {
    /// The code as sent: 0 or a negative errno.
    pub code: i32,
    /// The request's header; `None` when the message ends before it.
    pub echo: Option<NlMsgHdr>,
    /// The request's payload, as far as it was sent back (2.6.32+, errors only, not if capped).
    pub echo_payload: &'a [u8],
    /// The extended-ack attributes (4.12+, only on request); empty when there are none.
    pub extack: ExtAck<'a>,
}

impl<'a> ErrorReply<'a> {
    /// Reads the payload of an `NLMSG_ERROR` with these header flags; `None` below 4 bytes.
    #[must_use]
    pub fn parse(flags: u16, payload: &'a [u8]) -> Option<Self> {
        let (code, rest) = payload.split_first_chunk::<4>()?;
        let code = i32::from_guest(*code);
        let Some((echo, rest)) = NlMsgHdr::parse(rest) else {
            return Some(Self { code, echo: None, echo_payload: &[], extack: ExtAck::default() });
        };
        let size = echoed_size(flags, echo, code, rest.len());
        let tlvs = if flags & NLM_F_ACK_TLVS == 0 { None } else { rest.get(align(size)..) };
        Some(Self {
            code,
            echo: Some(echo),
            echo_payload: &rest[..size],
            extack: ExtAck::parse(tlvs.unwrap_or_default()),
        })
    }

    /// Is it an acknowledgement rather than a refusal?
    #[must_use]
    pub fn is_ack(&self) -> bool {
        self.code == 0
    }

    /// The errno, positive; 0 for an acknowledgement.
    #[must_use]
    pub fn errno(&self) -> i32 {
        self.code.saturating_abs()
    }
}

/// How many bytes of the request's payload are in the echo. A success never has any, flagged or not: kernels before
/// 4.12 cap it without saying so.
fn echoed_size(flags: u16, echo: NlMsgHdr, code: i32, available: usize) -> usize {
    if flags & NLM_F_CAPPED != 0 || code == 0 {
        return 0;
    }
    let claimed = usize::try_from(echo.len).unwrap_or(usize::MAX);
    claimed.saturating_sub(NLMSG_HDRLEN).min(available)
}

/// Extended-ack attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtAck<'a> {
    /// `NLMSGERR_ATTR_MSG`: the explanation, without NUL.
    pub msg: Option<&'a [u8]>,
    /// `NLMSGERR_ATTR_OFFS`: offset of the offending attribute in the request, in bytes.
    pub offs: Option<u32>,
    /// `NLMSGERR_ATTR_COOKIE`: subsystem's own data.
    pub cookie: Option<&'a [u8]>,
    /// `NLMSGERR_ATTR_POLICY` (5.10): nested, the policy that was broken.
    pub policy: Option<&'a [u8]>,
    /// All attributes as sent.
    pub raw: &'a [u8],
}

impl<'a> ExtAck<'a> {
    /// Reads the attributes; those without a name here stay in `raw`.
    #[must_use]
    pub fn parse(raw: &'a [u8]) -> Self {
        let mut out = Self { raw, ..Self::default() };
        for attr in Attrs::new(raw) {
            match attr.ty() {
                1 => out.msg = Some(attr.text()),
                2 => out.offs = attr.u32(),
                3 => out.cookie = Some(attr.value),
                4 => out.policy = Some(attr.value),
                _ => {}
            }
        }
        out
    }
}

/// The payload of an `NLMSG_DONE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done<'a> {
    /// The int: 0 or more for success, negative errno otherwise; `None` below 4 bytes.
    pub code: Option<i32>,
    /// Extended-ack attributes after the int.
    pub extack: ExtAck<'a>,
}

impl<'a> Done<'a> {
    /// Reads the payload of an `NLMSG_DONE` with these header flags.
    #[must_use]
    pub fn parse(flags: u16, payload: &'a [u8]) -> Self {
        let Some((code, rest)) = payload.split_first_chunk::<4>() else {
            return Self { code: None, extack: ExtAck::default() };
        };
        let tlvs = if flags & NLM_F_ACK_TLVS == 0 { &[] } else { rest };
        Self { code: Some(i32::from_guest(*code)), extack: ExtAck::parse(tlvs) }
    }
}
