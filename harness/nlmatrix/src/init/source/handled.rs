//! The types as which attributes are read and written.

use std::collections::BTreeMap;

use super::calls::calls;
use super::tokens::{Token, closing, words};

/// Functions that write and read attributes, with their policy types, in addition to `nla_put_u32` and `nla_get_u32`.
const HANDLES: [(&str, &str); 9] = [
    ("nla_put_string", "NLA_STRING"),
    ("nla_strscpy", "NLA_STRING"),
    ("nla_strlcpy", "NLA_STRING"),
    ("nla_strdup", "NLA_STRING"),
    ("nla_put_u64_64bit", "NLA_U64"),
    ("nla_put_in_addr", "NLA_BE32"),
    ("nla_get_in_addr", "NLA_BE32"),
    ("nla_put", "NLA_BINARY"),
    ("nla_memcpy", "NLA_BINARY"),
];
const TYPES: [(&str, &str); 15] = [
    ("u8", "NLA_U8"),
    ("u16", "NLA_U16"),
    ("u32", "NLA_U32"),
    ("u64", "NLA_U64"),
    ("s8", "NLA_S8"),
    ("s16", "NLA_S16"),
    ("s32", "NLA_S32"),
    ("s64", "NLA_S64"),
    ("be16", "NLA_BE16"),
    ("be32", "NLA_BE32"),
    ("be64", "NLA_BE64"),
    ("flag", "NLA_FLAG"),
    ("uint", "NLA_UINT"),
    ("sint", "NLA_SINT"),
    ("msecs", "NLA_MSECS"),
];

/// The names of attribute types in expressions, and the policy types of the functions that handle them.
#[derive(Debug, Default)]
pub(super) struct Handled {
    pub read: BTreeMap<String, &'static str>,
    pub written: BTreeMap<String, &'static str>,
}

/// The places in the sources that read and write attributes.
pub(super) fn handled(tokens: &[Token]) -> Handled {
    let mut handled = Handled::default();
    for call in calls(tokens) {
        let Some(ty) = type_of(&call.name.text) else { continue };
        let is_put = call.name.text.starts_with("nla_put");
        // nla_put_u32(skb, TYPE, value), nla_get_u32(attrs[TYPE]), nla_strscpy(text, attrs[TYPE], size).
        let key = match is_put {
            true => call.arguments.get(1).map(|it| words(it)),
            false => call.arguments.iter().find_map(|it| index(it)),
        };
        let all = if is_put { &mut handled.written } else { &mut handled.read };
        if let Some(key) = key {
            all.entry(key).or_insert(ty);
        }
    }
    handled
}

/// The contents of the brackets at the end of an expression.
fn index(expression: &[Token]) -> Option<String> {
    expression.last().filter(|it| it.is("]"))?;
    let open = (0..expression.len()).filter(|at| expression[*at].is("["));
    let open =
        open.into_iter().find(|at| closing(expression, *at) == Some(expression.len() - 1))?;
    Some(words(&expression[open + 1..expression.len() - 1]))
}

/// The policy type that a function handles.
fn type_of(function: &str) -> Option<&'static str> {
    let known = |list: &[(&str, &'static str)], name: &str| {
        list.iter().find(|(known, _)| *known == name).map(|(_, ty)| *ty)
    };
    let named = || {
        let ty = function.strip_prefix("nla_put_").or_else(|| function.strip_prefix("nla_get_"))?;
        known(&TYPES, ty)
    };
    known(&HANDLES, function).or_else(named)
}
