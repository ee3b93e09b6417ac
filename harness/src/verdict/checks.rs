//! From what a scenario saw to an outcome.
//!
//! A check compares what was seen with the reference (the newest kernel's behaviour). Where the two
//! differ, only an expectation that predicts exactly what was seen makes it a known difference.

use crate::matrix::{Expectation, Predicts};
use crate::run::{CheckRecord, CheckVerdict, Outcome, Prediction};

/// The outcome of a cell's checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// `pass`, `xfail`, `fail` or `xpass`.
    pub outcome: Outcome,
    /// Why, unless it is a plain pass.
    pub reason: String,
}

/// Holds `checks` against `predictions`, and writes the verdict into each check.
pub fn judge(checks: &mut [CheckRecord], predictions: &[Expectation]) -> Judgement {
    for check in checks.iter_mut() {
        check.predicted = predictions.iter().find_map(|expectation| predicted(expectation, check));
        check.verdict = verdict(check);
    }
    let unchecked = predictions.iter().find(|expectation| !was_checked(expectation, checks));
    let with = |verdict: CheckVerdict| checks.iter().find(|check| check.verdict == verdict);
    if let Some(check) = with(CheckVerdict::Differs) {
        return Judgement { outcome: Outcome::Fail, reason: check.difference() };
    }
    if let Some(check) = with(CheckVerdict::Stale) {
        let reason = format!("{}: the predicted difference did not happen", check.name);
        return Judgement { outcome: Outcome::Xpass, reason };
    }
    if let Some(expectation) = unchecked {
        let Predicts::Check { check, .. } = &expectation.predicts else { unreachable!() };
        let reason =
            format!("no check named `{check}` was made (matrix line {})", expectation.line);
        return Judgement { outcome: Outcome::Xpass, reason };
    }
    let known = with(CheckVerdict::Known).and_then(|check| check.predicted.as_ref());
    known.map_or(Judgement { outcome: Outcome::Pass, reason: String::new() }, |prediction| {
        Judgement { outcome: Outcome::Xfail, reason: prediction.reason.clone() }
    })
}

fn predicted(expectation: &Expectation, check: &CheckRecord) -> Option<Prediction> {
    match &expectation.predicts {
        Predicts::Check { check: name, observed } if *name == check.name => Some(Prediction {
            observed: observed.clone(),
            reason: expectation.reason.clone(),
            source: expectation.source.clone(),
        }),
        _ => None,
    }
}

fn verdict(check: &CheckRecord) -> CheckVerdict {
    match &check.predicted {
        None if check.observed == check.reference => CheckVerdict::Same,
        Some(prediction) if prediction.observed == check.observed => CheckVerdict::Known,
        Some(_) if check.observed == check.reference => CheckVerdict::Stale,
        _ => CheckVerdict::Differs,
    }
}

fn was_checked(expectation: &Expectation, checks: &[CheckRecord]) -> bool {
    match &expectation.predicts {
        Predicts::Check { check, .. } => checks.iter().any(|made| made.name == *check),
        Predicts::Ending(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn expectation(check: &str, observed: &str) -> Expectation {
        Expectation {
            system: None,
            generation: None,
            scenario: "s".to_owned(),
            kernels: "*".parse().unwrap(),
            predicts: Predicts::Check { check: check.to_owned(), observed: observed.to_owned() },
            reason: "older".to_owned(),
            source: "4.12".to_owned(),
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
        let mut checks = [CheckRecord {
            name: "flags".to_owned(),
            reference: "0x100".to_owned(),
            observed: observed.to_owned(),
            ..CheckRecord::default()
        }];
        let predictions: Vec<_> = prediction.map(|(c, o)| expectation(c, o)).into_iter().collect();
        assert_eq!(judge(&mut checks, &predictions).outcome, outcome);
    }
}
