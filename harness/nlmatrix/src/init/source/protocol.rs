//! Private protocols of a module (`netlink_kernel_create`), and steps that send them a message.

use super::calls::{Call, calls_of};
use super::code::{Code, has_word};
use super::handler::{self, Answer, Ends, Handler, quoted};
use super::items::{Function, fields, of, word};
use super::step::Step;
use super::tokens::{Token, words};

/// The steps for all of them.
pub(super) fn steps(code: &Code) -> Vec<Step> {
    let mut seen = Vec::new();
    let mut steps = Vec::new();
    for call in calls_of(&code.tokens, &["netlink_kernel_create"]) {
        let unit = unit(&call);
        if unit.is_empty() || seen.contains(&words(unit)) {
            continue;
        }
        seen.push(words(unit));
        let is_made =
            code.loading().iter().any(|it| it.iter().any(|it| std::ptr::eq(it, call.name)));
        let is_sure = is_made && !call.name.assumed;
        let own = of_call(code, &call, unit);
        steps.extend(own.into_iter().map(|step| step.if_sure(is_sure)));
    }
    steps
}

/// The protocol's number: after the network namespace, if the call has one (2.6.24 and later).
fn unit<'c>(call: &Call<'c>) -> &'c [Token] {
    let first = call.arguments.first().copied().unwrap_or_default();
    let is_net =
        first.iter().any(|it| it.is("&") || it.is("->") || it.is("net") || it.is("init_net"));
    if is_net { call.arguments.get(1).copied().unwrap_or_default() } else { first }
}

fn of_call(code: &Code, call: &Call<'_>, unit: &[Token]) -> Vec<Step> {
    let place = code.place(call.name);
    let of_it = format!("The protocol {} ({place})", words(unit));
    let Some(number) = code.names.number(unit).and_then(|it| i32::try_from(it).ok()) else {
        return vec![Step::unsure(
            vec![format!("{of_it} has a number that is not known.")],
            vec![send("NUMBER", 0, "", None)],
        )];
    };
    let Some(function) = input(code, call) else {
        return vec![Step::unsure(
            vec![format!("{of_it} takes no messages, or nothing says which function takes them.")],
            vec![
                format!("receive = {{ protocol = {number} }}"),
                "reply = [{ type = 3 }]".to_owned(),
            ],
        )];
    };
    let of_it = format!("{of_it}, whose messages {} takes", function.name.text);
    exchange(code, &of_it, number, function)
}

/// The function that receives its messages: an argument, or `.input` of its configuration.
fn input<'c>(code: &'c Code, call: &Call<'c>) -> Option<Function<'c>> {
    let near = call.name.file;
    let mut words = call.arguments.iter().filter_map(|it| word(it));
    let direct = words.clone().find_map(|it| code.function(&it.text, near));
    direct.or_else(|| {
        let configuration = words.find_map(|it| configured(code, it))?;
        code.function(&configuration.text, near)
    })
}

/// `.input` of the configuration `name`, whether initialised or assigned.
fn configured<'c>(code: &'c Code, name: &Token) -> Option<&'c Token> {
    let mut variables = code.variables("netlink_kernel_cfg").into_iter();
    let variable = variables
        .find(|it| it.name.text == name.text && it.name.file == name.file && !it.body.is_empty());
    let initialised = variable.and_then(|it| of(&fields(it.body), "input").and_then(word));
    initialised.or_else(|| {
        let is_it = |it: &&[Token]| {
            it[0].text == name.text
                && (it[1].is(".") || it[1].is("->"))
                && it[2].is("input")
                && it[3].is("=")
        };
        let window = code.tokens.windows(6).find(is_it)?;
        word(&window[4..5]).filter(|it| !it.is("&")).or_else(|| word(&window[5..6]))
    })
}

fn exchange(code: &Code, of_it: &str, number: i32, function: Function<'_>) -> Vec<Step> {
    // Messages for netlink_rcv_skb have types from 16 on, and are acknowledged.
    let parsed = calls_of(function.body, &["netlink_rcv_skb"]);
    let handler = parsed.first().and_then(|call| word(call.arguments.get(1)?));
    let is_parsed = !parsed.is_empty();
    let function = match handler {
        Some(name) => match code.function(&name.text, name.file) {
            Some(function) => function,
            None => {
                return vec![unknown(of_it, number, "by a function that is not in these sources")];
            }
        },
        None => function,
    };
    if has_word(function.body, "nlmsg_type") {
        return vec![unknown(of_it, number, "by their types")];
    }
    if let Some(structure) = structure(function.body) {
        return vec![unknown(of_it, number, &format!("as {structure}"))];
    }
    let handler = handler::of(code, function);
    let (ty, flags) = if is_parsed { (16, "flags = [\"ack\"], ") } else { (0, "") };
    let bind = handler.answer.as_ref().and_then(|it| it.port);
    let send = send(&number.to_string(), ty, flags, bind);
    let mut steps = vec![answered(code, &handler, is_parsed, of_it, send)];
    if let (true, [group]) = (handler.is_whole, &handler.tells[..])
        // A protocol has to ask for more groups than these, and joining one that it does not have is refused.
        && let Some(group) = code.names.number(group).filter(|it| (1..=32).contains(it))
    {
        let says = "Its handler tells a group of it.".to_owned();
        let ears = format!("{{ protocol = {number}, socket = \"ears\"");
        steps.insert(
            0,
            Step::sure(vec![says.clone()], vec![format!("join = {ears}, group = {group} }}")]),
        );
        let reply = handler
            .answer
            .as_ref()
            .map_or_else(|| "{}".to_owned(), |it| reply(code, it).unwrap_or("{}".to_owned()));
        let receive = vec![format!("receive = {ears} }}"), format!("reply = [{reply}]")];
        steps.push(Step::sure(vec![says], receive).if_sure(reply != "{}"));
    }
    steps
}

/// A message with a text, which most such modules print. It is sent from the port that is answered, if that is fixed.
fn send(number: &str, ty: i32, flags: &str, bind: Option<i64>) -> String {
    let bind = bind.map(|it| format!("bind = {it}, ")).unwrap_or_default();
    format!(
        "send = {{ protocol = {number}, {bind}type = {ty}, {flags}port = \"own\", payload = {{ string = \"hello\" }} }}"
    )
}

fn unknown(of_it: &str, number: i32, how: &str) -> Step {
    let says = format!("{of_it} {how}: say what is in one, and what it is answered with.");
    Step::unsure(
        vec![says],
        vec![send(&number.to_string(), 16, "", None), "reply = [{ type = 3 }]".to_owned()],
    )
}

/// The structure as which a payload is read.
fn structure(body: &[Token]) -> Option<String> {
    let is_cast = |it: &&[Token]| {
        it[0].is("(")
            && it[1].is("struct")
            && it[3].is("*")
            && it[4].is(")")
            && !it[2].is("nlmsghdr")
            && it[5..].iter().any(|it| it.is("nlmsg_data") || it.is("NLMSG_DATA"))
    };
    let cast = body.windows(7).find(is_cast)?;
    Some(format!("struct {}", cast[2].text))
}

fn answered(code: &Code, handler: &Handler, is_parsed: bool, of_it: &str, send: String) -> Step {
    let mut replies = Vec::new();
    if let Some(answer) = &handler.answer {
        match reply(code, answer) {
            Some(reply) => replies.extend(vec![reply; answer.count]),
            None => return unanswered(of_it, send),
        }
    }
    if is_parsed {
        match &handler.ends {
            Ends::Well => replies.push("{ ack = 0 }".to_owned()),
            Ends::Refused(errno) => replies.push(format!("{{ error = {errno:?} }}")),
            Ends::Unknown => return unanswered(of_it, send),
        }
    }
    match (&replies[..], handler.is_whole) {
        // Nobody else sends the answer later.
        ([], true) if handler.tells.is_empty() && !handler::sends(&code.tokens) => {
            let says = format!("{of_it} and answers with nothing.");
            Step::sure(vec![says], vec![send, "reply = []".to_owned()])
        }
        ([], _) => unanswered(of_it, send),
        _ => Step::sure(
            vec![format!("{of_it}.")],
            vec![send, format!("reply = [{}]", replies.join(", "))],
        ),
    }
}

fn unanswered(of_it: &str, send: String) -> Step {
    let says = "How they are answered depends on what the source does not say; add it as `reply`.";
    Step::sure(vec![format!("{of_it}."), says.to_owned()], vec![send])
}

/// The answer, if its type is known.
fn reply(code: &Code, answer: &Answer) -> Option<String> {
    if answer.is_generic {
        return None;
    }
    // nlmsg_put(skb, port, seq, type, length, flags).
    let ty = answer.header.get(3).and_then(|it| code.names.number(it))?;
    let text = answer
        .text
        .as_deref()
        .map(|it| format!(", matches = {}", quoted(&format!("^{}", regex::escape(it)))));
    Some(format!("{{ type = {ty}{} }}", text.unwrap_or_default()))
}
