//! The result of a mutation.

use std::collections::{BTreeMap, BTreeSet};

use super::list::{Fault, Mutation, Sign};
use crate::guest::FALSIFIED;
use crate::matrix::BUILD;
use crate::run::{CellRecord, CheckRecord, CheckVerdict, Outcome};

/// What a mutation showed about its scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It noticed, by the check that is there for this fault.
    Caught,
    /// It did not end as it should, but the check that is there for this fault did not notice.
    ByChance,
    /// It noticed nothing.
    Survived,
    /// Unknown: the fault could not be made, or there was no result.
    NoResult,
    /// Unknown: the kernel does not have the cell.
    NotHere,
}

/// A mutation that was tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The mutation.
    pub mutation: Mutation,
    /// The cell that ran with the fault.
    pub cell: String,
    /// What it showed.
    pub verdict: Verdict,
    /// How the cell ended and why; or why there is no result.
    pub outcome: String,
    /// The checks of the cell without the fault.
    pub checks: BTreeSet<String>,
    /// Those that differed with the fault.
    pub noticed: BTreeSet<String>,
    /// Other scenarios of the same module that noticed.
    pub others: Vec<String>,
}

impl Trial {
    /// A trial without a result, for this reason.
    pub(super) fn without(
        mutation: &Mutation,
        cell: String,
        verdict: Verdict,
        reason: String,
    ) -> Self {
        let (checks, noticed, others) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        Self { mutation: mutation.clone(), cell, verdict, outcome: reason, checks, noticed, others }
    }

    /// What `record` shows, given that the cell ended as `sound` without the fault.
    pub(super) fn of(mutation: &Mutation, sound: &CellRecord, record: &CellRecord) -> Self {
        let outcome = format!("{}: {}", record.outcome, record.reason);
        let (verdict, outcome) = match why_nothing(mutation, record) {
            Some(why) => (Verdict::NoResult, format!("{why}; {outcome}")),
            None if record.as_expected => (Verdict::Survived, outcome),
            None if is_seen(&mutation.sign, record) => (Verdict::Caught, outcome),
            None => (Verdict::ByChance, outcome),
        };
        let cell = record.id.to_string();
        let mut trial = Self::without(mutation, cell, verdict, outcome);
        trial.checks = sound.checks.iter().map(|check| check.name.clone()).collect();
        trial.noticed = differing(record).map(|check| check.name.clone()).collect();
        trial
    }

    /// What else noticed, besides the check that has to.
    pub fn who_else(&self) -> Vec<&str> {
        let sign = match &self.mutation.sign {
            Sign::Check(check) => check.as_str(),
            Sign::Outcome(_) => "",
        };
        let checks = self.noticed.iter().map(String::as_str).filter(|check| *check != sign);
        checks.chain(self.others.iter().map(String::as_str)).collect()
    }
}

/// Why a cell says nothing about the fault.
fn why_nothing(mutation: &Mutation, record: &CellRecord) -> Option<&'static str> {
    let told = || record.transcript.iter().any(|event| event.result.ends_with(FALSIFIED));
    match (record.outcome, &mutation.fault) {
        (outcome, _) if !outcome.is_result() => Some("it did not run"),
        (Outcome::BuildFail | Outcome::BuildRefused, _) if mutation.scenario != BUILD => {
            Some("the fault does not build")
        }
        (_, Fault::Answer(_)) if !told() => Some("no answer fitted"),
        _ => None,
    }
}

fn is_seen(sign: &Sign, record: &CellRecord) -> bool {
    match sign {
        Sign::Check(name) => differing(record).any(|check| check.name == *name),
        Sign::Outcome(outcome) => record.outcome == *outcome,
    }
}

fn differing(record: &CellRecord) -> impl Iterator<Item = &CheckRecord> {
    let differs =
        |it: &&CheckRecord| matches!(it.verdict, CheckVerdict::Differs | CheckVerdict::Stale);
    record.checks.iter().filter(differs)
}

/// By scenario, the checks that no mutation changed.
pub fn unmoved(trials: &[Trial]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut unmoved: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for trial in trials {
        let checks = trial.checks.iter().map(String::as_str);
        unmoved.entry(&trial.mutation.scenario).or_default().extend(checks);
    }
    for trial in trials {
        let checks = unmoved.entry(&trial.mutation.scenario).or_default();
        checks.retain(|check| !trial.noticed.contains(*check));
    }
    unmoved.retain(|_, checks| !checks.is_empty());
    unmoved
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::fixture::mutation;
    use super::*;
    use crate::run::{Event, PlannedCell};

    /// A cell that ended in `outcome`, in which the named checks differed.
    fn record(outcome: Outcome, differing: &[&str]) -> CellRecord {
        let planned = PlannedCell { id: "k/s.g/boot".parse().unwrap(), expected: Outcome::Pass };
        let check = |name: &&str| CheckRecord {
            name: (*name).to_owned(),
            verdict: CheckVerdict::Differs,
            ..CheckRecord::default()
        };
        let checks = differing.iter().map(check).collect();
        let as_expected = outcome == Outcome::Pass;
        CellRecord { outcome, as_expected, checks, ..planned.blank() }
    }

    #[rstest]
    #[case::seen(Outcome::Fail, &["a", "b"], Verdict::Caught)]
    #[case::by_another(Outcome::Fail, &["b"], Verdict::ByChance)]
    #[case::by_none(Outcome::Crash, &[], Verdict::ByChance)]
    #[case::not_at_all(Outcome::Pass, &[], Verdict::Survived)]
    #[case::lost(Outcome::Lost, &["a"], Verdict::NoResult)]
    #[case::not_built(Outcome::BuildFail, &[], Verdict::NoResult)]
    fn a_check_of_its_own_has_to_notice(
        #[case] outcome: Outcome,
        #[case] differing: &[&str],
        #[case] verdict: Verdict,
    ) {
        let sound = record(Outcome::Pass, &["a", "b", "c"]);
        let trial = Trial::of(&mutation("a"), &sound, &record(outcome, differing));
        assert_eq!(trial.verdict, verdict);
        assert_eq!(trial.checks.len(), 3);
    }

    #[test]
    fn an_ending_is_a_sign_as_well() {
        let ends = |outcome| Mutation { sign: Sign::Outcome(outcome), ..mutation("") };
        let sound = record(Outcome::Pass, &[]);
        let verdict =
            |outcome| Trial::of(&ends(outcome), &sound, &record(Outcome::Leak, &[])).verdict;
        assert_eq!(verdict(Outcome::Leak), Verdict::Caught);
        assert_eq!(verdict(Outcome::Hang), Verdict::ByChance);
    }

    #[test]
    fn an_answer_that_was_never_given_says_nothing() {
        let text = "op = 'bind'\ngives = { value = 1 }";
        let fault = Fault::Answer(toml::from_str(text).unwrap());
        let lying = Mutation { fault, ..mutation("a") };
        let sound = record(Outcome::Pass, &[]);
        let mut seen = record(Outcome::Fail, &["a"]);
        assert_eq!(Trial::of(&lying, &sound, &seen).verdict, Verdict::NoResult);
        let result = format!("= 1{FALSIFIED}");
        seen.transcript = vec![Event { result, ..Event::default() }];
        assert_eq!(Trial::of(&lying, &sound, &seen).verdict, Verdict::Caught);
    }

    #[test]
    fn what_nothing_moves_is_named() {
        let sound = record(Outcome::Pass, &["a", "b", "c"]);
        let trials = ["a", "b"]
            .map(|name| Trial::of(&mutation(name), &sound, &record(Outcome::Fail, &[name])));
        assert_eq!(trials[0].who_else(), [""; 0]);
        assert_eq!(unmoved(&trials), BTreeMap::from([("boot", BTreeSet::from(["c"]))]));
        assert!(unmoved(&trials[..0]).is_empty());
    }
}
