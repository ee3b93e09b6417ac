//! What somebody has to look at in a run; parts that would be empty are not shown.

use crate::run::{CellRecord, Gap, Run, StaleExpectation};

use super::super::diff::{CellChange, Diff};
use super::super::text::{Told, told};

/// All of it.
pub(super) struct Attention<'a> {
    /// Cells that are not as expected, grouped by what is wrong.
    pub(super) problems: Vec<Problem<'a>>,
    /// What did not run, and should have.
    pub(super) gaps: Vec<&'a Gap>,
    /// Expectations that matched no cell.
    pub(super) stale: &'a [StaleExpectation],
    /// Cells that ran in the last run but not in this one.
    pub(super) no_longer: Vec<CellChange>,
}

/// Something that is wrong, and where.
pub(super) struct Problem<'a> {
    /// The cell that represents it.
    pub(super) told: Told<'a>,
    /// Other cells of the same system with the same end for the same reason.
    pub(super) like: Vec<Told<'a>>,
    /// Is one of them new since the last run?
    pub(super) is_new: bool,
}

impl<'a> Attention<'a> {
    /// What needs attention in `run`; what is new since the last run comes first.
    pub(super) fn of(run: &'a Run, gaps: &'a [Gap], diff: Option<&Diff>) -> Self {
        Self {
            problems: problems(run, diff),
            gaps: gaps.iter().filter(|gap| !gap.excused).collect(),
            stale: &run.stale,
            no_longer: diff.map_or_else(Vec::new, |diff| diff.no_longer_run.clone()),
        }
    }

    /// Is there nothing?
    pub(super) fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// So many are shown at once, so as not to push the map off the screen.
    pub(super) const SHOWN: usize = 3;

    /// What is shown at once.
    pub(super) fn shown(&self) -> Part<'_> {
        Part { is_whole: false, ..self.part(Self::SHOWN) }
    }

    /// All of it.
    pub(super) fn whole(&self) -> Part<'_> {
        self.part(usize::MAX)
    }

    /// The first `left` items of it.
    fn part(&self, mut left: usize) -> Part<'_> {
        let mut share = |count: usize| {
            let most = count.min(left);
            left -= most;
            ..most
        };
        Part {
            is_whole: true,
            problems: &self.problems[share(self.problems.len())],
            stale: &self.stale[share(self.stale.len())],
            no_longer: &self.no_longer[share(self.no_longer.len())],
            gaps: &self.gaps[share(self.gaps.len())],
        }
    }

    /// How many items there are.
    fn count(&self) -> usize {
        self.problems.len() + self.gaps.len() + self.stale.len() + self.no_longer.len()
    }

    /// How many items there are beyond those that are shown at once.
    pub(super) fn more(&self) -> usize {
        self.count().saturating_sub(Self::SHOWN)
    }
}

/// Some of it.
pub(super) struct Part<'p> {
    /// Does it contain everything about each? Otherwise only so much that there is room for the map.
    pub(super) is_whole: bool,
    /// See [`Attention`].
    pub(super) problems: &'p [Problem<'p>],
    /// See [`Attention`].
    pub(super) stale: &'p [StaleExpectation],
    /// See [`Attention`].
    pub(super) no_longer: &'p [CellChange],
    /// See [`Attention`].
    pub(super) gaps: &'p [&'p Gap],
}

/// How many cells have the problem besides the one that represents it.
pub(super) fn others(told: &Told, like: &[Told]) -> usize {
    told.also.len() + like.iter().map(|it| 1 + it.also.len()).sum::<usize>()
}

fn problems<'a>(run: &'a Run, diff: Option<&Diff>) -> Vec<Problem<'a>> {
    let fresh = diff.map_or(&[][..], |diff| &diff.new_failures);
    let mut problems: Vec<Problem> = Vec::new();
    for told in told(run) {
        let is_new = fresh.iter().any(|change| change.id == told.cell.id);
        let key = |cell: &'a CellRecord| (&cell.id.module.system, cell.outcome, &cell.reason);
        match problems.iter_mut().find(|it| key(it.told.cell) == key(told.cell)) {
            Some(problem) if !told.cell.reason.is_empty() => {
                problem.like.push(told);
                problem.is_new |= is_new;
            }
            _ => problems.push(Problem { told, like: Vec::new(), is_new }),
        }
    }
    problems.sort_by_key(|problem| !problem.is_new);
    problems
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::ranges;
    use super::*;
    use crate::run::Outcome;

    #[test]
    fn one_fault_is_one_problem_wherever_it_shows() {
        let mut run = ranges();
        for cell in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo") {
            (cell.outcome, cell.as_expected) = (Outcome::Crash, false);
            cell.reason = "oops in nlecho_input".into();
        }
        let attention = Attention::of(&run, &[], None);
        let told: Vec<_> = attention.problems.iter().map(|it| it.like.len()).collect();
        assert_eq!(told, [3], "four cells have it");
        assert_eq!((attention.shown().problems.len(), attention.more()), (1, 0));
    }

    #[test]
    fn every_cell_that_is_not_as_expected_is_counted_somewhere() {
        let mut run = ranges();
        let mut bad = |kernel: &str, scenario: &str, outcome: Outcome, reason: &str| {
            let of = |it: &&mut CellRecord| {
                (&*it.id.kernel, &*it.id.scenario) == (kernel, scenario)
                    && it.id.module.generation_or_empty() == "g6-cfg"
            };
            let cell = run.cells.iter_mut().find(of).unwrap();
            (cell.outcome, cell.as_expected, cell.reason) = (outcome, false, reason.into());
        };
        for kernel in ["3.16", "7.3"] {
            bad(kernel, "build", Outcome::BuildFail, "no such header");
            bad(kernel, "echo", Outcome::BuildFail, "no such header");
        }
        bad("3.6", "build", Outcome::BuildFail, "");
        let attention = Attention::of(&run, &[], None);
        let counts: Vec<usize> =
            attention.problems.iter().map(|it| 1 + others(&it.told, &it.like)).collect();
        assert_eq!(counts.iter().sum::<usize>(), 5, "{counts:?}");
        assert_eq!(counts, [1, 4], "one fault, four cells of it");
    }

    #[test]
    fn no_more_is_shown_at_once_than_leaves_room_for_the_map() {
        let mut run = ranges();
        run.stale = vec![StaleExpectation::default(); 5];
        let attention = Attention::of(&run, &[], None);
        assert_eq!((attention.shown().stale.len(), attention.more()), (3, 2));
        assert_eq!(attention.whole().stale.len(), 5);
    }
}
