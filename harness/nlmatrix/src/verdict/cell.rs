//! From what was seen in a cell to its outcome.

use super::checks::{Judgement, Plan, judge};
use super::happened::{End, Happened};
use crate::expected::{ExpectedOutcome, Pattern};
use crate::plan::Cell;
use crate::run::{CellRecord, CheckRecord, NotRun, Outcome, Splat};
use crate::scenario::checks::Planned;

/// What was seen of a scenario besides its checks and the console, which are in the record.
pub struct Seen {
    /// How it ended.
    pub end: End,
    /// Did it reach the place where it may end badly?
    pub arrived: bool,
    /// Did the guest reboot?
    pub reset: bool,
    /// The checks that it makes.
    pub planned: Planned,
}

/// The worst of: what the console says, how the scenario stopped, what its checks saw, what it left behind. An
/// expected end counts only if it is exactly the expected one, comes where it should, and all checks are as
/// predicted.
pub fn of_run(cell: &Cell, sight: Seen, record: &mut CellRecord) {
    let happened = Happened::of(&record.splats, &sight.end, sight.reset);
    record.left.clone_from(&sight.end.left);
    let (expected, after) = cell.expected_outcome();
    let meant = happened.outcome != Outcome::Pass && expected.outcome() == Some(happened.outcome);
    let whole = matches!(happened.outcome, Outcome::Pass | Outcome::Leak);
    // It stops at a load, wherever its scenario has one.
    let stopped = happened.outcome == Outcome::NoDevice;
    let plan = match (whole || meant && !stopped, &sight.planned) {
        (true, Planned::Named(names)) => Plan::Names(up_to(names, after.filter(|_| meant))),
        (true, Planned::Unrecorded) => Plan::Unrecorded,
        _ => Plan::Open,
    };
    let judgement = judge(&mut record.checks, &cell.predictions, &plan);
    if meant {
        let arrived = Arrived { at_the_place: sight.arrived, after };
        let objection = objection(&expected, &happened, &judgement, &arrived, &record.checks)
            .or_else(|| unnamed(&expected, &cell.also(), &record.splats));
        settle(happened, judgement, objection, record);
    } else if whole && happened.outcome == Outcome::Pass
        || (whole || stopped) && judgement.outcome == Outcome::Fail
    {
        by_checks(&expected, judgement, record);
    } else {
        // What it never got to see is not news.
        let failed = (judgement.outcome == Outcome::Fail).then_some(judgement.reason);
        let told = [happened.reason, failed.unwrap_or_default()];
        let told: Vec<String> = told.into_iter().filter(|reason| !reason.is_empty()).collect();
        record.reason = told.join("; ");
        (record.outcome, record.about) = (happened.outcome, happened.about);
    }
    record.not_run = match record.outcome {
        Outcome::NoDevice => Some(NotRun::NoDevice),
        Outcome::Unavailable => Some(NotRun::NoCompat),
        _ => None,
    };
}

/// The planned checks of a cell that makes none after `after`.
fn up_to<'a>(names: &'a [String], after: Option<&str>) -> &'a [String] {
    match after {
        Some("") => &[],
        Some(after) => {
            let last = names.iter().position(|name| name == after);
            last.map_or(names, |last| &names[..=last])
        }
        None => names,
    }
}

/// Where an expected end may come.
struct Arrived<'a> {
    /// The scenario said so.
    at_the_place: bool,
    /// After this check, according to the expectation; empty if it makes none.
    after: Option<&'a str>,
}

/// Why an end with the expected outcome is not the expected end.
fn objection(
    expected: &ExpectedOutcome,
    happened: &Happened,
    judgement: &Judgement,
    arrived: &Arrived,
    checks: &[CheckRecord],
) -> Option<String> {
    let made = |name: &str| checks.iter().any(|check| check.name == name && check.was_made());
    // Leaks are looked for at the end only, and every scenario begins with a load.
    let anywhere = matches!(expected, ExpectedOutcome::Leak(_) | ExpectedOutcome::NoDevice);
    let after = arrived.after.filter(|after| !after.is_empty());
    if !anywhere && !arrived.at_the_place && after.is_none() {
        return Some(
            "it ended this way, but before it reached the place where it should".to_owned(),
        );
    }
    if let Some(after) = after.filter(|after| !made(after)) {
        return Some(format!("it ended this way, but before its check `{after}`"));
    }
    if !matches!(judgement.outcome, Outcome::Pass | Outcome::Xfail) {
        return Some(judgement.reason.clone());
    }
    let other = || format!("expected {expected}, but it was `{}`", happened.about.join("`, `"));
    (!expected.is_met_by(&happened.about)).then(other)
}

/// What else the kernel printed that nobody expects: splats that match none of the named ones. One kind may come
/// several times.
fn unnamed(expected: &ExpectedOutcome, also: &[Pattern], splats: &[Splat]) -> Option<String> {
    let is_named = |splat: &Splat| {
        let kind = Some(splat.kind);
        kind == expected.splat() || also.iter().any(|pattern| pattern.kind() == kind)
    };
    let other = splats.iter().find(|splat| !splat.follows() && !is_named(splat))?;
    let said = &other.fingerprint;
    Some(format!("the kernel also said `{said}`, which no `also` of the expectation names"))
}

/// An end with the expected outcome.
fn settle(
    happened: Happened,
    judgement: Judgement,
    objection: Option<String>,
    record: &mut CellRecord,
) {
    let Happened { outcome, about, reason } = happened;
    record.about = about;
    match objection {
        None => {
            record.reason = format!("{reason} {}", judgement.reason).trim().to_owned();
            record.outcome = outcome;
        }
        Some(why) => {
            record.reason = format!("{outcome}: {why}: {reason}");
            record.outcome = Outcome::Fail;
            record.objection = why;
        }
    }
}

/// It came to its end, so its checks decide.
fn by_checks(expected: &ExpectedOutcome, judgement: Judgement, record: &mut CellRecord) {
    let Judgement { outcome, reason, failing } = judgement;
    let another = outcome == Outcome::Fail && !expected.is_met_by(&failing);
    (record.outcome, record.reason) = (outcome, reason);
    if another && expected.outcome() == Some(Outcome::Fail) {
        let seen = failing.join("`, `");
        record.objection = format!("expected {expected}, and what failed was `{seen}`");
        record.reason = format!("{}: {}", record.objection, record.reason);
    }
    record.about = failing;
}

#[cfg(test)]
mod tests;
