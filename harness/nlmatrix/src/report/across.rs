//! One scenario across versions: its cells by kernel, and what their checks saw.
//!
//! A check has what was seen, and what should have been seen. The latter is the newest kernel's behaviour or, for
//! process ids, port ids, times and counters, a value of this very run; those two are then the same everywhere,
//! whatever the number. So a behaviour differs if it differs from its own reference, and no list of names has to say
//! which values are not behaviour.

use std::collections::BTreeSet;

use crate::run::{CellRecord, CheckRecord, CheckVerdict, Outcome};

use super::grid::{Grid, SystemRows};
use super::text::{one_line, shorten};

/// Longer values are cut: the cell has them in full.
const LONGEST: usize = 60;
/// What is shown for a value that depends on the run and is as it should be.
const AS_REFERENCE: &str = "as the reference";

/// A scenario's cells by column, one for each generation that gave a result there.
pub(crate) struct Across<'a>(Vec<Vec<&'a CellRecord>>);

/// A known difference of a check.
pub(crate) struct Why<'a> {
    /// What it saw.
    pub(crate) observed: &'a str,
    /// What the newest kernel does.
    pub(crate) reference: &'a str,
    /// Why.
    pub(crate) reason: &'a str,
    /// The source that says so.
    pub(crate) source: &'a str,
}

impl<'a> Across<'a> {
    /// Of a scenario of a system.
    pub(crate) fn of(grid: &Grid<'a>, system: &SystemRows<'a>, scenario: &str) -> Self {
        let rows = system.generations.iter().flat_map(|it| it.rows.iter());
        let rows: Vec<_> = rows.filter(|row| row.name == scenario).collect();
        let result = |cell: &&CellRecord| cell.outcome.is_result();
        let column =
            |at: usize| rows.iter().filter_map(move |row| row.cells[at]).filter(result).collect();
        Self((0..grid.kernels.len()).map(column).collect())
    }

    /// The names of a system's scenarios, in the order of the plan.
    pub(crate) fn scenarios(system: &SystemRows<'a>) -> Vec<&'a str> {
        let rows = system.generations.iter().flat_map(|it| it.rows.iter());
        let mut names: Vec<&str> = Vec::new();
        for row in rows {
            if !names.contains(&row.name) {
                names.push(row.name);
            }
        }
        names
    }

    /// The cells of each column.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (usize, &[&'a CellRecord])> {
        self.0.iter().map(Vec::as_slice).enumerate()
    }

    fn all(&self) -> impl Iterator<Item = &'a CheckRecord> {
        let steady = self.0.iter().flatten().filter(|cell| is_steady(cell));
        steady.flat_map(|cell| cell.checks.iter())
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &'a CheckRecord> {
        self.all().filter(move |check| check.name == name)
    }

    /// The names of all checks, in their order.
    pub(crate) fn checks(&self) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        self.all().map(|check| check.name.as_str()).filter(|name| seen.insert(*name)).collect()
    }

    /// Did the check see anything other than its own reference anywhere?
    pub(crate) fn differs(&self, name: &str) -> bool {
        self.named(name).any(|check| check.verdict != CheckVerdict::Same)
    }

    /// Is its reference the same everywhere, and so a fixed behaviour?
    pub(crate) fn is_fixed(&self, name: &str) -> bool {
        self.named(name).map(|check| &check.reference).collect::<BTreeSet<_>>().len() <= 1
    }

    /// Why it differs like that.
    pub(crate) fn reasons(&self, name: &str) -> Vec<Why<'a>> {
        let mut seen = BTreeSet::new();
        let known = self.named(name).filter(|check| check.verdict == CheckVerdict::Known);
        let why = known.filter_map(|check| {
            let predicted = check.predicted.as_ref()?;
            Some(Why {
                observed: said(&check.observed),
                reference: said(&check.reference),
                reason: &predicted.reason,
                source: &predicted.source,
            })
        });
        why.filter(|it| seen.insert((it.observed, it.reason))).collect()
    }
}

/// Does the cell always end the same way? If not, what its checks saw did not come with a version.
pub(crate) fn is_steady(cell: &CellRecord) -> bool {
    cell.outcome != Outcome::Flaky
}

/// A value for readers, who cannot see an empty one.
pub(crate) fn said(value: &str) -> &str {
    if value.trim().is_empty() { "nothing" } else { value }
}

/// What a check saw: its class, and its value, which is only shown if the behaviour is not `fixed`.
pub(crate) fn seen(check: &CheckRecord, fixed: bool) -> (&'static str, String) {
    use CheckVerdict::{Known, Same, Stale};
    let class = match check.verdict {
        Stale => "bad",
        verdict if verdict.fails() => "bad",
        Known => "known",
        _ => "good",
    };
    match check.verdict {
        Same if !fixed => (class, AS_REFERENCE.to_owned()),
        _ => (class, shorten(&one_line(said(&check.observed)), LONGEST)),
    }
}

/// What a check saw on a kernel: one value, or one for each generation if they disagree.
pub(crate) fn observed(
    cells: &[&CellRecord],
    name: &str,
    fixed: bool,
) -> Option<(&'static str, String)> {
    let steady = cells.iter().filter(|cell| is_steady(cell));
    let checks = steady.flat_map(|cell| cell.checks.iter()).filter(|it| it.name == name);
    let (classes, values): (BTreeSet<&str>, BTreeSet<String>) =
        checks.map(|check| seen(check, fixed)).unzip();
    let worst = ["bad", "known", "good"].into_iter().find(|class| classes.contains(class))?;
    Some((worst, values.into_iter().collect::<Vec<_>>().join(" / ")))
}
