//! Does a message match a pattern?

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::header::{NLMSG_DONE, NLMSG_ERROR};
use nlmatrix_wire::netlink::{Attr, Attrs, ErrorReply};

use super::received::{Got, Message};
use super::show;
use crate::guest::Errno;
use crate::matrix::message::{Body, Expected, Family, Kind, Pattern, Target, Variables, Wanted};

/// What a pattern may look at.
pub(super) trait Meet {
    /// Does it match this message? If so, variables that the pattern takes from it are set; the error says what it is
    /// instead.
    fn meet(&self, got: &Got, target: &Target, variables: &mut Variables) -> Result<(), String>;
}

impl Meet for Pattern {
    fn meet(&self, got: &Got, target: &Target, variables: &mut Variables) -> Result<(), String> {
        let is = match (got, &self.kind) {
            (Got::Message(message), kind) => is_kind(kind, message, &target.family, variables)?,
            _ => false,
        };
        if is { Ok(()) } else { Err(show::got(got, target, asks_why(&self.kind))) }
    }
}

/// Does the pattern look at the extended acknowledgement?
fn asks_why(kind: &Kind) -> bool {
    matches!(kind, Kind::Answer { message, offset, .. } if message.is_some() || offset.is_some())
}

/// Is `message` of this kind?
fn is_kind(
    kind: &Kind,
    message: &Message,
    family: &Family,
    variables: &mut Variables,
) -> Result<bool, String> {
    {
        match kind {
            Kind::Answer { errno, message: text, offset } => {
                let error = ErrorReply::parse(message.header.flags, &message.payload);
                let Some(error) = error.filter(|_| message.header.ty == NLMSG_ERROR) else {
                    return Ok(false);
                };
                let said = error.extack.msg.map(String::from_utf8_lossy).unwrap_or_default();
                let sent = Errno(error.errno());
                let is_errno = if error.is_ack() {
                    errno == "none"
                } else {
                    *errno == sent.to_string() || *errno == sent.0.to_string()
                };
                Ok(is_errno
                    && text.as_ref().is_none_or(|text| text.is_match(&said))
                    && offset.is_none_or(|offset| error.extack.offs == Some(offset)))
            }
            Kind::Done(code) => {
                let sent = message.payload.first_chunk().map_or(0, |it| i32::from_guest(*it));
                Ok(message.header.ty == NLMSG_DONE && sent == *code)
            }
            Kind::Body(body) => is_body(body, message, family, variables),
        }
    }
}

/// Does `message` match the pattern's `body`?
fn is_body(
    body: &Body,
    message: &Message,
    family: &Family,
    variables: &mut Variables,
) -> Result<bool, String> {
    // A private protocol may use netlink's own types for itself, if the pattern says so.
    let is_typed = matches!(family, Family::Protocol(_)) && body.command.is_some();
    if message.is_netlinks_own() && !is_typed {
        return Ok(false);
    }
    let head = message.payload.get(..family.header(message.header.ty)).unwrap_or_default();
    let is_command = body.command.is_none_or(|it| it == message.command(family));
    let is_version = body.version.is_none_or(|it| message.payload.get(1) == Some(&it));
    let has_flags = message.header.flags & body.flags == body.flags;
    let has_header = body.header.as_deref().is_none_or(|it| it == head);
    let text = String::from_utf8_lossy(message.body(family));
    let is_text = body.matches.as_ref().is_none_or(|it| it.is_match(text.trim_end_matches('\0')));
    if !(is_command && is_version && has_flags && has_header && is_text) {
        return Ok(false);
    }
    if let Some(values) = &body.payload {
        let bytes = values.iter().map(|it| it.bytes(variables)).collect::<Result<Vec<_>, _>>()?;
        if !message.body(family).starts_with(&bytes.concat()) {
            return Ok(false);
        }
    }
    let attributes = message.attributes(family);
    let is_absent = |ty: &u16| attributes.iter().all(|it| it.ty() != *ty);
    let is_only = !body.exact || attributes.len() == body.wanted.len();
    Ok(is_only && body.absent.iter().all(is_absent) && all(&body.wanted, &attributes, variables)?)
}

/// Is each wanted attribute there? The second wanted one of a type has to be the second that is there.
fn all(wanted: &[Wanted], there: &[Attr<'_>], variables: &mut Variables) -> Result<bool, String> {
    let mut used = vec![false; there.len()];
    for wanted in wanted {
        let mut candidates =
            there.iter().zip(&mut used).filter(|(it, used)| it.ty() == wanted.ty && !**used);
        let Some((attribute, used)) = candidates.next() else { return Ok(false) };
        *used = true;
        if !is_expected(&wanted.value, attribute, variables)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Is the content of the attribute as expected?
fn is_expected(
    expected: &Expected,
    attribute: &Attr<'_>,
    variables: &mut Variables,
) -> Result<bool, String> {
    Ok(match expected {
        Expected::There => true,
        Expected::Is(value) => value.bytes(variables)? == attribute.value,
        Expected::Matches(regex) => regex.is_match(&show::value(attribute.value)),
        Expected::Sets(name) => {
            variables.set(name, attribute.value);
            true
        }
        Expected::Nest(wanted) => {
            let inner: Vec<Attr<'_>> = Attrs::new(attribute.value).collect();
            all(wanted, &inner, variables)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::message::{read_pattern, read_request};
    use nlmatrix_wire::netlink::{AttrList, MessageBuilder};
    use rstest::rstest;

    fn table(text: &str) -> toml::Table {
        toml::from_str(&format!("it = {text}"))
            .map(|it: toml::Table| it["it"].as_table().unwrap().clone())
            .unwrap()
    }

    /// What `pattern` shows of an error with an extended acknowledgement, and of an answer.
    fn met(pattern: &str, message: Vec<u8>) -> Result<(), String> {
        let request = table("{ genl = 'GREET', cmd = 1 }");
        let (target, request) = read_request(&request, &[]).unwrap();
        let pattern = read_pattern(&table(pattern), &target, &request.set).unwrap();
        let got = Got::of(&message).remove(0);
        pattern.meet(&got, &target, &mut Variables::default())
    }

    fn refused() -> Vec<u8> {
        let extack = AttrList::new().str(1, "too long").u32(2, 20);
        let error = MessageBuilder::new(NLMSG_ERROR, 0x300, 7).payload(&(-22i32).to_le_bytes());
        error.payload(&[0; 16]).payload(extack.as_bytes()).build()
    }

    fn answered() -> Vec<u8> {
        let inner = AttrList::new().u32(1, 5);
        MessageBuilder::new(29, 0, 7).genl(1, 1).attr_str(1, "hello").nested(2, &inner).build()
    }

    #[rstest]
    #[case::errno("{ error = 'EINVAL' }", "")]
    #[case::explained("{ error = 'EINVAL', message = '^too', offset = 20 }", "")]
    #[case::elsewhere("{ error = 'EINVAL', offset = 24 }", "error EINVAL: too long at offset 20")]
    #[case::another("{ error = 'ERANGE' }", "error EINVAL")]
    #[case::ack("{ ack = 0 }", "error EINVAL")]
    #[case::message("{ cmd = 1 }", "error EINVAL")]
    fn an_error_is_told_from_others(#[case] pattern: &str, #[case] observed: &str) {
        assert_eq!(met(pattern, refused()).err().unwrap_or_default(), observed);
    }

    const HELLO: &str = "cmd 1 1=\"hello\" 2={1=5}";

    #[rstest]
    #[case::some("{ cmd = 1, attrs = { 1 = { string = 'hello' } } }", "")]
    #[case::nested("{ attrs = { 2 = { nest = { 1 = { u32 = 5 } } } }, absent = ['3'] }", "")]
    #[case::matching("{ attrs = { 1 = { matches = 'hel+o' } } }", "")]
    #[case::another("{ attrs = { 1 = { string = 'bye' } } }", HELLO)]
    #[case::nested_another("{ attrs = { 2 = { nest = { 1 = { u32 = 6 } } } } }", HELLO)]
    #[case::command("{ cmd = 2 }", HELLO)]
    #[case::absent("{ absent = ['2'] }", HELLO)]
    #[case::exact("{ exact = true, attrs = { 1 = { there = true } } }", HELLO)]
    #[case::done("{ done = 0 }", HELLO)]
    #[case::too_many("{ attrs = [{ 1 = { there = true } }, { 1 = { there = true } }] }", HELLO)]
    fn an_answer_is_told_from_others(#[case] pattern: &str, #[case] observed: &str) {
        assert_eq!(met(pattern, answered()).err().unwrap_or_default(), observed);
    }
}
