//! What the kernel's console says: oopses, panics, lockups and other splats.

mod classify;
mod complaint;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod formats;
mod frame;
mod function;
mod kind;
mod line;
mod patterns;
mod skip;
mod splat;

use regex::bytes::{Match, Regex, RegexBuilder, RegexSet, RegexSetBuilder};

pub use classify::classify;
pub use complaint::{Complaint, Topic, complaints, texts};
pub use kind::{Kind, Severity};
pub use splat::Splat;

/// A pattern of one of the tables, of bytes: what the kernel says is ASCII, and Unicode's classes take
/// long to compile.
fn compile(regex: &str) -> Regex {
    let built = RegexBuilder::new(regex).unicode(false).build();
    built.expect("the tables' patterns compile: a test looks at each")
}

/// A set of them.
fn compile_set<'a>(regexes: impl Iterator<Item = &'a str>) -> RegexSet {
    let built = RegexSetBuilder::new(regexes).unicode(false).build();
    built.expect("the tables' patterns compile: a test looks at each")
}

/// What a part of a pattern has matched, which is ASCII.
fn matched(found: Option<Match<'_>>) -> &str {
    found.and_then(|it| std::str::from_utf8(it.as_bytes()).ok()).unwrap_or_default()
}
