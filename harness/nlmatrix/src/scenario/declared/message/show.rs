//! Messages in words, as a check observes them.

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::header::{NLMSG_DONE, NLMSG_ERROR};
use nlmatrix_wire::netlink::{Attrs, ErrorReply};

use super::received::{Got, Message};
use crate::guest::Errno;
use nlmatrix_wire::netlink::families::route_name;

use crate::matrix::message::{Family, Target};
use crate::spec::{Attribute, Kind, Spec};

/// At most so many bytes of a value are shown.
const SHOWN: usize = 64;
/// Nests are followed to this depth.
const DEEPEST: usize = 6;

/// A message; for an error also its extended acknowledgement, if that is asked for.
pub(super) fn got(got: &Got, target: &Target, explained: bool) -> String {
    match got {
        Got::Message(message) => self::message(message, target, explained),
        Got::Malformed(bytes) => format!("malformed: {}", hex(bytes)),
        Got::Failed(errno) => format!("recvmsg {errno}"),
    }
}

fn message(message: &Message, target: &Target, explained: bool) -> String {
    match message.header.ty {
        NLMSG_ERROR => error(message, explained),
        NLMSG_DONE if target.family.counts() => {
            let code = message.payload.first_chunk().map_or(0, |it| i32::from_guest(*it));
            if code == 0 {
                "done".to_owned()
            } else {
                format!("done {}", Errno(code.saturating_abs()))
            }
        }
        _ => body(message, target),
    }
}

fn error(message: &Message, explained: bool) -> String {
    let Some(error) = ErrorReply::parse(message.header.flags, &message.payload) else {
        return "an error without a code".to_owned();
    };
    let mut text =
        if error.is_ack() { "ack".to_owned() } else { format!("error {}", Errno(error.errno())) };
    if explained {
        let said = error.extack.msg.map(String::from_utf8_lossy);
        text.push_str(&said.map_or(": no message".to_owned(), |said| format!(": {said}")));
        text.push_str(&error.extack.offs.map_or(String::new(), |at| format!(" at offset {at}")));
    }
    text
}

fn body(message: &Message, target: &Target) -> String {
    let spec = target.spec.as_deref();
    let command = message.command(&target.family);
    let operation = spec.and_then(|spec| spec.by_number(target.family.in_spec(command)));
    let name = match (&target.family, operation) {
        (_, Some(operation)) => operation.name.clone(),
        (Family::Route, None) => route_name(command).unwrap_or_else(|| format!("type {command}")),
        (Family::Protocol(_), None) => format!("type {command}"),
        (_, None) => format!("cmd {command}"),
    };
    let body = message.body(&target.family);
    let set = operation.map_or("", |it| it.set.as_str());
    let inside = match (&target.family, spec) {
        (Family::Protocol(_), None) if !body.is_empty() => value(body),
        _ => attributes(body, spec, set, 0),
    };
    format!("{name} {inside}").trim_end().to_owned()
}

/// `name=value` of each attribute.
fn attributes(bytes: &[u8], spec: Option<&Spec>, set: &str, depth: usize) -> String {
    let one = |attr: nlmatrix_wire::netlink::Attr<'_>| {
        let known = spec.and_then(|spec| spec.attribute_of(set, attr.ty()));
        let name = known.map_or_else(|| attr.ty().to_string(), |it| it.name.clone());
        let inner = match known.map(|it| &it.kind) {
            Some(Kind::Nest(set) | Kind::Array(set)) => Some(set.as_str()),
            _ => attr.is_nested().then_some(""),
        };
        match inner.filter(|_| depth < DEEPEST) {
            Some(set) => format!("{name}={{{}}}", attributes(attr.value, spec, set, depth + 1)),
            None => format!("{name}={}", by_spec(attr.value, known, spec)),
        }
    };
    Attrs::new(bytes).map(one).collect::<Vec<_>>().join(" ")
}

fn by_spec(bytes: &[u8], known: Option<&Attribute>, spec: Option<&Spec>) -> String {
    match known.map(|it| &it.kind) {
        Some(Kind::Flag) if bytes.is_empty() => "true".to_owned(),
        Some(Kind::Text) => text(bytes).unwrap_or_else(|| hex(bytes)),
        Some(Kind::Bytes) => hex(bytes),
        Some(Kind::Number { big, signed, names, .. }) if matches!(bytes.len(), 1 | 2 | 4 | 8) => {
            let number = number(bytes, *big);
            let name = names.as_ref().filter(|(_, bits)| !bits);
            let name = name.and_then(|(names, _)| spec?.entry_name(names, number));
            match (name, signed) {
                (Some(name), _) => name.to_owned(),
                (None, true) => extend(number, bytes.len()).to_string(),
                (None, false) => number.to_string(),
            }
        }
        _ => value(bytes),
    }
}

/// A value of unknown type: a text, a number, or bytes.
pub(super) fn value(bytes: &[u8]) -> String {
    let zeros = bytes.iter().rev().take_while(|&&byte| byte == 0).count();
    let is_number = matches!(bytes.len(), 1 | 2 | 4 | 8);
    match text(bytes) {
        Some(text) if !(is_number && zeros > 1) && bytes.len() > 1 => text,
        _ if is_number => number(bytes, false).to_string(),
        _ if bytes.is_empty() => "empty".to_owned(),
        _ => hex(bytes),
    }
}

/// Printable text in quotes, without its trailing NUL.
fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes.strip_suffix(&[0]).unwrap_or(bytes)).ok()?;
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    (!text.is_empty() && text.chars().all(plain)).then(|| format!("{text:?}"))
}

fn number(bytes: &[u8], big: bool) -> u64 {
    let add = |all: u64, byte: &u8| all << 8 | u64::from(*byte);
    if big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

fn extend(number: u64, bytes: usize) -> i64 {
    let unused = 64 - 8 * bytes as u32;
    (number << unused).cast_signed() >> unused
}

fn hex(bytes: &[u8]) -> String {
    let shown = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}"));
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    shown.collect::<String>() + more
}
