//! Compares `[[expect]]` tables with each other: no two may say different things about one cell, and none may repeat
//! what another says. There is no order of precedence, so whoever reads a row can rely on it.

use std::ops::Range;

use super::MatrixError;
use super::check::Checker;
use super::model::{Expectation, Predicts};

/// A checked row, and where it is written.
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
                    "this contradicts the [[expect]] in {place}: on some kernels both are about \
                     {subject}, and they say different things; narrow one of them"
                );
                return Err(checker.wrong(span.clone(), &message));
            }
            if earlier.covers(row) || row.covers(earlier) {
                let message = format!(
                    "this and the [[expect]] in {place} say the same about {subject}, and one covers all \
                     cells of the other: remove that one"
                );
                return Err(checker.wrong(span.clone(), &message));
            }
        }
    }
    Ok(())
}

/// What both are about, if they can apply to one cell.
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

/// Do they agree wherever they overlap? Lists of checks that are not made may differ elsewhere.
fn agree(one: &Expectation, other: &Expectation) -> bool {
    match (&one.predicts, &other.predicts) {
        (Predicts::Absent(_), Predicts::Absent(_)) => true,
        (ours, theirs) => ours == theirs,
    }
}
