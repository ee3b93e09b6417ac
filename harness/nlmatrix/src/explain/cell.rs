//! What a cell expects, and why.

use std::fmt;

use serde::Serialize;

use crate::plan::Cell;
use crate::run::Outcome;
use crate::scenario;

/// What a cell expects and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// The cell's id.
    pub cell: String,
    /// What its scenario asserts.
    pub about: String,
    /// How it should end.
    pub expected: Outcome,
    /// Why, if it should not simply pass.
    pub reason: String,
    /// The refusals one of which should happen, if it should be refused.
    pub refused: Vec<Refused>,
    /// Known differences from the newest kernel there.
    pub known: Vec<Known>,
}

/// A refusal that is predicted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The kind of compiler complaint.
    pub diagnosis: String,
    /// What it is about.
    pub symbol: String,
    /// Where that was read.
    pub source: String,
}

/// A known difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The kernels to which it applies.
    pub kernels: String,
    /// Why.
    pub reason: String,
    /// Where that was read or seen.
    pub source: String,
}

/// What the cell `id` expects and why; `None` if `plan` has no such cell.
pub fn cell(plan: &[Cell], id: &str) -> Option<Expected> {
    let cell = plan.iter().find(|cell| cell.id.to_string() == id)?;
    let about =
        scenario::find(&cell.id.scenario).map_or("declared in the matrix file", |it| it.about);
    let refused = cell.refusals.iter().map(|it| Refused {
        diagnosis: it.diagnosis.to_string(),
        symbol: it.symbol.clone(),
        source: it.source.clone(),
    });
    let known = cell.predictions.iter().map(|it| Known {
        kernels: it.kernels.to_string(),
        reason: it.reason.clone(),
        source: it.source.clone(),
    });
    Some(Expected {
        cell: id.to_owned(),
        about: about.to_owned(),
        expected: cell.expected,
        reason: cell.reason.clone(),
        refused: refused.collect(),
        known: known.collect(),
    })
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}\nexpected: {}", self.cell, self.about, self.expected)?;
        if !self.reason.is_empty() {
            writeln!(f, "because: {}", self.reason)?;
        }
        let which =
            if self.refused.len() > 1 { "refused by this or another" } else { "refused by" };
        for Refused { diagnosis, symbol, source } in &self.refused {
            writeln!(f, "{which}: {diagnosis} {symbol} ({source})")?;
        }
        for Known { kernels, reason, source } in &self.known {
            writeln!(f, "known on {kernels}: {reason} ({source})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;

    #[test]
    fn cells_are_explained() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        let matrix = matrix::load(path.into(), scenario::shipped()).unwrap();
        let plan = crate::plan::plan(&matrix);
        let text = cell(&plan, "6.1-deb12/genlecho.g6-split-ops/build").unwrap().to_string();
        assert!(text.contains("expected: build-refused"), "{text}");
        assert!(text.contains("genl_split_ops"), "{text}");
        assert_eq!(cell(&plan, "6.1-deb12/none/build"), None);
    }
}
