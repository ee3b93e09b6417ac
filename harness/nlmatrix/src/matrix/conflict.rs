//! `[[expect]]` tables against each other: no two may say different things of one cell, and none may
//! say what another says already. There is no order of precedence: whoever reads a row can rely on it.

use std::ops::Range;

use super::MatrixError;
use super::check::Checker;
use super::model::{Expectation, Predicts};

/// A checked row, with where it stands.
pub(super) struct Row<'f> {
    pub expectation: Expectation,
    pub span: Range<usize>,
    pub checker: &'f Checker<'f>,
}

/// Do they agree?
pub(super) fn consistent(rows: &[Row]) -> Result<(), MatrixError> {
    for (at, Row { expectation: row, span, checker }) in rows.iter().enumerate() {
        for Row { expectation: earlier, .. } in &rows[..at] {
            let Some(subject) = shared(earlier, row) else { continue };
            let place = match earlier.path == row.path {
                true => format!("line {}", earlier.line),
                false => earlier.place(),
            };
            if !agree(earlier, row) {
                let message = format!(
                    "this contradicts the [[expect]] in {place}: on some kernels both speak of \
                     {subject}, and say different things; narrow one of them"
                );
                return Err(checker.wrong(span.clone(), &message));
            }
            if earlier.covers(row) || row.covers(earlier) {
                let message = format!(
                    "this and the [[expect]] in {place} say the same of {subject}, and one has all \
                     cells of the other: remove that"
                );
                return Err(checker.wrong(span.clone(), &message));
            }
        }
    }
    Ok(())
}

/// What both speak of, where they may speak of one cell.
fn shared(one: &Expectation, other: &Expectation) -> Option<String> {
    if !one.overlaps(other) {
        return None;
    }
    match (&one.predicts, &other.predicts) {
        (Predicts::Ends { .. }, Predicts::Ends { .. }) => Some("how the cell ends".to_owned()),
        (Predicts::Check { check, .. }, rest) | (rest, Predicts::Check { check, .. }) => {
            rest.is_of_check(check).then(|| format!("`{check}`"))
        }
        (Predicts::Absent(checks), rest) | (rest, Predicts::Absent(checks)) => {
            let check = checks.iter().find(|check| rest.is_of_check(check))?;
            Some(format!("`{check}`"))
        }
    }
}

/// Do they say the same of what they share? Lists of checks that are not made may differ in others.
fn agree(one: &Expectation, other: &Expectation) -> bool {
    match (&one.predicts, &other.predicts) {
        (Predicts::Absent(_), Predicts::Absent(_)) => true,
        (ours, theirs) => ours == theirs,
    }
}
