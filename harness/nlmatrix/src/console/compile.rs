//! The patterns of the tables, compiled.

use regex::bytes::{Match, Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// A pattern of one of the tables, for bytes: the kernel prints ASCII, and Unicode classes take long to compile.
pub(super) fn compile(regex: &str) -> Regex {
    let built = RegexBuilder::new(regex).unicode(false).build();
    built.expect("the tables' patterns compile: a test looks at each")
}

/// A set of them.
pub(super) fn compile_set<'a>(regexes: impl Iterator<Item = &'a str>) -> RegexSet {
    let built = RegexSetBuilder::new(regexes).unicode(false).build();
    built.expect("the tables' patterns compile: a test looks at each")
}

/// What a part of a pattern has matched, which is ASCII.
pub(super) fn matched(found: Option<Match<'_>>) -> &str {
    found.and_then(|it| std::str::from_utf8(it.as_bytes()).ok()).unwrap_or_default()
}
