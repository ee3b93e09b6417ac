//! Expectations proposed from what a run saw, for a person to accept.
//!
//! [`learn`] reads a matrix and a run of it; a proposal is as narrow as what was seen. Nothing is
//! ever proposed for a cell that gave no result, and nothing that a row of the matrix contradicts:
//! that row has to be mended, so it is a remark.

mod observe;
mod range;
mod text;

use std::collections::BTreeMap;

use crate::matrix::{Matrix, Predicts};
use crate::run::{CellRecord, ModuleId, Run};
use crate::version::VersionRange;

/// What a run proposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// The day of the run, as `2026-11-21`.
    pub date: String,
    /// Rows for the matrix file, as the run has their cells.
    pub rows: Vec<Proposal>,
    /// What no new row can say.
    pub remarks: Vec<String>,
}

/// A row for the matrix file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The system; `None` for scenarios that need no module.
    pub system: Option<String>,
    /// The generation; `None` for a module of somebody's own.
    pub generation: Option<String>,
    /// The scenario.
    pub scenario: String,
    /// Kernels of the matrix that it was seen on, and none between them.
    pub kernels: VersionRange,
    /// What was seen.
    pub predicts: Predicts,
    /// The same in words.
    pub words: String,
    /// Releases of the kernels that it was seen on.
    pub releases: Vec<String>,
}

/// Module and scenario: what a row is about.
type Subject<'a> = (&'a ModuleId, &'a str);

/// What `run` saw that is not as `matrix`, which it is a run of, expects.
pub fn learn(matrix: &Matrix, run: &Run) -> Learned {
    let date = run.host.started.get(..10).unwrap_or_default().to_owned();
    let mut learned = Learned { date, ..Learned::default() };
    for (subject, cells) in by_subject(run) {
        of_subject(matrix, run, subject, &cells, &mut learned);
    }
    learned
}

/// The rows that `cell`, on `kernels`, calls for, as TOML; none for one that is as expected or that no row
/// can tell of. `source` is where the knowledge comes from.
pub(crate) fn rows_of(cell: &CellRecord, kernels: &VersionRange, source: &str) -> Option<String> {
    let seen = observe::observe(cell).ok().filter(|seen| !seen.is_empty())?;
    let row = |observe::Seen { predicts, words }| Proposal {
        system: system_of(&cell.id.module),
        generation: cell.id.module.generation.clone(),
        scenario: cell.id.scenario.clone(),
        kernels: kernels.clone(),
        predicts,
        words,
        releases: Vec::new(),
    };
    Some(seen.into_iter().map(|seen| row(seen).toml(source)).collect())
}

/// The system that a row names; none where there is no module.
fn system_of(module: &ModuleId) -> Option<String> {
    Some(module.system.clone()).filter(|name| name != crate::matrix::KERNEL_SYSTEM)
}

/// The cells of each subject, in the order of the run.
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
                scenario: scenario.to_owned(),
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
