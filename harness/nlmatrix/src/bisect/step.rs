//! One step: the cell on one kernel.

use crate::kernel::build::Extent;
use crate::matrix::{BUILD, Matrix, Revision, SystemEntry};
use crate::plan::{self, Cell};
use crate::run::{CellRecord, ModuleId, Outcome};
use crate::runner::{self, Sources, Workshop};
use crate::store::Store;
use crate::version::VersionRange;

use super::BisectError;

/// What is seen of the cell on a kernel.
#[derive(Clone, Debug)]
pub enum Seen {
    /// It ran.
    Cell(Box<CellRecord>),
    /// It did not, for this reason, so the step is skipped.
    Nothing(String),
}

/// Runs one cell on any kernel of a repository.
pub struct Steps {
    matrix: Matrix,
    sources: Sources,
    store: Store,
    name: String,
}

impl Steps {
    /// Steps of the cell `name` (`system.generation/scenario`; a kernel in front is ignored) of `matrix`, which
    /// includes the trees and repositories of `sources`.
    pub fn new(
        matrix: Matrix,
        sources: Sources,
        store: Store,
        name: &str,
    ) -> Result<Self, BisectError> {
        let cells = plan::plan(&matrix);
        let is_meant = |cell: &&Cell| {
            let known = cell.id.name();
            known == name || name.ends_with(&format!("/{known}"))
        };
        let Some(found) = cells.iter().find(is_meant) else {
            let names: Vec<String> = cells.iter().map(|cell| cell.id.name()).collect();
            return Err(no_cell(&names, name));
        };
        let matrix = everywhere(alone(matrix, &found.id.module));
        Ok(Self { matrix, sources, store, name: found.id.name() })
    }

    /// Is there a quick look at the cell, because it is about a build?
    pub fn can_be_quick(&self) -> bool {
        self.name.ends_with(&format!("/{BUILD}"))
    }

    /// Runs the cell on the kernel of `revision`.
    pub fn look(&self, revision: &Revision) -> Result<Seen, BisectError> {
        self.look_at(revision, Extent::Whole)
    }

    /// Builds the module against the headers of `revision`.
    pub fn look_quickly(&self, revision: &Revision) -> Result<Seen, BisectError> {
        self.look_at(revision, Extent::Headers)
    }

    fn look_at(&self, revision: &Revision, extent: Extent) -> Result<Seen, BisectError> {
        let (mut matrix, mut sources) = (self.matrix.clone(), self.sources.clone());
        if matrix.kernel(revision.id()).is_none() {
            matrix.use_revisions(std::slice::from_ref(revision));
            sources.revisions.push(revision.clone());
        }
        let cell = self.cell(&matrix, revision)?;
        let workshop = Workshop::open(matrix, self.store.clone(), sources)?;
        let workshop = workshop.with_checks().with_extent(extent);
        let record = runner::cell::run(&workshop, &cell);
        let seen = seen(record);
        tracing::info!("{}: {}", revision.name, seen.told());
        Ok(seen)
    }

    fn cell(&self, matrix: &Matrix, revision: &Revision) -> Result<Cell, BisectError> {
        let entry = matrix.kernel(revision.id()).expect("it was added");
        let cells = plan::of_kernel(matrix, entry);
        let found = cells.into_iter().find(|cell| cell.id.name() == self.name);
        found.ok_or_else(|| no_cell(&[], &self.name))
    }
}

/// Only the cell's own module is built; otherwise guests would have every module of the matrix.
fn alone(mut matrix: Matrix, module: &ModuleId) -> Matrix {
    for SystemEntry { name, generations, .. } in &mut matrix.systems {
        generations.retain(|it| ModuleId::new(&*name, &it.name) == *module);
    }
    matrix
}

/// A commit has the version of the release before it, but features of the next: whether a generation builds on it is
/// only known from its build.
fn everywhere(mut matrix: Matrix) -> Matrix {
    let generations = |system: &mut SystemEntry| {
        for generation in &mut system.generations {
            generation.kernels = VersionRange::everything();
            generation.needs.clear();
            generation.refused.clear();
        }
    };
    matrix.systems.iter_mut().for_each(generations);
    matrix
}

fn seen(record: CellRecord) -> Seen {
    let builds = record.id.scenario == BUILD;
    match record.outcome {
        _ if !record.lacks.is_empty() => Seen::Nothing(record.reason),
        Outcome::BuildRefused | Outcome::BuildFail if !builds => {
            Seen::Nothing(format!("the module does not build: {}", record.reason))
        }
        outcome if outcome.is_result() => Seen::Cell(Box::new(record)),
        _ => Seen::Nothing(record.reason),
    }
}

impl Seen {
    /// In one line.
    fn told(&self) -> String {
        match self {
            Self::Cell(record) => record.outcome.to_string(),
            Self::Nothing(why) => format!("skipped: {why}"),
        }
    }
}

fn no_cell(names: &[String], name: &str) -> BisectError {
    let mut near: Vec<&str> = names.iter().map(String::as_str).collect();
    near.sort_unstable();
    near.dedup();
    near.sort_by_key(|known| strsim::damerau_levenshtein(known, name));
    near.truncate(5);
    BisectError::NoCell { name: name.to_owned(), near: near.join(", ") }
}
