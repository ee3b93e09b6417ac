//! The arguments of a function that is called on the way: helpers fill a message with what their caller knows.

use super::calls::calls;
use super::code::Code;
use super::flow::Flow;
use super::items::Function;
use super::tokens::{Token, parts, words};

/// Through how many calls.
const DEEPEST: usize = 3;

/// The value of `expression`: the caller's argument, if it is a parameter of a function that `flow` calls, always
/// with the same argument.
pub(super) fn handed<'c>(
    code: &'c Code,
    flow: &Flow<'c>,
    mut expression: &'c [Token],
) -> &'c [Token] {
    for _ in 0..DEEPEST {
        match argument(code, flow, expression) {
            Some(given) => expression = given,
            None => break,
        }
    }
    expression
}

fn argument<'c>(code: &'c Code, flow: &Flow<'c>, expression: &'c [Token]) -> Option<&'c [Token]> {
    let [name] = expression else { return None };
    let mut given: Vec<&'c [Token]> = Vec::new();
    for call in flow.statements.iter().copied().flat_map(calls) {
        let Some(function) = code.function(&call.name.text, call.name.file) else { continue };
        let is_within = function.body.as_ptr_range().contains(&std::ptr::from_ref(name));
        let place = is_within.then(|| place(function, &name.text)).flatten();
        given.extend(place.and_then(|at| call.arguments.get(at).copied()));
    }
    let first = *given.first()?;
    given.iter().all(|it| words(it) == words(first)).then_some(first)
}

/// The index of the parameter of `function` with this name.
fn place(function: Function<'_>, name: &str) -> Option<usize> {
    let is_it = |it: &&[Token]| {
        let mut named = it.iter().rev().filter(|token| token.is_word());
        named.next().is_some_and(|token| token.text == name)
    };
    parts(function.parameters, ",").iter().position(is_it)
}
