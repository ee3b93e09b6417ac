//! What distinguishes the two ends, and has to be looked at in each step.

use std::fmt;

use super::BisectError;
use crate::run::{CellRecord, CheckRecord, Outcome};

/// What distinguishes the two ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The cell's outcome, and what that is about.
    Outcome,
    /// What a check sees.
    Check(String),
}

impl Mark {
    /// What distinguishes `good` from `bad`: the check `asked`, or the only one that differs, or the outcome if no
    /// check does.
    ///
    /// A check that one end did not reach does not count by itself: there, the outcome has changed.
    pub fn between(
        good: &CellRecord,
        bad: &CellRecord,
        asked: Option<&str>,
    ) -> Result<Self, BisectError> {
        if let Some(check) = asked {
            return Self::asked(good, bad, check);
        }
        let differing: Vec<&CheckRecord> =
            bad.checks.iter().filter(|it| differs(good, it)).collect();
        match &*differing {
            _ if ended(good) != ended(bad) => Ok(Self::Outcome),
            [] => Err(BisectError::Same { outcome: bad.outcome.to_string() }),
            [one] => Ok(Self::Check(one.name.clone())),
            several => Err(BisectError::Several { listed: listed(good, several) }),
        }
    }

    fn asked(good: &CellRecord, bad: &CellRecord, check: &str) -> Result<Self, BisectError> {
        let mark = Self::Check(check.to_owned());
        let problem = match (mark.of(good), mark.of(bad)) {
            (None, None) => format!("is not made: there are {}", names(bad)),
            (before, after) if before == after => {
                format!("sees the same at both ends: {}", after.unwrap_or_default())
            }
            _ => return Ok(mark),
        };
        Err(BisectError::NotApart { check: check.to_owned(), problem })
    }

    /// Its value in `record`; `None` if the check was not made.
    pub fn of(&self, record: &CellRecord) -> Option<String> {
        match self {
            Self::Outcome => Some(ended(record)),
            Self::Check(name) => check(record, name).map(|check| check.observed.clone()),
        }
    }

    /// The check of `record` that it is about.
    pub fn check_of<'a>(&self, record: &'a CellRecord) -> Option<&'a CheckRecord> {
        match self {
            Self::Outcome => None,
            Self::Check(name) => check(record, name),
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome => f.write_str("the outcome"),
            Self::Check(name) => write!(f, "the check `{name}`"),
        }
    }
}

fn check<'a>(record: &'a CellRecord, name: &str) -> Option<&'a CheckRecord> {
    record.checks.iter().find(|check| check.name == name && check.was_made())
}

fn differs(good: &CellRecord, bad: &CheckRecord) -> bool {
    bad.was_made() && check(good, &bad.name).is_some_and(|it| it.observed != bad.observed)
}

/// The outcome, whatever was expected: a check that differs is a mark of its own.
fn ended(record: &CellRecord) -> String {
    use Outcome::{BuildFail, BuildRefused, Crash, Fail, Hang, Leak, Pass, Xfail, Xpass};
    match record.outcome {
        Pass | Xfail | Xpass | Fail => "runs to its end".to_owned(),
        BuildFail | BuildRefused => "does not build".to_owned(),
        Crash | Hang | Leak if !record.about.is_empty() => {
            format!("{}: {}", record.outcome, record.about.join(", "))
        }
        other => other.to_string(),
    }
}

fn listed(good: &CellRecord, differing: &[&CheckRecord]) -> String {
    let before = |name: &str| check(good, name).map_or("", |check| check.observed.as_str());
    let line = |it: &&CheckRecord| {
        format!("  --check '{}': {} before, {} after", it.name, before(&it.name), it.observed)
    };
    differing.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn names(record: &CellRecord) -> String {
    let names: Vec<String> = record.checks.iter().map(|it| format!("`{}`", it.name)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::PlannedCell;
    use rstest::rstest;

    fn record(outcome: Outcome, checks: &[(&str, &str)]) -> CellRecord {
        let planned = PlannedCell { id: "k/s.g/echo".parse().unwrap(), expected: Outcome::Pass };
        let check = |(name, observed): &(&str, &str)| CheckRecord {
            name: (*name).to_owned(),
            observed: (*observed).to_owned(),
            ..CheckRecord::default()
        };
        let checks = checks.iter().map(check).collect();
        CellRecord { outcome, checks, ..planned.blank() }
    }

    #[rstest]
    #[case::the_only_check(
        record(Outcome::Pass, &[("a", "1"), ("b", "2")]),
        record(Outcome::Xfail, &[("a", "1"), ("b", "3")]),
        Some(Mark::Check("b".to_owned()))
    )]
    #[case::expectations_are_no_difference(
        record(Outcome::Fail, &[("a", "1")]),
        record(Outcome::Xfail, &[("a", "1")]),
        None
    )]
    #[case::a_crash_outranks_checks(
        record(Outcome::Pass, &[("a", "1")]),
        record(Outcome::Crash, &[("a", "2")]),
        Some(Mark::Outcome)
    )]
    #[case::a_build(
        record(Outcome::Pass, &[]),
        record(Outcome::BuildRefused, &[]),
        Some(Mark::Outcome)
    )]
    #[case::two_checks(
        record(Outcome::Pass, &[("a", "1"), ("b", "2")]),
        record(Outcome::Pass, &[("a", "2"), ("b", "3")]),
        None
    )]
    fn one_thing_tells_the_ends_apart(
        #[case] good: CellRecord,
        #[case] bad: CellRecord,
        #[case] mark: Option<Mark>,
    ) {
        assert_eq!(Mark::between(&good, &bad, None).ok(), mark);
    }

    #[rstest]
    #[case("b", "the check `b` sees the same at both ends: 2")]
    #[case("c", "the check `c` is not made: there are `a`, `b`")]
    fn a_check_that_was_asked_for_has_to(#[case] check: &str, #[case] message: &str) {
        let good = record(Outcome::Pass, &[("a", "1"), ("b", "2")]);
        let bad = record(Outcome::Pass, &[("a", "3"), ("b", "2")]);
        assert_eq!(Mark::between(&good, &bad, Some(check)).unwrap_err().to_string(), message);
        assert_eq!(Mark::between(&good, &bad, Some("a")).unwrap().of(&bad).as_deref(), Some("3"));
    }
}
