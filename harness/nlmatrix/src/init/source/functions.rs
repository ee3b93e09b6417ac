//! Where functions are defined.

use std::collections::BTreeMap;

use super::tokens::{Token, closing};

/// The functions by name, and for each its name token and its body.
pub(super) type Functions = BTreeMap<String, Vec<(usize, std::ops::Range<usize>)>>;

/// All functions that are defined.
pub(super) fn functions(tokens: &[Token]) -> Functions {
    let (mut found, mut at) = (Functions::new(), 0);
    while at < tokens.len() {
        if !tokens[at].is("{") {
            at += 1;
            continue;
        }
        let Some(end) = closing(tokens, at) else { break };
        if let Some(name) = called(tokens, at) {
            let named = found.entry(tokens[name].text.clone()).or_default();
            named.push((name, at + 1..end));
        }
        at = end + 1;
    }
    found
}

/// The name of the function whose body begins at `open`.
fn called(tokens: &[Token], open: usize) -> Option<usize> {
    let end = open.checked_sub(1)?;
    tokens[end].is(")").then_some(())?;
    let mut depth = 0;
    for at in (0..=end).rev() {
        match tokens[at].text.as_str() {
            ")" => depth += 1,
            "(" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at.checked_sub(1).filter(|name| tokens[*name].is_word());
        }
    }
    None
}
