//! What one cell shows that a row could predict.

use crate::expected::{ExpectedOutcome, Pattern};
use crate::matrix::Predicts;
use crate::run::{CellRecord, CheckRecord, CheckVerdict, Outcome};
use crate::scenario::checks::OF_CONSOLE;
use crate::verdict::ARRIVED;

/// Something seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub predicts: Predicts,
    pub words: String,
}

/// Nothing if the cell is as expected or gave no result; a remark if no row can say it, or a row of the matrix is in
/// the way.
pub(super) fn observe(cell: &CellRecord) -> Result<Vec<Seen>, String> {
    if cell.as_expected || !spoke(cell) {
        return Ok(Vec::new());
    }
    if !cell.objection.is_empty() {
        return Err(format!(
            "it did not end as its row or its scenario says ({}): correct that row, or see what is new",
            cell.objection
        ));
    }
    match cell.outcome {
        Outcome::Fail if is_of_checks(cell) => of_checks(cell),
        Outcome::Fail | Outcome::Crash | Outcome::Hang | Outcome::Leak => {
            let mut seen = of_checks(cell)?;
            seen.push(outcome(cell)?);
            Ok(seen)
        }
        _ if !cell.lacks.is_empty() => Err(cell.reason.clone()),
        Outcome::BuildFail => Err(format!(
            "it does not build, and [[expect]] is not about builds: say with [[refused]] or \
             [[system.generation.refused]] how this kernel refuses it ({})",
            cell.reason
        )),
        _ => Err(format!(
            "a row predicts `{}`, which did not happen ({}): narrow that row or remove it",
            cell.expected, cell.reason
        )),
    }
}

/// Did it give a result at all?
pub(super) fn spoke(cell: &CellRecord) -> bool {
    cell.outcome.is_result() && cell.outcome != Outcome::Flaky
}

/// The end of this cell, described so precisely that no other end matches.
fn outcome(cell: &CellRecord) -> Result<Seen, String> {
    let what = cell.about.first().map(|thing| Pattern::exactly(thing));
    let expected = match (cell.outcome, what) {
        (Outcome::Crash, Some(what)) if what.kind().is_some() => ExpectedOutcome::Crash(what),
        (Outcome::Hang, Some(what)) => ExpectedOutcome::Hang(what),
        (Outcome::Leak, Some(_)) => {
            ExpectedOutcome::Leak(cell.about.iter().map(|thing| of_any_number(thing)).collect())
        }
        (Outcome::Fail, Some(what)) => ExpectedOutcome::Stop(what),
        _ => return Err(format!("{}, and no row can predict that more closely", cell.reason)),
    };
    let last = cell.checks.iter().rfind(|check| !check.name.starts_with(OF_CONSOLE));
    let after = match expected {
        ExpectedOutcome::Leak(_) => None,
        _ => Some(last.map_or(String::new(), |check| check.name.clone())),
    };
    if after.as_deref() == Some("") && !cell.figures.contains_key(ARRIVED) {
        return Err(format!(
            "it ended before its first check, and before the place where it may end: {}",
            cell.reason
        ));
    }
    let words = format!("{}: {}", cell.outcome, cell.reason);
    Ok(Seen { predicts: Predicts::Ends { expected, after, also: further(cell) }, words })
}

/// What else the kernel printed, apart from what decided.
fn further(cell: &CellRecord) -> Vec<Pattern> {
    let about = cell.about.first();
    let others =
        cell.splats.iter().filter(|splat| Some(&splat.fingerprint) != about && !splat.follows());
    others.map(|splat| Pattern::exactly(&splat.fingerprint)).collect()
}

/// `992 objects of x` may be 980 another time.
fn of_any_number(thing: &str) -> Pattern {
    match thing.split_once(' ') {
        Some((count, rest)) if count.parse::<u64>().is_ok() => {
            let rest = Pattern::exactly(rest);
            Pattern::new(&format!("* {}", rest.as_str())).expect("a star before a pattern")
        }
        _ => Pattern::exactly(thing),
    }
}

/// Did it fail because of its checks, rather than because the scenario could not go on?
fn is_of_checks(cell: &CellRecord) -> bool {
    let failed =
        |name: &String| cell.checks.iter().any(|it| it.name == *name && it.verdict.fails());
    !cell.about.is_empty() && cell.about.iter().all(failed)
}

fn of_checks(cell: &CellRecord) -> Result<Vec<Seen>, String> {
    let wrong = |check: &&CheckRecord| check.predicted.is_some() && check.verdict.fails();
    if let Some(check) = cell.checks.iter().find(wrong) {
        return Err(format!(
            "a row predicts a value of `{}` other than `{}`: correct that row",
            check.name, check.observed
        ));
    }
    let of_scenario = |check: &&CheckRecord| {
        matches!(check.verdict, CheckVerdict::Misnamed | CheckVerdict::Unplanned)
    };
    if let Some(check) = cell.checks.iter().find(of_scenario) {
        return Err(format!("check `{}` is {}: correct the scenario", check.name, check.verdict));
    }
    let with = |verdict| cell.checks.iter().filter(move |check| check.verdict == verdict);
    let differs =
        with(CheckVerdict::Differs).map(|CheckRecord { name, reference, observed, .. }| {
            let predicts = Predicts::Check { check: name.clone(), observed: observed.clone() };
            Seen { predicts, words: format!("`{observed}` instead of `{reference}`") }
        });
    let missing: Vec<String> = with(CheckVerdict::Missing).map(|it| it.name.clone()).collect();
    let words = format!("not made: `{}`", missing.join("`, `"));
    let absent =
        (!missing.is_empty()).then_some(Seen { predicts: Predicts::Absent(missing), words });
    Ok(differs.chain(absent).collect())
}
