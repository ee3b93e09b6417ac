//! A datagram as readable lines, one for each header, attribute or leftover.
//!
//! Malformed input is described, never refused. The lines together take at most 64 bytes per
//! byte of input, plus 1 KiB: long values are cut and nesting is followed `MAX_DEPTH` deep.
use super::attrs::{Attr, Attrs};
use super::families;
use super::header::{
    FlagContext, GENL_ID_CTRL, GenlHdr, NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT, NLA_HDRLEN,
    NLM_F_ACK_TLVS, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, NLMSG_MIN_TYPE, NlMsgHdr, flag_names,
    message_type_name,
};
use super::parse::{Leftover, Message, parse};
use super::reply::{ErrorReply, ExtAck};
use super::schema::{Kind, Schema, ctrl_command};
use super::{text, uevent};

/// Attributes nested deeper than this are shown as bytes.
const MAX_DEPTH: usize = 8;

/// What is known about messages, by protocol and type (for generic netlink, the family's id), and command.
pub trait Names {
    /// The command's name.
    fn command(&self, of: Place) -> Option<String>;
    /// The name of the attribute at this path of types, and how to show it.
    fn attribute(&self, of: Place, path: &[u16]) -> Option<(String, Shown)>;
}

/// Which messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Protocol.
    pub protocol: i32,
    /// Type.
    pub ty: u16,
    /// Command of a generic netlink family.
    pub command: u8,
}

/// How to show an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// According to its content.
    Guess,
    /// A number.
    Number,
    /// A big-endian number.
    BigEndian,
    /// Attributes.
    Nest,
    /// Bytes.
    Bytes,
}

/// Nothing is known.
struct Nameless;

impl Names for Nameless {
    fn command(&self, _: Place) -> Option<String> {
        None
    }

    fn attribute(&self, _: Place, _: &[u16]) -> Option<(String, Shown)> {
        None
    }
}

/// Decodes one datagram of this netlink protocol (16 is generic netlink, 15 is uevents).
#[must_use]
pub fn decode(protocol: i32, bytes: &[u8]) -> Vec<String> {
    decode_with(protocol, bytes, &Nameless)
}

/// The same, with knowledge about families.
#[must_use]
pub fn decode_with(protocol: i32, bytes: &[u8], names: &dyn Names) -> Vec<String> {
    if bytes.is_empty() {
        return vec!["empty datagram".to_owned()];
    }
    if protocol == NETLINK_KOBJECT_UEVENT {
        return uevent::decode(bytes);
    }
    let mut lines = Lines { protocol, names, out: Vec::new() };
    let parsed = parse(bytes);
    for message in &parsed.messages {
        lines.message(message);
    }
    if let Some(leftover) = parsed.leftover {
        lines.leftover(leftover, parsed.rest);
    }
    lines.out
}

/// The lines so far.
struct Lines<'n> {
    protocol: i32,
    names: &'n dyn Names,
    out: Vec<String>,
}

impl Lines<'_> {
    fn push(&mut self, depth: usize, line: impl AsRef<str>) {
        self.out.push(format!("{:1$}{2}", "", depth * 2, line.as_ref()));
    }

    fn header(&mut self, header: NlMsgHdr) {
        let fields = self.fields(header);
        self.push(0, format!("nlmsghdr {fields}"));
    }

    fn fields(&self, header: NlMsgHdr) -> String {
        let NlMsgHdr { len, ty, flags, seq, pid } = header;
        let flags = flag_names(flags, FlagContext::of(self.protocol, ty));
        let of_family = || families::message(self.protocol, ty).map(|(name, _)| name);
        let ty = match message_type_name(ty).map(str::to_owned).or_else(of_family) {
            Some(name) => format!("{name}({ty})"),
            None => format!("{ty:#x}"),
        };
        format!("len={len} type={ty} flags={flags} seq={seq} pid={pid}")
    }

    fn message(&mut self, message: &Message<'_>) {
        self.header(message.header);
        match message.header.ty {
            NLMSG_ERROR => self.error(message),
            NLMSG_DONE => self.done(message),
            ty => self.payload(1, ty, message.payload),
        }
    }

    fn payload(&mut self, depth: usize, ty: u16, payload: &[u8]) {
        if payload.is_empty() {
            return;
        }
        if self.protocol == NETLINK_GENERIC && ty >= NLMSG_MIN_TYPE {
            return self.genl(depth, ty, payload);
        }
        let of = Place { protocol: self.protocol, ty, command: 0 };
        let known = families::message(self.protocol, ty).filter(|_| ty >= NLMSG_MIN_TYPE);
        match known.and_then(|(_, length)| payload.split_at_checked(length)) {
            Some((header, attrs)) => {
                self.push(depth, format!("header {} bytes {}", header.len(), text::hex(header)));
                self.named_attrs(depth, of, &mut Vec::new(), attrs);
            }
            None => {
                let value = text::text_or_hex(payload);
                self.push(depth, format!("payload {} bytes {value}", payload.len()));
            }
        }
    }

    fn genl(&mut self, depth: usize, ty: u16, payload: &[u8]) {
        let Some((header, rest)) = GenlHdr::parse(payload) else {
            let bytes = text::hex(payload);
            return self.push(depth, format!("short: a genl header needs 4 bytes, got {bytes}"));
        };
        let is_ctrl = ty == GENL_ID_CTRL;
        let of = Place { protocol: self.protocol, ty, command: header.cmd };
        let known = if is_ctrl { None } else { self.names.command(of) };
        let name = if is_ctrl { ctrl_command(header.cmd) } else { known.as_deref() };
        let cmd = name.map_or(header.cmd.to_string(), |name| format!("{name}({})", header.cmd));
        let mut line = format!("genl cmd={cmd} version={}", header.version);
        if header.reserved != 0 {
            line.push_str(&format!(" reserved={:#x} (must be 0)", header.reserved));
        }
        self.push(depth, line);
        if known.is_some() {
            return self.named_attrs(depth, of, &mut Vec::new(), rest);
        }
        let schema = if is_ctrl { Schema::Ctrl } else { Schema::Unknown };
        self.attrs(depth, schema, rest);
    }

    /// Attributes, with names if they are known, others according to their content.
    fn named_attrs(&mut self, depth: usize, of: Place, path: &mut Vec<u16>, bytes: &[u8]) {
        let mut attrs = Attrs::new(bytes);
        for attr in attrs.by_ref() {
            path.push(attr.ty());
            match self.names.attribute(of, path) {
                Some((name, shown)) => self.named_attr(depth, of, path, (&name, shown), attr),
                None => self.attr(depth, Schema::Unknown, attr),
            }
            path.pop();
        }
        if !attrs.rest().is_empty() {
            self.attrs(depth, Schema::Unknown, attrs.rest());
        }
    }

    fn named_attr(
        &mut self,
        depth: usize,
        of: Place,
        path: &mut Vec<u16>,
        (name, shown): (&str, Shown),
        attr: Attr<'_>,
    ) {
        let label = format!("attr {name}({}) len={}", attr.ty(), NLA_HDRLEN + attr.value.len());
        let value = match shown {
            Shown::Nest if depth < MAX_DEPTH => {
                self.push(depth, format!("{label} nested"));
                return self.named_attrs(depth + 1, of, path, attr.value);
            }
            Shown::Number => text::number(attr.value),
            Shown::BigEndian => text::number(&attr.value.iter().rev().copied().collect::<Vec<_>>()),
            Shown::Bytes if !attr.value.is_empty() => Some(text::hex(attr.value)),
            Shown::Guess if attr.value.len() > 1 => text::quoted(attr.value),
            _ => None,
        };
        let value = value.unwrap_or_else(|| text::guess(attr.value));
        self.push(depth, format!("{label} {value}"));
    }

    fn attrs(&mut self, depth: usize, schema: Schema, bytes: &[u8]) {
        let mut attrs = Attrs::new(bytes);
        for attr in attrs.by_ref() {
            self.attr(depth, schema, attr);
        }
        let rest = attrs.rest();
        if rest.is_empty() {
            return;
        }
        let what = match attrs.claimed_len() {
            None => format!("leftover: {} bytes, less than an attribute", rest.len()),
            Some(len) if len < NLA_HDRLEN => format!("malformed: nla_len={len} is less than 4"),
            Some(len) => format!("truncated: nla_len={len} but {} bytes are left", rest.len()),
        };
        self.push(depth, format!("{what}: {}", text::hex(rest)));
    }

    fn attr(&mut self, depth: usize, schema: Schema, attr: Attr<'_>) {
        let ty = attr.ty();
        let (name, kind) = schema.entry(ty);
        let label = name.map_or(format!("type={ty}"), |name| format!("{name}({ty})"));
        let label = format!("attr {label} len={}", NLA_HDRLEN + attr.value.len());
        let inner = match kind {
            Kind::Nested(inner) => Some(inner),
            _ if attr.is_nested() => Some(Schema::Unknown),
            _ => None,
        };
        if let Some(inner) = inner.filter(|_| depth < MAX_DEPTH) {
            self.push(depth, format!("{label} nested"));
            return self.attrs(depth + 1, inner, attr.value);
        }
        let number = if kind == Kind::Number { text::number(attr.value) } else { None };
        let value = number.unwrap_or_else(|| match name {
            Some(_) if !attr.value.is_empty() => text::text_or_hex(attr.value),
            _ => text::guess(attr.value),
        });
        self.push(depth, format!("{label} {value}"));
    }

    fn error(&mut self, message: &Message<'_>) {
        let Some(error) = message.error() else {
            let bytes = text::hex(message.payload);
            return self.push(1, format!("short: an error needs 4 bytes, got {bytes}"));
        };
        let code = match error.code {
            0 => "error 0 (an ACK)".to_owned(),
            code => format!("error {code}{}", text::errno_name(code)),
        };
        let Some(echo) = error.echo else {
            let left = message.payload.len().saturating_sub(4);
            let what = format!("short: the request's header needs 16 bytes, {left} are left");
            return self.push(1, format!("{code}, {what}"));
        };
        let fields = self.fields(echo);
        self.push(1, format!("{code} for: {fields}"));
        self.payload(2, echo.ty, error.echo_payload);
        self.after_error(message, &error);
    }

    /// Extended ACK, or whatever else follows the echo.
    fn after_error(&mut self, message: &Message<'_>, error: &ErrorReply<'_>) {
        let known = 4 + NLMSG_HDRLEN + error.echo_payload.len();
        if message.header.flags & NLM_F_ACK_TLVS != 0 {
            self.extack(&error.extack);
        } else if let Some(rest @ [_, ..]) = message.payload.get(known..) {
            let value = text::text_or_hex(rest);
            self.push(1, format!("leftover: {} bytes after the error: {value}", rest.len()));
        }
    }

    fn extack(&mut self, extack: &ExtAck<'_>) {
        self.attrs(1, Schema::ExtAck, extack.raw);
    }

    /// `NLMSG_DONE` ends a dump with an int; private protocols of modules (like the article's) also use it as the
    /// type of a text.
    fn done(&mut self, message: &Message<'_>) {
        let payload = message.payload;
        let is_int = payload.len() == 4 && text::quoted(payload).is_none();
        let is_dump = self.protocol == NETLINK_GENERIC || self.protocol == 0 || is_int;
        if !is_dump && message.header.flags & NLM_F_ACK_TLVS == 0 {
            return self.payload(1, NLMSG_DONE, payload);
        }
        let done = message.done();
        let Some((code, extack)) = done.and_then(|done| Some((done.code?, done.extack))) else {
            return self.payload(1, NLMSG_DONE, payload);
        };
        self.push(1, format!("done {code}{}", text::errno_name(code)));
        if !extack.raw.is_empty() {
            self.extack(&extack);
        } else if let Some(rest @ [_, ..]) = payload.get(4..) {
            let value = text::text_or_hex(rest);
            self.push(1, format!("leftover: {} bytes after the int: {value}", rest.len()));
        }
    }

    fn leftover(&mut self, leftover: Leftover, rest: &[u8]) {
        let left = rest.len();
        let (header, what) = match leftover {
            Leftover::ShortHeader => {
                self.push(0, format!("short: {left} bytes are left, a header needs 16"));
                return self.push(0, format!("bytes {}", text::text_or_hex(rest)));
            }
            Leftover::LenTooSmall(header) => {
                (header, format!("malformed: nlmsg_len={} is less than 16", header.len))
            }
            Leftover::Truncated(header) => {
                let what = format!("nlmsg_len={} but only {left} bytes are left", header.len);
                (header, format!("truncated: {what}"))
            }
        };
        self.header(header);
        self.push(1, what);
        let body = rest.get(NLMSG_HDRLEN..).unwrap_or_default();
        match leftover {
            Leftover::Truncated(_) if header.ty >= NLMSG_MIN_TYPE => {
                self.payload(1, header.ty, body);
            }
            _ if body.is_empty() => {}
            _ => self.push(1, format!("bytes {}", text::text_or_hex(body))),
        }
    }
}
