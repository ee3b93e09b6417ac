//! Unknown names, and what was probably meant.

use std::collections::BTreeSet;

/// More names than this are not listed, as nobody would read them.
const MOST: usize = 100;
/// Then only so many of the most similar ones are listed.
const NEAR: usize = 12;

/// "unknown X `y`", the most similar known name, and all valid names, or the most similar ones if they are very many.
pub(crate) fn unknown(what: &str, name: &str, known: &BTreeSet<&str>) -> String {
    let hint = nearest(name, known.iter().copied());
    let hint = hint.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
    if known.len() > MOST {
        let mut near: Vec<&str> = known.iter().copied().collect();
        near.sort_by_key(|other| strsim::damerau_levenshtein(name, other));
        let (near, count) = (near[..NEAR].join(", "), known.len());
        return format!("unknown {what} `{name}`{hint}; the most similar of {count}: {near}");
    }
    let all: Vec<&str> = known.iter().copied().collect();
    let all = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    format!("unknown {what} `{name}`{hint}; known: {all}")
}

/// serde's message about a mistake in a file, with its "field" called a key.
pub(crate) fn of_keys(message: &str) -> String {
    let message = message.replacen("unknown field `", "unknown key `", 1);
    message.replacen("missing field `", "missing key `", 1)
}

/// The known name that is similar to `name`.
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
        assert!(text.contains("the most similar of 200: name17, ") && text.len() < 250, "{text}");
    }
}
