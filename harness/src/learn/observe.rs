//! What one cell says that a row could predict.

use crate::matrix::Predicts;
use crate::run::{CellRecord, CheckRecord, CheckVerdict, Outcome};

/// Something seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub predicts: Predicts,
    pub words: String,
}

/// Nothing for a cell that is as expected or gave no result; a remark where a row of the matrix
/// is in the way.
pub(super) fn observe(cell: &CellRecord) -> Result<Vec<Seen>, String> {
    match cell.outcome {
        _ if cell.as_expected || !spoke(cell) => Ok(Vec::new()),
        Outcome::Fail if is_of_checks(cell) => of_checks(cell),
        Outcome::Fail | Outcome::Crash | Outcome::Hang | Outcome::Leak | Outcome::BuildFail => {
            Ok(vec![ending(cell)])
        }
        _ => Err(format!(
            "a row predicts `{}`, which did not happen ({}): narrow that row or remove it",
            cell.expected, cell.reason
        )),
    }
}

/// Did it give a result at all?
pub(super) fn spoke(cell: &CellRecord) -> bool {
    !cell.outcome.is_no_result() && !matches!(cell.outcome, Outcome::Unavailable | Outcome::Flaky)
}

fn ending(cell: &CellRecord) -> Seen {
    let words = format!("{}: {}", cell.outcome, cell.reason);
    Seen { predicts: Predicts::Ending(cell.outcome), words }
}

/// Did it fail by its checks, and not because the scenario could not go on?
fn is_of_checks(cell: &CellRecord) -> bool {
    let first = cell.checks.iter().find(|check| check.verdict == CheckVerdict::Differs);
    first.is_some_and(|check| cell.reason.starts_with(&format!("{}: expected ", check.name)))
}

fn of_checks(cell: &CellRecord) -> Result<Vec<Seen>, String> {
    let differs = || cell.checks.iter().filter(|check| check.verdict == CheckVerdict::Differs);
    let wrong =
        |check: &&CheckRecord| check.predicted.is_some() && check.verdict != CheckVerdict::Known;
    if let Some(check) = cell.checks.iter().find(wrong) {
        return Err(format!(
            "a row predicts another value of `{}` than `{}`: mend that row",
            check.name, check.observed
        ));
    }
    // A row speaks of every check of its name: where these differ, only the end can be predicted.
    let same = |check: &CheckRecord| {
        let namesakes = cell.checks.iter().filter(|other| other.name == check.name);
        namesakes.into_iter().all(|other| other.observed == check.observed)
    };
    if !differs().all(same) {
        return Ok(vec![ending(cell)]);
    }
    let mut seen: Vec<Seen> = Vec::new();
    for CheckRecord { name, reference, observed, .. } in differs() {
        let predicts = Predicts::Check { check: name.clone(), observed: observed.clone() };
        if seen.iter().all(|it| it.predicts != predicts) {
            seen.push(Seen { predicts, words: format!("`{observed}` instead of `{reference}`") });
        }
    }
    Ok(seen)
}
