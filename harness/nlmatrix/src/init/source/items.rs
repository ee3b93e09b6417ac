//! What sources define: variables with their initialisers, and functions.

use super::code::Code;
use super::tokens::{Token, closing, parts};

/// A variable of a structure's type, or an array of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variable<'c> {
    pub name: &'c Token,
    /// What is between the braces; empty if there are none.
    pub body: &'c [Token],
}

/// `.key = value` or `[key] = value` between braces; without a key if there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'c> {
    pub key: Option<&'c [Token]>,
    pub value: &'c [Token],
}

/// A function that the sources define.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function<'c> {
    pub name: &'c Token,
    /// Its parameters, as they are declared.
    pub parameters: &'c [Token],
    pub body: &'c [Token],
}

/// Words that may precede or follow a variable's name.
const ATTRIBUTES: [&str; 8] = [
    "__ro_after_init",
    "__read_mostly",
    "__initdata",
    "__initconst",
    "const",
    "__net_initdata",
    "__refdata",
    "__maybe_unused",
];

impl Code {
    /// All variables of `struct kind`.
    pub(super) fn variables(&self, kind: &str) -> Vec<Variable<'_>> {
        let tokens = &self.tokens;
        let of_kind = |at: &usize| {
            tokens[*at].is("struct") && tokens.get(at + 1).is_some_and(|it| it.is(kind))
        };
        (0..tokens.len()).filter(of_kind).filter_map(|at| variable(tokens, at + 2)).collect()
    }

    /// The one with this name whose `body` is not empty.
    pub(super) fn variable<'c>(&'c self, kind: &str, name: &str) -> Option<Variable<'c>> {
        self.variables(kind).into_iter().find(|it| it.name.text == name && !it.body.is_empty())
    }

    /// The function with this name; if several files have one, that in the file of `near`.
    pub(super) fn function<'c>(&'c self, name: &str, near: usize) -> Option<Function<'c>> {
        let of = |(name, body): &(usize, std::ops::Range<usize>)| {
            let end = closing(&self.tokens, *name + 1).unwrap_or(*name + 1);
            Function {
                name: &self.tokens[*name],
                parameters: self.tokens.get(*name + 2..end).unwrap_or_default(),
                body: &self.tokens[body.clone()],
            }
        };
        let named: Vec<_> = self.functions.get(name)?.iter().map(of).collect();
        named.iter().find(|it| it.name.file == near).or(named.first()).copied()
    }
}

/// The variable whose declaration begins at `at`, after its type.
fn variable(tokens: &[Token], mut at: usize) -> Option<Variable<'_>> {
    let is_attribute = |it: &Token| ATTRIBUTES.contains(&it.text.as_str());
    while tokens.get(at).is_some_and(is_attribute) {
        at += 1;
    }
    let name = tokens.get(at).filter(|it| it.is_word())?;
    at += 1;
    loop {
        let token = tokens.get(at)?;
        match token.text.as_str() {
            "[" | "(" => at = closing(tokens, at)? + 1,
            "=" => break,
            ";" => return Some(Variable { name, body: &[] }),
            _ if token.is_word() => at += 1,
            _ => return None,
        }
    }
    tokens.get(at + 1).filter(|it| it.is("{"))?;
    let end = closing(tokens, at + 1)?;
    Some(Variable { name, body: &tokens[at + 2..end] })
}

/// The parts of what is between braces.
pub(super) fn fields(body: &[Token]) -> Vec<Field<'_>> {
    parts(body, ",").into_iter().map(field).collect()
}

fn field(part: &[Token]) -> Field<'_> {
    let keyed = |key: std::ops::Range<usize>, value: usize| Field {
        key: Some(&part[key]),
        value: &part[value..],
    };
    match part {
        [dot, _, equals, ..] if dot.is(".") && equals.is("=") => keyed(1..2, 3),
        [name, colon, ..] if name.is_word() && colon.is(":") => keyed(0..1, 2),
        [open, ..] if open.is("[") => match closing(part, 0) {
            Some(end) if part.get(end + 1).is_some_and(|it| it.is("=")) => keyed(1..end, end + 2),
            Some(end) => keyed(1..end, end + 1),
            None => Field { key: None, value: part },
        },
        _ => Field { key: None, value: part },
    }
}

/// The value of `.name`.
pub(super) fn of<'c>(fields: &[Field<'c>], name: &str) -> Option<&'c [Token]> {
    let named = |it: &&Field<'_>| it.key.is_some_and(|key| key.len() == 1 && key[0].is(name));
    fields.iter().find(named).map(|it| it.value)
}

/// What is in the braces that `value` consists of.
pub(super) fn braces(value: &[Token]) -> Option<&[Token]> {
    let open = value.first().filter(|it| it.is("{"))?;
    debug_assert!(open.is("{"));
    closing(value, 0).map(|end| &value[1..end])
}

/// The single word that `value` names: `x`, `&x`, `(x)`.
pub(super) fn word(value: &[Token]) -> Option<&Token> {
    let mut words = value.iter().filter(|it| !it.is("&") && !it.is("(") && !it.is(")"));
    let first = words.next().filter(|it| it.is_word())?;
    // `&ops[0]` and `ops` are the same.
    words.next().is_none_or(|it| it.is("[")).then_some(first)
}
