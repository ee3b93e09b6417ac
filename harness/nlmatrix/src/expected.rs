//! The expected outcome of a cell that should not simply pass, described so precisely that no other end matches it.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};

use crate::console::Kind;
use crate::run::Outcome;

/// How a cell should end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ExpectedOutcome {
    /// Well: its checks are as predicted, and nothing is left behind.
    #[default]
    Well,
    /// With this as the worst splat, as `kind:function`.
    Crash(Pattern),
    /// With this hanging: `hung-task:function` if the kernel says so, else the operation.
    Hang(Pattern),
    /// With a module that does not load because its hardware is missing.
    NoDevice,
    /// With each of these left behind, and nothing else.
    Leak(Vec<Pattern>),
    /// With each of these checks failing, and no other.
    Fail(Vec<String>),
    /// With a scenario that cannot continue, for this reason.
    Stop(Pattern),
}

impl ExpectedOutcome {
    /// The outcome of such a cell; `None` if its checks decide.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Well => None,
            Self::Crash(_) => Some(Outcome::Crash),
            Self::Hang(_) => Some(Outcome::Hang),
            Self::NoDevice => Some(Outcome::NoDevice),
            Self::Leak(_) => Some(Outcome::Leak),
            Self::Fail(_) | Self::Stop(_) => Some(Outcome::Fail),
        }
    }

    /// The kind of splat that distinguishes it, if one does.
    pub fn splat(&self) -> Option<Kind> {
        match self {
            Self::Crash(pattern) | Self::Hang(pattern) => pattern.kind(),
            _ => None,
        }
    }

    /// Is it what happened, which was about `things`?
    pub fn is_met_by(&self, things: &[String]) -> bool {
        let first = |pattern: &Pattern| things.first().is_some_and(|thing| pattern.matches(thing));
        match self {
            Self::Well => things.is_empty(),
            Self::NoDevice => true,
            Self::Crash(pattern) | Self::Hang(pattern) | Self::Stop(pattern) => first(pattern),
            Self::Leak(patterns) => {
                let known = |thing: &String| patterns.iter().any(|it| it.matches(thing));
                let seen = |pattern: &Pattern| things.iter().any(|thing| pattern.matches(thing));
                things.iter().all(known) && patterns.iter().all(seen)
            }
            Self::Fail(checks) => {
                things.iter().all(|thing| checks.contains(thing))
                    && checks.iter().all(|check| things.contains(check))
            }
        }
    }
}

/// As in the matrix file.
impl fmt::Display for ExpectedOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = |patterns: &[Pattern]| {
            patterns.iter().map(Pattern::to_string).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Well => f.write_str("a good end"),
            Self::Crash(pattern) => write!(f, "the splat {pattern}"),
            Self::Hang(pattern) => write!(f, "that {pattern} hangs"),
            Self::NoDevice => f.write_str("that its hardware is not here"),
            Self::Leak(patterns) => write!(f, "that {} is left behind", texts(patterns)),
            Self::Fail(checks) => {
                write!(f, "that {} fails and nothing else does", checks.join(", "))
            }
            Self::Stop(pattern) => write!(f, "that it stops at {pattern}"),
        }
    }
}

/// A text in which `*`, `?`, `[…]` and `{…,…}` are wildcards, like `oops:faulty_{init,trigger}`.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// Brackets or braces that are not closed.
    pub fn new(text: &str) -> Result<Self, globset::Error> {
        let glob = GlobBuilder::new(text).empty_alternates(true).build()?;
        Ok(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }

    /// The pattern that matches only `text`.
    pub fn exactly(text: &str) -> Self {
        Self::new(&escape(text)).expect("what is escaped is not a pattern")
    }

    /// Does it match the whole of `text`?
    pub fn matches(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The kind of splat with which it begins, if it names one.
    pub fn kind(&self) -> Option<Kind> {
        let (kind, _) = self.text.trim_start_matches('{').split_once(':')?;
        Kind::find(kind)
    }
}

/// `text` with each wildcard character in brackets.
fn escape(text: &str) -> String {
    let piece = |c: char| match "*?[]{}\\".contains(c) {
        true => format!("[{c}]"),
        false => c.to_string(),
    };
    text.chars().map(piece).collect()
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn pattern(text: &str) -> Pattern {
        Pattern::new(text).unwrap()
    }

    #[rstest]
    #[case::itself("oops:faulty_trigger", "oops:faulty_trigger", true)]
    #[case::another_function("oops:faulty_trigger", "oops:faulty_trigger_too", false)]
    #[case::another_kind("oops:faulty_trigger", "panic:faulty_trigger", false)]
    #[case::one_of_them("double-free:{kfree,slab_free}", "double-free:slab_free", true)]
    #[case::or_none("panic:{,faulty_init}", "panic:", true)]
    #[case::a_path("kobject *", "kobject /sys/kernel/x", true)]
    fn a_pattern_is_about_the_whole(#[case] text: &str, #[case] seen: &str, #[case] is_it: bool) {
        assert_eq!(pattern(text).matches(seen), is_it);
    }

    #[rstest]
    fn what_is_escaped_matches_itself_alone(
        #[values("sendmsg", "a*b", "[<0>] f+0x1/0x2 [m]", "{x,y}!", "back\\slash", "tab\there")]
        text: &str,
    ) {
        let exactly = Pattern::exactly(text);
        assert!(exactly.matches(text), "{exactly}");
        assert!(!exactly.matches(&format!("{text}x")) && !exactly.matches("axb"));
    }

    #[rstest]
    #[case::both(&["4 sockets", "module m"], true)]
    #[case::one_is_missing(&["4 sockets"], false)]
    #[case::one_too_many(&["4 sockets", "module m", "kobject k"], false)]
    #[case::nothing(&[], false)]
    fn a_leak_is_of_all_that_is_named_and_of_nothing_else(
        #[case] left: &[&str],
        #[case] is_it: bool,
    ) {
        let left: Vec<String> = left.iter().map(|&thing| thing.to_owned()).collect();
        let leak = ExpectedOutcome::Leak(vec![pattern("* sockets"), pattern("module m")]);
        assert_eq!(leak.is_met_by(&left), is_it);
    }

    #[test]
    fn a_failure_is_of_the_named_checks() {
        let fails = ExpectedOutcome::Fail(vec!["size".to_owned()]);
        let seen = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        assert!(fails.is_met_by(&seen(&["size"])));
        assert!(!fails.is_met_by(&seen(&["size", "flags"])));
        assert!(!fails.is_met_by(&seen(&[])));
    }
}
