//! What a policy requires of attributes, and values that it accepts.

use super::code::Code;
use super::items::{braces, fields, of, word};
use super::tokens::{Token, closing, parts, words};

/// An attribute in a policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule<'c> {
    value: &'c [Token],
}

/// The longest value that is written out.
const LONGEST: i64 = 64;
/// How many levels of nests are followed.
const DEEPEST: usize = 4;
/// The text that is sent.
const TEXT: &str = "hello";

impl Code {
    /// The rule for the attribute `number` in the policy `name`.
    pub(super) fn rule(&self, name: &str, number: i64) -> Option<Rule<'_>> {
        let rules = self.rules(name);
        rules.into_iter().find(|(ty, _, _)| *ty == number).map(|(_, _, rule)| rule)
    }

    /// Number, the expression that says it, and rule of all attributes of the policy `name`.
    pub(super) fn rules(&self, name: &str) -> Vec<(i64, Option<&[Token]>, Rule<'_>)> {
        let Some(variable) = self.variable("nla_policy", name) else { return Vec::new() };
        let mut next = 0;
        let mut found = Vec::new();
        for field in fields(variable.body) {
            let number = field.key.map_or(Some(next), |key| self.names.number(key));
            let Some(number) = number else { continue };
            next = number + 1;
            found.push((number, field.key, Rule { value: field.value }));
        }
        found
    }

    /// A value that the rule accepts, as written in a matrix file.
    pub(super) fn sample(&self, rule: Rule<'_>) -> Option<String> {
        self.sample_within(rule, DEEPEST)
    }

    fn sample_within(&self, rule: Rule<'_>, deepest: usize) -> Option<String> {
        let deepest = deepest.checked_sub(1)?;
        if let Some((nested, is_array)) = self.nested(rule) {
            return self.nest(&nested.text, is_array, deepest);
        }
        let Some(inner) = braces(rule.value) else { return self.by_macro(rule.value) };
        let fields = fields(inner);
        let kind = self.kind(rule);
        let length = of(&fields, "len").map(|it| self.names.number(it));
        let least = of(&fields, "min").and_then(|it| self.names.number(it));
        of_kind(&kind, length, least)
    }

    /// The type in the rule, such as `NLA_U32`.
    pub(super) fn kind(&self, rule: Rule<'_>) -> String {
        let Some(inner) = braces(rule.value) else {
            let (name, arguments) = called(rule.value).unwrap_or_default();
            let is_length = name.contains("_LEN") || name.contains("ETH_ADDR");
            return match (name, arguments.first()) {
                ("NLA_POLICY_NESTED", _) => "NLA_NESTED".to_owned(),
                ("NLA_POLICY_NESTED_ARRAY", _) => "NLA_NESTED_ARRAY".to_owned(),
                ("NLA_POLICY_BITFIELD32", _) => "NLA_BITFIELD32".to_owned(),
                _ if is_length => "NLA_BINARY".to_owned(),
                (_, Some(kind)) if name.starts_with("NLA_POLICY") => words(kind),
                _ => "NLA_UNSPEC".to_owned(),
            };
        };
        let fields = fields(inner);
        let first = || Some(fields.first()?).filter(|it| it.key.is_none()).map(|it| it.value);
        of(&fields, "type").or_else(first).map_or("NLA_UNSPEC".to_owned(), words)
    }

    /// The policy of what is in a nest, and whether that is an array.
    pub(super) fn nested<'c>(&self, rule: Rule<'c>) -> Option<(&'c Token, bool)> {
        let kind = self.kind(rule);
        let policy = match braces(rule.value) {
            Some(inner) => of(&fields(inner), "nested_policy")?,
            None => called(rule.value)?.1.first().filter(|_| kind.starts_with("NLA_NESTED"))?,
        };
        Some((word(policy)?, kind == "NLA_NESTED_ARRAY"))
    }

    /// `NLA_POLICY_RANGE(NLA_U32, 1, 5)` and similar macros.
    fn by_macro(&self, value: &[Token]) -> Option<String> {
        let (name, arguments) = called(value)?;
        let number = |at: usize| self.names.number(arguments.get(at)?);
        let kind = || arguments.first().map(|it| words(it));
        match name {
            "NLA_POLICY_RANGE" | "NLA_POLICY_MIN" => of_kind(&kind()?, None, Some(number(1)?)),
            "NLA_POLICY_MAX" => of_kind(&kind()?, None, Some(number(1)?.min(1))),
            "NLA_POLICY_MASK" => of_kind(&kind()?, None, Some(number(1)?)),
            "NLA_POLICY_EXACT_LEN" | "NLA_POLICY_MIN_LEN" => {
                of_kind("NLA_BINARY", Some(number(0)), None)
            }
            "NLA_POLICY_ETH_ADDR" | "NLA_POLICY_ETH_ADDR_COMPAT" => {
                of_kind("NLA_BINARY", Some(Some(6)), None)
            }
            _ => None,
        }
    }

    /// All attributes of a nest.
    fn nest(&self, policy: &str, is_array: bool, deepest: usize) -> Option<String> {
        let one = |(number, _, rule): &(i64, Option<&[Token]>, Rule<'_>)| {
            Some(format!("{number} = {}", self.sample_within(*rule, deepest)?))
        };
        let inner: Vec<String> = self.rules(policy).iter().filter_map(one).collect();
        (!inner.is_empty()).then_some(())?;
        let inner = format!("{{ {} }}", inner.join(", "));
        Some(if is_array {
            format!("{{ array = [{inner}] }}")
        } else {
            format!("{{ nest = {inner} }}")
        })
    }
}

/// A macro with its arguments.
fn called(value: &[Token]) -> Option<(&str, Vec<&[Token]>)> {
    let name = value.first()?.text.as_str();
    let end = closing(value, 1)?;
    Some((name, parts(&value[2..end], ",")))
}

/// A value of a type. `length` is that of the policy: `Some(None)` if it is not known.
pub(super) fn of_kind(
    kind: &str,
    length: Option<Option<i64>>,
    least: Option<i64>,
) -> Option<String> {
    let number = |word: &str| Some(format!("{{ {word} = {} }}", least.unwrap_or(1)));
    let bytes = |count: i64| {
        let hex = (0..=LONGEST).contains(&count).then(|| "00".repeat(count as usize));
        hex.map(|hex| format!("{{ hex = \"{hex}\" }}"))
    };
    match kind {
        "NLA_U8" => number("u8"),
        "NLA_U16" => number("u16"),
        "NLA_U32" => number("u32"),
        "NLA_U64" | "NLA_MSECS" => number("u64"),
        "NLA_S8" => number("s8"),
        "NLA_S16" => number("s16"),
        "NLA_S32" => number("s32"),
        "NLA_S64" => number("s64"),
        "NLA_BE16" => number("be16"),
        "NLA_BE32" => number("be32"),
        "NLA_UINT" => number("u32"),
        "NLA_SINT" => number("s32"),
        "NLA_FLAG" => Some("{ flag = true }".to_owned()),
        "NLA_STRING" | "NLA_NUL_STRING" => {
            let room = length.unwrap_or(Some(LONGEST)).filter(|it| *it > 0).unwrap_or(1) as usize;
            Some(format!("{{ string = \"{}\" }}", &TEXT[..TEXT.len().min(room)]))
        }
        // A shorter one may be too short for the reader, and a longer one is refused.
        "NLA_BINARY" | "NLA_UNSPEC" | "NLA_EXACT_LEN" | "NLA_MIN_LEN" | "NLA_EXACT_LEN_WARN" => {
            bytes(length??)
        }
        "NLA_BITFIELD32" => bytes(8),
        _ => None,
    }
}
