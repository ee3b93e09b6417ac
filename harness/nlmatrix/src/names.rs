//! Names that are not known, and what was perhaps meant.

use std::collections::BTreeSet;

/// More names than that are not listed: nobody reads them.
const MOST: usize = 100;
/// So many of those that are most like it are listed then.
const NEAR: usize = 12;

/// "unknown X `y`", the nearest known name, and all that would have been valid; of very many the nearest.
pub(crate) fn unknown(what: &str, name: &str, known: &BTreeSet<&str>) -> String {
    let hint = nearest(name, known.iter().copied());
    let hint = hint.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
    if known.len() > MOST {
        let mut near: Vec<&str> = known.iter().copied().collect();
        near.sort_by_key(|other| strsim::damerau_levenshtein(name, other));
        let (near, count) = (near[..NEAR].join(", "), known.len());
        return format!("unknown {what} `{name}`{hint}; most like it of {count}: {near}");
    }
    let all: Vec<&str> = known.iter().copied().collect();
    let all = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    format!("unknown {what} `{name}`{hint}; known: {all}")
}

/// A message of serde's about what stands in a file: what it calls a field is a key.
pub(crate) fn of_keys(message: &str) -> String {
    let message = message.replacen("unknown field `", "unknown key `", 1);
    message.replacen("missing field `", "missing key `", 1)
}

/// The known name that is like `name`.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|other| (strsim::damerau_levenshtein(name, other), other));
    near.min().filter(|(distance, _)| *distance <= 3).map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_names_the_nearest_are_listed() {
        let names: Vec<String> = (0..200).map(|number| format!("name{number}")).collect();
        let known: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let text = unknown("name", "name17x", &known);
        assert!(text.contains("did you mean `name17`?"), "{text}");
        assert!(text.contains("most like it of 200: name17, ") && text.len() < 250, "{text}");
    }
}
