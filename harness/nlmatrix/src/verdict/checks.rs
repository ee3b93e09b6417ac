//! From what a scenario's checks saw to an outcome.
//!
//! A check compares what was seen with the reference (the newest kernel's behaviour). Where the two
//! differ, only an expectation that predicts exactly what was seen makes it a known difference.

use std::collections::BTreeSet;

use crate::matrix::{Expectation, Predicts};
use crate::run::{CheckRecord, CheckVerdict, Outcome, Prediction};
use crate::scenario::checks::OF_CONSOLE;

/// Which checks a cell has to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan<'a> {
    /// Exactly these.
    Names(&'a [String]),
    /// Those that it makes: it did not come to its end, or its program has a plan of its own.
    Open,
    /// Unknown.
    Unrecorded,
}

/// The outcome of a cell's checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// `pass`, `xfail`, `fail` or `xpass`.
    pub outcome: Outcome,
    /// Why, unless it is a plain pass.
    pub reason: String,
    /// The checks that fail.
    pub failing: Vec<String>,
}

impl Judgement {
    /// A judgement without failed checks.
    fn of(outcome: Outcome, reason: String) -> Self {
        Self { outcome, reason, failing: Vec::new() }
    }
}

/// Compares `checks` with `predictions` and `plan`, and writes the verdict into each check; planned checks that were
/// not made are added.
pub fn judge(checks: &mut Vec<CheckRecord>, predictions: &[Expectation], plan: &Plan) -> Judgement {
    for check in checks.iter_mut() {
        check.predicted = predictions.iter().find_map(|expectation| predicted(expectation, check));
        check.verdict = verdict(check);
    }
    mark_misnamed(checks);
    if let Plan::Names(names) = plan {
        mark_unplanned(checks, names);
        add_missing(checks, predictions, names);
    }
    judgement(checks, predictions, plan)
}

/// The worst of the checks.
fn judgement(checks: &[CheckRecord], predictions: &[Expectation], plan: &Plan) -> Judgement {
    let failing: Vec<&CheckRecord> = checks.iter().filter(|it| it.verdict.fails()).collect();
    if let Some(first) = failing.first() {
        let reason = why(first, &failing);
        let failing = failing.iter().map(|check| check.name.clone()).collect();
        return Judgement { outcome: Outcome::Fail, reason, failing };
    }
    if *plan == Plan::Unrecorded {
        let reason = "nobody has recorded which checks this scenario makes: `cargo xtask checks` \
                      does, from a run on the newest kernel"
            .to_owned();
        return Judgement::of(Outcome::Fail, reason);
    }
    let with = |verdict: CheckVerdict| checks.iter().find(|check| check.verdict == verdict);
    if let Some(check) = with(CheckVerdict::Stale) {
        let reason = format!("{}: the predicted difference did not happen", check.name);
        return Judgement::of(Outcome::Xpass, reason);
    }
    if let Some((name, place)) = predictions.iter().find_map(|it| unchecked(it, checks)) {
        let reason = format!("there is no check named `{name}` ({place})");
        return Judgement::of(Outcome::Xpass, reason);
    }
    let known = with(CheckVerdict::Known).and_then(|check| check.predicted.as_ref());
    known.map_or(Judgement::of(Outcome::Pass, String::new()), |prediction| {
        Judgement::of(Outcome::Xfail, prediction.reason.clone())
    })
}

/// Why it fails, in words.
fn why(check: &CheckRecord, failing: &[&CheckRecord]) -> String {
    let name = &check.name;
    match check.verdict {
        CheckVerdict::Missing => {
            let names: Vec<&str> = failing
                .iter()
                .filter(|it| it.verdict == CheckVerdict::Missing)
                .map(|it| it.name.as_str())
                .collect();
            let (count, names) = (names.len(), names.join("`, `"));
            let were = if count == 1 {
                "check of the scenario was"
            } else {
                "checks of the scenario were"
            };
            format!("{count} {were} not made: `{names}`")
        }
        CheckVerdict::Unplanned => format!(
            "{name}: the newest kernel made no such check; if it is new, `cargo xtask checks` records it"
        ),
        CheckVerdict::Misnamed if name.trim().is_empty() => {
            "a check has no name: the scenario has to give it one".to_owned()
        }
        CheckVerdict::Misnamed => {
            format!("{name}: the scenario makes two checks of this name, and each needs its own")
        }
        _ => check.difference(),
    }
}

/// Checks without a name, and all but the first of those with the same name.
fn mark_misnamed(checks: &mut [CheckRecord]) {
    let mut seen = BTreeSet::new();
    for check in checks {
        if check.name.trim().is_empty() || !seen.insert(check.name.clone()) {
            check.verdict = CheckVerdict::Misnamed;
        }
    }
}

fn mark_unplanned(checks: &mut [CheckRecord], names: &[String]) {
    for check in checks.iter_mut().filter(|it| it.verdict != CheckVerdict::Misnamed) {
        let planned = names.contains(&check.name) || check.name.starts_with(OF_CONSOLE);
        if !planned && !check.verdict.fails() {
            check.verdict = CheckVerdict::Unplanned;
        }
    }
}

/// A planned check that was not made counts as failed, unless that is predicted.
fn add_missing(checks: &mut Vec<CheckRecord>, predictions: &[Expectation], names: &[String]) {
    for name in names {
        if checks.iter().any(|check| check.name == *name) {
            continue;
        }
        let mut check = CheckRecord::not_made(name);
        check.predicted = predictions.iter().find_map(|expectation| predicted(expectation, &check));
        check.verdict = match &check.predicted {
            Some(prediction) if prediction.observed == check.observed => CheckVerdict::Known,
            _ => CheckVerdict::Missing,
        };
        checks.push(check);
    }
}

fn predicted(expectation: &Expectation, check: &CheckRecord) -> Option<Prediction> {
    let observed = match &expectation.predicts {
        _ if !expectation.predicts.is_of_check(&check.name) => return None,
        Predicts::Check { observed, .. } => observed.clone(),
        Predicts::Absent(_) => CheckRecord::NOT_MADE.to_owned(),
        Predicts::Ends { .. } => return None,
    };
    let (reason, source) = (expectation.reason.clone(), expectation.source.clone());
    Some(Prediction { observed, reason, source, kernels: expectation.kernels.to_string() })
}

fn verdict(check: &CheckRecord) -> CheckVerdict {
    match &check.predicted {
        None if check.observed == check.reference => CheckVerdict::Same,
        Some(prediction) if prediction.observed == check.observed => CheckVerdict::Known,
        Some(_) if check.observed == check.reference => CheckVerdict::Stale,
        _ => CheckVerdict::Differs,
    }
}

/// A check that is predicted but that no kernel makes, and the place that predicts it.
fn unchecked<'a>(
    expectation: &'a Expectation,
    checks: &[CheckRecord],
) -> Option<(&'a str, String)> {
    let known = |name: &&String| !checks.iter().any(|check| check.name == **name);
    let name = match &expectation.predicts {
        Predicts::Check { check, .. } => Some(check).filter(known),
        Predicts::Absent(names) => names.iter().find(known),
        Predicts::Ends { .. } => None,
    };
    Some((name?, expectation.place()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn expectation(check: &str, observed: &str) -> Expectation {
        Expectation {
            arches: Vec::new(),
            of_32_bits: None,
            debug: None,
            vendors: Default::default(),
            system: None,
            generation: None,
            scenario: "s".to_owned(),
            kernels: "*".parse().unwrap(),
            predicts: Predicts::Check { check: check.to_owned(), observed: observed.to_owned() },
            reason: "older".to_owned(),
            source: "4.12".to_owned(),
            path: "/m/matrix.toml".into(),
            line: 7,
        }
    }

    #[rstest]
    #[case::same("0x100", None, Outcome::Pass)]
    #[case::unpredicted("0x0", None, Outcome::Fail)]
    #[case::known("0x0", Some(("flags", "0x0")), Outcome::Xfail)]
    #[case::stale("0x100", Some(("flags", "0x0")), Outcome::Xpass)]
    #[case::otherwise("0x2", Some(("flags", "0x0")), Outcome::Fail)]
    #[case::never_checked("0x100", Some(("length", "36")), Outcome::Xpass)]
    fn judges(
        #[case] observed: &str,
        #[case] prediction: Option<(&str, &str)>,
        #[case] outcome: Outcome,
    ) {
        let mut checks = vec![CheckRecord {
            name: "flags".to_owned(),
            reference: "0x100".to_owned(),
            observed: observed.to_owned(),
            ..CheckRecord::default()
        }];
        let predictions: Vec<_> = prediction.map(|(c, o)| expectation(c, o)).into_iter().collect();
        assert_eq!(judge(&mut checks, &predictions, &Plan::Open).outcome, outcome);
    }

    fn check(name: &str) -> CheckRecord {
        CheckRecord { name: name.to_owned(), ..CheckRecord::default() }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[rstest]
    #[case::as_planned(&["a", "b"], Outcome::Pass, "")]
    #[case::left_early(&["a"], Outcome::Fail, "1 check of the scenario was not made: `b`")]
    #[case::nothing_at_all(&[], Outcome::Fail, "2 checks of the scenario were not made: `a`, `b`")]
    #[case::and_what_the_console_says(&["a", "b", "console: x"], Outcome::Pass, "")]
    #[case::one_too_many(&["a", "b", "c"], Outcome::Fail, "c: the newest kernel made no such check")]
    #[case::twice(&["a", "b", "a"], Outcome::Fail, "a: the scenario makes two checks of this name")]
    #[case::without_a_name(&["a", "b", " "], Outcome::Fail, "a check has no name")]
    fn the_plan_is_kept(#[case] made: &[&str], #[case] outcome: Outcome, #[case] says: &str) {
        let mut checks: Vec<_> = made.iter().map(|name| check(name)).collect();
        let planned = names(&["a", "b"]);
        let judgement = judge(&mut checks, &[], &Plan::Names(&planned));
        assert_eq!(judgement.outcome, outcome);
        assert!(judgement.reason.starts_with(says), "{}", judgement.reason);
        assert_eq!(judgement.failing.is_empty(), outcome == Outcome::Pass);
        assert!(checks.len() >= 2 && checks.iter().all(|it| it.verdict != CheckVerdict::Unjudged));
    }

    #[test]
    fn what_nobody_has_recorded_is_not_green() {
        let judgement = judge(&mut vec![check("a")], &[], &Plan::Unrecorded);
        assert_eq!(judgement.outcome, Outcome::Fail);
        assert!(judgement.reason.contains("cargo xtask checks"));
    }

    #[rstest]
    #[case::as_predicted(&["a"], Outcome::Xfail, CheckVerdict::Known)]
    #[case::made_all_the_same(&["a", "b"], Outcome::Xpass, CheckVerdict::Stale)]
    #[case::and_another(&["b"], Outcome::Fail, CheckVerdict::Stale)]
    fn a_check_may_be_expected_to_lack(
        #[case] made: &[&str],
        #[case] outcome: Outcome,
        #[case] verdict: CheckVerdict,
    ) {
        let absent = Predicts::Absent(names(&["b"]));
        let row = Expectation { predicts: absent, ..expectation("", "") };
        let mut checks: Vec<_> = made.iter().map(|name| check(name)).collect();
        let planned = names(&["a", "b"]);
        assert_eq!(judge(&mut checks, &[row], &Plan::Names(&planned)).outcome, outcome);
        let of_b = checks.iter().find(|check| check.name == "b").unwrap();
        assert_eq!(of_b.verdict, verdict);
    }

    #[test]
    fn a_row_about_a_check_that_there_is_not_is_stale() {
        let absent = Predicts::Absent(names(&["no-such"]));
        let row = Expectation { predicts: absent, ..expectation("", "") };
        let judgement = judge(&mut vec![check("a")], &[row], &Plan::Names(&names(&["a"])));
        assert_eq!(judgement.outcome, Outcome::Xpass);
        assert_eq!(judgement.reason, "there is no check named `no-such` (/m/matrix.toml:7)");
    }
}
