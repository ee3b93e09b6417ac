//! Calls and their arguments.

use super::tokens::{Token, closing, parts};

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call<'c> {
    pub name: &'c Token,
    pub arguments: Vec<&'c [Token]>,
}

/// All calls in `tokens`, including nested ones.
pub(super) fn calls(tokens: &[Token]) -> Vec<Call<'_>> {
    let call = |at: usize| {
        let name = tokens[at].is_word().then_some(&tokens[at])?;
        tokens.get(at + 1).filter(|it| it.is("("))?;
        let end = closing(tokens, at + 1)?;
        Some(Call { name, arguments: parts(&tokens[at + 2..end], ",") })
    };
    (0..tokens.len()).filter_map(call).collect()
}

/// Those of functions with these names.
pub(super) fn calls_of<'c>(tokens: &'c [Token], names: &[&str]) -> Vec<Call<'c>> {
    let mut found = calls(tokens);
    found.retain(|call| names.contains(&call.name.text.as_str()));
    found
}
