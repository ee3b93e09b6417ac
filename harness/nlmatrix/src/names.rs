//! Names that are not known, and what was perhaps meant.

use std::collections::BTreeSet;

/// "unknown X `y`", the nearest known name, and all that would have been valid.
pub(crate) fn unknown(what: &str, name: &str, known: &BTreeSet<&str>) -> String {
    let hint = nearest(name, known.iter().copied());
    let hint = hint.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
    let all: Vec<&str> = known.iter().copied().collect();
    let all = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    format!("unknown {what} `{name}`{hint}; known: {all}")
}

/// The known name that is like `name`.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|other| (strsim::damerau_levenshtein(name, other), other));
    near.min().filter(|(distance, _)| *distance <= 3).map(|(_, other)| other)
}
