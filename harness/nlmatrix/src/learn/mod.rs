//! Proposes expectations from what a run saw, for a person to accept.
//!
//! [`learn`] reads a matrix and a run of it; a proposal is as narrow as what was seen. Nothing is ever proposed for a
//! cell that gave no result, or if a row of the matrix contradicts it: that row has to be corrected, so there is a
//! remark.

mod observe;
mod range;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::matrix::{Matrix, Predicts};
use crate::run::{CellRecord, ModuleId, Run, is_of_32_bits, scenario_of};
use crate::version::VersionRange;

/// What a run proposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// The day of the run, like `2026-11-21`.
    pub date: String,
    /// Rows for the matrix file, in the order of the run's cells.
    pub rows: Vec<Proposal>,
    /// What no new row can say.
    pub remarks: Vec<String>,
}

/// A row for the matrix file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The system; `None` for scenarios that need no module.
    pub system: Option<String>,
    /// The generation; `None` for a user's own module.
    pub generation: Option<String>,
    /// The scenario, under its name in files.
    pub scenario: String,
    /// The bits of the clients that saw it; `None` if all did.
    pub bits: Option<u8>,
    /// Consecutive kernels of the matrix on which it was seen.
    pub kernels: VersionRange,
    /// What was seen.
    pub predicts: Predicts,
    /// The same in words.
    pub words: String,
    /// Releases of the kernels on which it was seen.
    pub releases: Vec<String>,
}

/// Module and scenario: what a row is about.
type Subject<'a> = (&'a ModuleId, &'a str);

/// What `run`, a run of `matrix`, saw that `matrix` does not expect.
pub fn learn(matrix: &Matrix, run: &Run) -> Learned {
    let date = run.host.started.get(..10).unwrap_or_default().to_owned();
    let mut learned = Learned { date, ..Learned::default() };
    for (subject, cells) in by_subject(run) {
        of_subject(matrix, run, subject, &cells, &mut learned);
    }
    learned.rows = by_bits(learned.rows, run);
    learned
}

/// What clients with 32 and with 64 bits saw becomes one row. If only the 64-bit ones saw it and there are others,
/// the row says so: without `bits`, a row is about both.
fn by_bits(rows: Vec<Proposal>, run: &Run) -> Vec<Proposal> {
    let of_32 = run.cells.iter().filter(|it| is_of_32_bits(&it.id.scenario) && observe::spoke(it));
    let of_32: BTreeSet<Subject> =
        of_32.map(|it| (&it.id.module, scenario_of(&it.id.scenario))).collect();
    let has_both = |row: &Proposal| {
        of_32.iter().any(|(module, scenario)| {
            (system_of(module), &module.generation) == (row.system.clone(), &row.generation)
                && *scenario == row.scenario
        })
    };
    let mut joined: Vec<Proposal> = Vec::new();
    for mut row in rows {
        if let Some(other) = joined.iter_mut().find(|it| it.is_of_other_bits(&row)) {
            other.bits = None;
            continue;
        }
        row.bits = row.bits.or_else(|| has_both(&row).then_some(64));
        joined.push(row);
    }
    joined
}

impl Proposal {
    /// Is it the same, seen by clients with other bits?
    fn is_of_other_bits(&self, other: &Self) -> bool {
        let what = |it: &Self| {
            (it.system.clone(), it.generation.clone(), it.scenario.clone(), it.kernels.clone())
        };
        self.bits.is_some()
            && self.bits != other.bits
            && what(self) == what(other)
            && self.predicts == other.predicts
    }
}

/// The rows that `cell`, on `kernels`, calls for, as TOML; none if it is as expected or no row can describe it.
/// `source` is where the knowledge comes from.
pub(crate) fn rows_of(cell: &CellRecord, kernels: &VersionRange, source: &str) -> Option<String> {
    let seen = observe::observe(cell).ok().filter(|seen| !seen.is_empty())?;
    let row = |observe::Seen { predicts, words }| Proposal {
        system: system_of(&cell.id.module),
        generation: cell.id.module.generation.clone(),
        scenario: scenario_of(&cell.id.scenario).to_owned(),
        bits: bits_of(&cell.id.scenario),
        kernels: kernels.clone(),
        predicts,
        words,
        releases: Vec::new(),
    };
    Some(seen.into_iter().map(|seen| row(seen).toml(source)).collect())
}

/// The system that a row names; `None` if there is no module.
fn system_of(module: &ModuleId) -> Option<String> {
    Some(module.system.clone()).filter(|name| name != crate::matrix::KERNEL_SYSTEM)
}

/// What the name of a cell's scenario says about its clients.
fn bits_of(scenario: &str) -> Option<u8> {
    is_of_32_bits(scenario).then_some(32)
}

/// The cells for each subject, in the order of the run.
fn by_subject(run: &Run) -> Vec<(Subject<'_>, Vec<&CellRecord>)> {
    let mut places = BTreeMap::new();
    let mut subjects: Vec<(Subject, Vec<&CellRecord>)> = Vec::new();
    for cell in &run.cells {
        let subject = (&cell.id.module, cell.id.scenario.as_str());
        let place = *places.entry(subject).or_insert(subjects.len());
        if place == subjects.len() {
            subjects.push((subject, Vec::new()));
        }
        subjects[place].1.push(cell);
    }
    subjects
}

fn of_subject(
    matrix: &Matrix,
    run: &Run,
    (module, scenario): Subject,
    cells: &[&CellRecord],
    learned: &mut Learned,
) {
    let mut seen: Vec<observe::Seen> = Vec::new();
    for cell in cells {
        match observe::observe(cell) {
            Ok(found) => {
                let new = |it: &observe::Seen| seen.iter().all(|old| old.predicts != it.predicts);
                let fresh: Vec<_> = found.into_iter().filter(new).collect();
                seen.extend(fresh);
            }
            Err(remark) => learned.remarks.push(format!("{}: {remark}", cell.id)),
        }
    }
    for observe::Seen { predicts, words } in seen {
        let (spans, remarks) = range::spans(matrix, cells, &predicts);
        learned.remarks.extend(remarks);
        for span in spans {
            let release = |id: &str| run.kernels.iter().find(|kernel| kernel.id == id);
            let named = |id: &String| match release(id).map(|kernel| kernel.release.as_str()) {
                None | Some("") => id.clone(),
                Some(release) => format!("{release} ({id})"),
            };
            learned.rows.push(Proposal {
                system: system_of(module),
                generation: module.generation.clone(),
                scenario: scenario_of(scenario).to_owned(),
                bits: bits_of(scenario),
                kernels: span.range,
                predicts: predicts.clone(),
                words: words.clone(),
                releases: span.kernels.iter().map(named).collect(),
            });
        }
    }
}

#[cfg(test)]
mod tests;
