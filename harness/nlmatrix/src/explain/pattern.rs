//! Patterns for bytes: what people paste is mostly ASCII, and Unicode classes take long to compile.

use regex::bytes::{Captures, Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// A pattern.
pub(super) struct Pattern(Regex);

impl Pattern {
    /// One of this program's own; `cased` if upper and lower case differ.
    pub(super) fn fixed(pattern: &str, cased: bool) -> Self {
        Self::new(pattern, cased).expect("a fixed expression")
    }

    /// One from a table.
    pub(super) fn new(pattern: &str, cased: bool) -> Result<Self, regex::Error> {
        let mut builder = RegexBuilder::new(pattern);
        builder.unicode(false).case_insensitive(!cased).multi_line(true).build().map(Self)
    }

    /// Does it match in `text`?
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes())
    }

    /// The position of its first match in `text`.
    pub(super) fn at(&self, text: &str) -> Option<usize> {
        self.0.find(text.as_bytes()).map(|it| it.start())
    }

    /// All matches in `text`.
    pub(super) fn all<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.find_iter(text.as_bytes()).filter_map(|it| std::str::from_utf8(it.as_bytes()).ok())
    }

    /// The group `name` of each match, with the whole match.
    pub(super) fn groups<'t>(
        &self,
        text: &'t str,
        name: &str,
    ) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.0.captures_iter(text.as_bytes()).filter_map(move |it| group(&it, name))
    }
}

fn group<'t>(captures: &Captures<'t>, name: &str) -> Option<(&'t str, &'t str)> {
    let of = |found: regex::bytes::Match<'t>| std::str::from_utf8(found.as_bytes()).ok();
    Some((of(captures.name(name)?)?, of(captures.get(0)?)?))
}

/// Many patterns that are searched for at once.
pub(super) fn set(patterns: &[String]) -> Result<RegexSet, regex::Error> {
    let mut builder = RegexSetBuilder::new(patterns);
    builder.unicode(false).case_insensitive(true).multi_line(true).size_limit(1 << 26).build()
}
