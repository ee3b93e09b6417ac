//! What a build comes to.

use crate::plan::Cell;
use crate::run::{CellRecord, Diagnosis, Outcome};

/// Built, refused as predicted, or refused otherwise.
pub fn of_build(cell: &Cell, diagnosis: Option<&Diagnosis>, record: &mut CellRecord) {
    let Some(diagnosis) = diagnosis else {
        record.outcome = if cell.expected == Outcome::BuildRefused {
            record.reason = "it builds, though it was predicted not to".to_owned();
            Outcome::Xpass
        } else {
            Outcome::Pass
        };
        return;
    };
    let Diagnosis { kind, symbol, line, meaning, remedy, .. } = diagnosis;
    let predicted = cell.refusals.iter().any(|it| it.diagnosis == *kind && it.symbol == *symbol);
    record.outcome = if predicted { Outcome::BuildRefused } else { Outcome::BuildFail };
    record.reason = format!("{kind} {symbol}: {meaning}; {remedy} ({line})");
}
