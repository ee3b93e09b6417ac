//! What a message handler reads from a request, and how it surely answers.

use super::calls::{Call, calls, calls_of};
use super::code::{Code, has_word};
use super::flow::{self, Flow};
use super::handed::handed;
use super::items::Function;
use super::tokens::{Kind, Token, closing, parts};
use super::values::Value;

/// What is known about a handler.
#[derive(Debug, Default)]
pub(super) struct Handler {
    /// The indices in `attrs[…]`.
    pub reads: Vec<Vec<Token>>,
    /// The message with which it answers, if it surely does.
    pub answer: Option<Answer>,
    /// What it multicasts, if it surely does: the group, as an expression.
    pub tells: Vec<Vec<Token>>,
    /// How it ends.
    pub ends: Ends,
    /// Does it answer to the port that the request names, rather than the one from which it came?
    pub by_header: bool,
    /// Is all of it understood?
    pub is_whole: bool,
}

/// How a handler ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Ends {
    #[default]
    Unknown,
    Well,
    /// With an errno.
    Refused(String),
}

/// A message that is surely sent to the requester.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The arguments of the call that began it.
    pub header: Vec<Vec<Token>>,
    /// Was it `genlmsg_put_reply`?
    pub is_reply: bool,
    /// Does it have the header of generic netlink?
    pub is_generic: bool,
    /// Attributes: the type's expression, and the value as a matrix file writes it.
    pub attributes: Vec<(Vec<Token>, String)>,
    /// Its text, if it is a constant.
    pub text: Option<String>,
    /// How many messages are sent.
    pub count: usize,
    /// The port to which it goes, whoever asked: the author's client has it.
    pub port: Option<i64>,
}

const SENDS: [&str; 5] = [
    "genlmsg_reply",
    "genlmsg_unicast",
    "nlmsg_unicast",
    "netlink_unicast",
    "genlmsg_unicast_netns",
];
const TELLS: [&str; 5] = [
    "genlmsg_multicast",
    "genlmsg_multicast_allns",
    "genlmsg_multicast_netns",
    "nlmsg_multicast",
    "netlink_broadcast",
];
const BEGINS: [&str; 6] =
    ["genlmsg_put_reply", "genlmsg_put", "nlmsg_put", "__nlmsg_put", "NLMSG_PUT", "genlmsg_iput"];
/// What shows to whom an answer goes.
const PORTS: [&str; 5] = ["snd_portid", "snd_pid", "nlmsg_pid", "NETLINK_CB", "NETLINK_CREDS"];
/// How many levels of calls are followed to find what is read.
const DEEPEST: usize = 3;

/// What `function` does with a message.
pub(super) fn of(code: &Code, function: Function<'_>) -> Handler {
    let flow = flow::of(code, function);
    let mut bodies = vec![function.body];
    follow(code, function.body, &mut bodies, DEEPEST);
    let mentions = |word: &str| bodies.iter().any(|body| has_word(body, word));
    let knows_who_asked = PORTS.iter().any(|port| mentions(port));
    // What is sent in a loop, or conditionally, may come any number of times.
    let sends: usize = bodies.iter().map(|body| calls_of(body, &SENDS).len()).sum();
    let are_all_sure = sure(&flow, &SENDS).len() >= sends;
    let answer = answer(code, &flow, knows_who_asked).filter(|_| are_all_sure);
    let may_send = answer.is_none() && sends > 0;
    Handler {
        reads: bodies.iter().flat_map(|body| indices(body)).collect(),
        answer,
        tells: tells(&flow),
        ends: if may_send { Ends::Unknown } else { ends(&flow) },
        by_header: mentions("nlmsg_pid"),
        is_whole: flow.is_whole,
    }
}

/// Does anything in `tokens` send to a single socket?
pub(super) fn sends(tokens: &[Token]) -> bool {
    !calls_of(tokens, &SENDS).is_empty()
}

/// Adds the bodies of the functions that are called, each once.
fn follow<'c>(code: &'c Code, body: &'c [Token], found: &mut Vec<&'c [Token]>, deepest: usize) {
    let Some(deepest) = deepest.checked_sub(1) else { return };
    for call in calls(body) {
        let Some(function) = code.function(&call.name.text, call.name.file) else { continue };
        if !found.iter().any(|it| std::ptr::eq(*it, function.body)) {
            found.push(function.body);
            follow(code, function.body, found, deepest);
        }
    }
}

fn indices(body: &[Token]) -> Vec<Vec<Token>> {
    let is_attrs =
        |at: &usize| body[*at].is("attrs") && body.get(at + 1).is_some_and(|it| it.is("["));
    let index = |at: usize| closing(body, at + 1).map(|end| body[at + 2..end].to_vec());
    (0..body.len()).filter(is_attrs).filter_map(index).collect()
}

fn ends(flow: &Flow<'_>) -> Ends {
    const ERRORS: [&str; 10] =
        ["ret", "rc", "err", "error", "res", "result", "retval", "status", "rv", "r"];
    if !flow.is_whole {
        return Ends::Unknown;
    }
    let Some(value) = flow.returns else { return Ends::Well };
    match value {
        [zero] if zero.text == "0" || ERRORS.contains(&zero.text.as_str()) => Ends::Well,
        [minus, errno] if minus.is("-") && errno.text.starts_with('E') => {
            Ends::Refused(errno.text.clone())
        }
        [name, open, ..] if open.is("(") && SENDS.contains(&name.text.as_str()) => Ends::Well,
        _ => Ends::Unknown,
    }
}

/// Calls of these functions among what surely happens.
fn sure<'c>(flow: &Flow<'c>, names: &[&str]) -> Vec<Call<'c>> {
    flow.statements.iter().copied().flat_map(|it| calls_of(it, names)).collect()
}

fn tells(flow: &Flow<'_>) -> Vec<Vec<Token>> {
    let group = |call: &Call<'_>| {
        let at = match call.name.text.as_str() {
            // From 3.13 on, the family comes before the message.
            "genlmsg_multicast" | "genlmsg_multicast_allns" if call.arguments.len() == 5 => 3,
            "genlmsg_multicast_netns" if call.arguments.len() == 6 => 4,
            "nlmsg_multicast" | "netlink_broadcast" => 3,
            _ => return None,
        };
        call.arguments.get(at).map(|it| it.to_vec())
    };
    sure(flow, &TELLS).iter().filter_map(group).collect()
}

fn answer<'c>(code: &'c Code, flow: &Flow<'c>, knows_who_asked: bool) -> Option<Answer> {
    let sends = sure(flow, &SENDS);
    // 0 is the kernel's own.
    let fixed = |call: &Call<'c>| {
        let port = code.names.number(handed(code, flow, call.arguments.get(2)?))?;
        (call.name.text.contains("_unicast") && port > 0).then_some(port)
    };
    let goes_back = |call: &Call<'c>| {
        call.name.is("genlmsg_reply")
            || knows_who_asked && call.arguments.get(2).is_some_and(|it| is_port(it))
            || fixed(call).is_some()
    };
    let back: Vec<_> = sends.into_iter().filter(goes_back).collect();
    let (count, port) = (back.len(), back.first().and_then(fixed));
    (count > 0).then_some(())?;
    let begins = sure(flow, &BEGINS);
    let mut answer = Answer { count, port, ..Answer::default() };
    if let ([begin], 1) = (&begins[..], count) {
        answer.is_generic = begin.name.text.starts_with("genlmsg");
        answer.is_reply = begin.name.is("genlmsg_put_reply");
        answer.header = begin.arguments.iter().map(|it| handed(code, flow, it).to_vec()).collect();
        answer.attributes = attributes(code, flow);
        answer.text = text(code, flow);
    }
    Some(answer)
}

/// Does an argument name the requester's port?
fn is_port(argument: &[Token]) -> bool {
    argument.iter().any(|it| {
        it.is_word()
            && (PORTS.contains(&it.text.as_str())
                || it.text.contains("pid")
                || it.text.contains("port"))
    })
}

/// The attributes of the answer, up to the first nest, whose content is at another level.
fn attributes<'c>(code: &'c Code, flow: &Flow<'c>) -> Vec<(Vec<Token>, String)> {
    let mut found = Vec::new();
    for call in flow.statements.iter().copied().flat_map(calls) {
        if call.name.text.starts_with("nla_nest_start") {
            break;
        }
        let Some(kind) = call.name.text.strip_prefix("nla_put") else { continue };
        let (Some(ty), value) = (call.arguments.get(1), call.arguments.get(2)) else { continue };
        let known =
            |it: &[Token]| code.names.value(it).or_else(|| local(code, flow, it).map(Value::Text));
        let value = value.and_then(|it| known(handed(code, flow, it)));
        let shown = match (kind, value) {
            ("_string", Some(Value::Text(text))) => {
                format!("{{ string = {} }}", quoted(&text))
            }
            ("_u8" | "_u16" | "_u32" | "_s32", Some(Value::Number(number))) => {
                format!("{{ {} = {number} }}", &kind[1..])
            }
            _ => "{ there = true }".to_owned(),
        };
        found.push((ty.to_vec(), shown));
    }
    found
}

/// The constant text that is copied into a message without attributes.
fn text<'c>(code: &'c Code, flow: &Flow<'c>) -> Option<String> {
    const COPIES: [&str; 8] =
        ["strcpy", "strncpy", "strscpy", "memcpy", "sprintf", "snprintf", "strlcpy", "scnprintf"];
    let is_data = |it: &[Token]| {
        (has_word(it, "nlmsg_data") || has_word(it, "NLMSG_DATA"))
            && !it.iter().any(|it| it.is("+"))
    };
    let copies = sure(flow, &COPIES);
    let mut into =
        copies.iter().filter(|call| call.arguments.first().is_some_and(|it| is_data(it)));
    let call = into.next()?;
    let source = match call.name.text.as_str() {
        "snprintf" | "scnprintf" => call.arguments.get(2),
        _ => call.arguments.get(1),
    }?;
    let source = handed(code, flow, source);
    let known = code.names.text(source).or_else(|| local(code, flow, source));
    let known = known.or_else(|| global(code, source))?;
    let is_format = call.name.text.ends_with("printf");
    let sure = if is_format { known.split('%').next().unwrap_or_default() } else { &known };
    (!sure.is_empty()).then(|| sure.to_owned())
}

/// The text with which a local variable is initialised, if nothing else is assigned to it.
fn local(code: &Code, flow: &Flow<'_>, name: &[Token]) -> Option<String> {
    let [name] = name else { return None };
    let assigned = flow
        .statements
        .iter()
        .filter(|it| it.iter().any(|it| it.is("=")) && has_word(it, &name.text));
    let mut assigned = assigned.filter_map(|it| assignment(it, &name.text));
    let first = assigned.next()?;
    assigned.next().is_none().then(|| code.names.text(first))?
}

/// The text with which a variable of the file is initialised.
fn global(code: &Code, name: &[Token]) -> Option<String> {
    let [name] = name else { return None };
    let tokens = &code.tokens;
    let at = (0..tokens.len()).find(|at| {
        tokens[*at].text == name.text
            && tokens[*at].file == name.file
            && tokens[*at].kind == Kind::Word
    })?;
    let declared = parts(&tokens[at..], ";").into_iter().next()?;
    code.names.text(assignment(declared, &name.text)?)
}

/// The value of `name` in `char *name = value` and `name[8] = value`.
fn assignment<'t>(statement: &'t [Token], name: &str) -> Option<&'t [Token]> {
    let at = statement.iter().position(|it| it.is_word() && it.text == name)?;
    let rest = &statement[at + 1..];
    let rest = match rest.first().filter(|it| it.is("[")) {
        Some(_) => &rest[closing(rest, 0)? + 1..],
        None => rest,
    };
    rest.first().filter(|it| it.is("="))?;
    parts(&rest[1..], ",").into_iter().next()
}

/// A string in TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
