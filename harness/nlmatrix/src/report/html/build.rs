//! Builds that did not succeed: which kernels refuse a generation, and why.

use crate::run::{BuildRecord, Diagnosis, Run};

use super::super::grid::{self, Grid};
use super::budget::{Budget, Excerpt, tail};
use super::links::build_anchor;
use crate::matrix::BUILD;

/// The kernels that refuse one generation with one diagnosis.
pub(super) struct Refusal<'a> {
    /// `system.generation`.
    pub(super) name: String,
    /// What the compiler's complaint comes down to.
    pub(super) diagnosis: Option<&'a Diagnosis>,
    /// Did the matrix predict it for all of these kernels?
    pub(super) expected: bool,
    /// The builds, in the order of the kernels.
    pub(super) builds: Vec<BuildView<'a>>,
}

/// A build that failed.
pub(super) struct BuildView<'a> {
    /// The build.
    pub(super) build: &'a BuildRecord,
    /// Its anchor.
    pub(super) anchor: String,
    /// The end of its log.
    pub(super) log: Excerpt<'a>,
}

/// All refusals, one group for each generation and diagnosis.
pub(super) fn refusals<'a>(run: &'a Run, grid: &Grid<'a>) -> Vec<Refusal<'a>> {
    let budget = Budget::of(run);
    let column = |build: &BuildRecord| grid.kernels.iter().position(|id| *id == build.kernel);
    let mut failed: Vec<_> = run.builds.iter().filter(|build| !build.built).collect();
    failed.sort_by_key(|build| column(build));
    let mut groups: Vec<Refusal> = Vec::new();
    for name in generations(run) {
        for build in failed.iter().filter(|build| label(build) == name) {
            let view = BuildView {
                build,
                anchor: build_anchor(build),
                log: tail(&build.log, budget.build),
            };
            let expected = expected(run, build);
            let same = |it: &&mut Refusal| it.name == name && kind(it.diagnosis) == kind_of(build);
            match groups.iter_mut().find(same) {
                Some(group) => {
                    group.expected &= expected;
                    group.builds.push(view);
                }
                None => groups.push(Refusal {
                    name: name.clone(),
                    diagnosis: build.diagnosis.as_ref(),
                    expected,
                    builds: vec![view],
                }),
            }
        }
    }
    groups
}

/// `system.generation` of every build, each once, in the order of the run.
pub(super) fn generations(run: &Run) -> Vec<String> {
    let mut names = Vec::new();
    for build in &run.builds {
        let name = label(build);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `system.generation`, or only the system.
pub(super) fn label(build: &BuildRecord) -> String {
    grid::label(&build.system, &build.generation)
}

fn kind_of(build: &BuildRecord) -> Option<(&str, &str)> {
    kind(build.diagnosis.as_ref())
}

fn kind(diagnosis: Option<&Diagnosis>) -> Option<(&str, &str)> {
    diagnosis.map(|it| (it.kind.as_str(), it.symbol.as_str()))
}

/// Was the refusal expected? The build's own cell knows.
fn expected(run: &Run, build: &BuildRecord) -> bool {
    let own = run.cells.iter().filter(|cell| {
        (&cell.kernel, &cell.system, &cell.generation)
            == (&build.kernel, &build.system, &build.generation)
    });
    let (builds, others): (Vec<_>, Vec<_>) = own.partition(|cell| cell.scenario == BUILD);
    let judges = if builds.is_empty() { others } else { builds };
    judges.iter().all(|cell| cell.as_expected)
}
