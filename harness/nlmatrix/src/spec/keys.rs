//! Unknown keys in a specification: one that is similar to a key of the format is a mistake, and would be ignored
//! otherwise. Others may be from a later version of the format.

use serde_json::{Map, Value};

/// The tables of the format (`Documentation/netlink/netlink-raw.yaml` of the kernel, which has those of all
/// protocols): by the key that contains them, their own keys.
const TABLES: [(&str, &[&str]); 17] = [
    (
        "",
        &[
            "name",
            "protocol",
            "protonum",
            "doc",
            "version",
            "uapi-header",
            "c-family-name",
            "c-version-name",
            "max-by-define",
            "cmd-max-name",
            "cmd-cnt-name",
            "kernel-policy",
            "definitions",
            "attribute-sets",
            "sub-messages",
            "operations",
            "mcast-groups",
            "kernel-family",
        ],
    ),
    (
        "definitions",
        &[
            "name",
            "type",
            "doc",
            "header",
            "scope",
            "value",
            "value-start",
            "entries",
            "members",
            "len",
            "enum-name",
            "enum-cnt-name",
            "name-prefix",
            "render-max",
        ],
    ),
    ("entries", &["name", "value", "doc"]),
    (
        "members",
        &[
            "name",
            "type",
            "len",
            "doc",
            "byte-order",
            "enum",
            "enum-as-flags",
            "display-hint",
            "struct",
        ],
    ),
    (
        "attribute-sets",
        &[
            "name",
            "doc",
            "header",
            "subset-of",
            "name-prefix",
            "enum-name",
            "attr-cnt-name",
            "attr-max-name",
            "attributes",
        ],
    ),
    (
        "attributes",
        &[
            "name",
            "type",
            "doc",
            "value",
            "type-value",
            "byte-order",
            "multi-attr",
            "nested-attributes",
            "enum",
            "enum-as-flags",
            "checks",
            "sub-type",
            "len",
            "display-hint",
            "struct",
            "sub-message",
            "selector",
            "scope",
        ],
    ),
    (
        "checks",
        &[
            "flags-mask",
            "min",
            "max",
            "min-len",
            "max-len",
            "exact-len",
            "unterminated-ok",
            "sparse",
        ],
    ),
    ("sub-messages", &["name", "doc", "formats"]),
    ("formats", &["value", "fixed-header", "attribute-set"]),
    (
        "operations",
        &[
            "enum-model",
            "enum-name",
            "name-prefix",
            "async-prefix",
            "async-enum",
            "fixed-header",
            "list",
        ],
    ),
    (
        "operations/list",
        &[
            "name",
            "doc",
            "value",
            "fixed-header",
            "attribute-set",
            "flags",
            "dont-validate",
            "config-cond",
            "do",
            "dump",
            "notify",
            "event",
            "mcgrp",
        ],
    ),
    ("do", &["request", "reply", "pre", "post"]),
    ("dump", &["request", "reply", "pre", "post"]),
    ("request", &["value", "attributes"]),
    ("reply", &["value", "attributes"]),
    ("mcast-groups", &["list"]),
    ("mcast-groups/list", &["name", "value", "flags", "doc", "c-define-name"]),
];

/// The first key that is similar to one of its table.
pub(super) fn misspelt(spec: &Value) -> Option<String> {
    spec.as_object().and_then(|table| in_table(table, ""))
}

fn in_table(table: &Map<String, Value>, place: &str) -> Option<String> {
    let (_, known) = TABLES.iter().find(|(name, _)| *name == place)?;
    let wrong = table.keys().find_map(|key| Some((key, meant(key, known)?)));
    if let Some((key, meant)) = wrong {
        let place = if place.is_empty() { String::new() } else { format!(" of `{place}`") };
        return Some(format!("unknown key `{key}`{place}: did you mean `{meant}`?"));
    }
    table.iter().find_map(|(key, value)| below(value, &under(place, key)))
}

/// Lists of operations and of groups have tables of their own.
fn under(place: &str, key: &str) -> String {
    if key == "list" { format!("{place}/list") } else { key.to_owned() }
}

fn below(value: &Value, place: &str) -> Option<String> {
    match value {
        Value::Object(table) => in_table(table, place),
        Value::Array(list) => list.iter().find_map(|value| below(value, place)),
        _ => None,
    }
}

/// The key that `key` was probably meant to be: one that differs in at most a third of its letters.
fn meant(key: &str, known: &[&'static str]) -> Option<&'static str> {
    if known.contains(&key) {
        return None;
    }
    let distance = |other: &&str| strsim::damerau_levenshtein(key, other);
    known.iter().copied().min_by_key(distance).filter(|near| 3 * distance(near) <= near.len())
}

#[cfg(test)]
mod tests {
    use crate::spec::Spec;
    use rstest::rstest;

    const GREET: &str = "name: GREET\nprotocol: genetlink\nattribute-sets:\n  - name: greet\n    attributes:\n      \
                         - {name: text, type: string, checks: {max-len: 15}}\noperations:\n  list:\n    - name: \
                         hello\n      attribute-set: greet\n      do: {request: {attributes: [text]}}\n\
                         mcast-groups:\n  list:\n    - name: events\n";

    #[rstest]
    #[case("max-len", "max-le", "unknown key `max-le` of `checks`: did you mean `max-len`?")]
    #[case(
        "attribute-set: greet",
        "atribute-set: greet",
        "unknown key `atribute-set` of `operations/list`"
    )]
    #[case(
        "mcast-groups",
        "mcast-group",
        "unknown key `mcast-group`: did you mean `mcast-groups`?"
    )]
    #[case("{request", "{requests", "unknown key `requests` of `do`")]
    fn a_key_that_is_nearly_one_is_a_mistake(
        #[case] right: &str,
        #[case] wrong: &str,
        #[case] told: &str,
    ) {
        Spec::parse(GREET).unwrap();
        let error = Spec::parse(&GREET.replacen(right, wrong, 1)).unwrap_err();
        assert!(error.contains(told), "{error}");
    }

    #[test]
    fn what_a_later_format_has_is_passed_over() {
        Spec::parse(&format!("{GREET}x-rendering: none\n")).unwrap();
    }
}
