//! The standing of a generation on a kernel: what a square of the map says.

use super::super::text::symbol;
use crate::matrix::BUILD;
use crate::run::{CellRecord, Outcome, Status};

/// What is known about one generation on one kernel: the worst that one of its cells says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Nothing is planned there.
    Unplanned,
    /// It was not tried, as it lacks something that it relies on.
    Foretold,
    /// It did not run, and no run can do better, or only one that has what this one lacks.
    Away,
    /// It builds; nothing more was looked at.
    Builds,
    /// It does everything that the newest kernel's does.
    Behaves,
    /// It differs, as known.
    Differs,
    /// The kernel's headers refuse it, as known.
    Refused,
    /// nlmatrix or the host gave no result for some of it.
    Lost,
    /// Something is not as expected, but nothing worse.
    Wrong,
    /// It does not build, and nothing predicts that.
    Unbuilt,
    /// It leaves something behind.
    Leaks,
    /// It hangs.
    Hangs,
    /// The kernel crashes.
    Crashes,
}

impl Standing {
    /// Those that a legend explains.
    pub(crate) const TOLD: [Self; 13] = [
        Self::Behaves,
        Self::Differs,
        Self::Builds,
        Self::Refused,
        Self::Foretold,
        Self::Crashes,
        Self::Hangs,
        Self::Leaks,
        Self::Unbuilt,
        Self::Wrong,
        Self::Lost,
        Self::Away,
        Self::Unplanned,
    ];

    /// The standing that follows from the cells of one generation on one kernel.
    pub(crate) fn of<'a>(cells: impl IntoIterator<Item = &'a CellRecord>) -> Self {
        let mut standing = Self::Unplanned;
        let mut is_driven = false;
        for cell in cells {
            standing = standing.max(Self::of_cell(cell));
            is_driven |= cell.id.scenario != BUILD && cell.outcome == Outcome::Pass;
        }
        // A cell for a build alone is green by itself, but says nothing about behaviour.
        if standing == Self::Builds && is_driven { Self::Behaves } else { standing }
    }

    fn of_cell(cell: &CellRecord) -> Self {
        match (cell.status(), cell.outcome) {
            (Status::NotAsExpected, Outcome::Crash) => Self::Crashes,
            (Status::NotAsExpected, Outcome::Hang) => Self::Hangs,
            (Status::NotAsExpected, Outcome::Leak) => Self::Leaks,
            (Status::NotAsExpected, _) if cell.failed_to_build() => Self::Unbuilt,
            (Status::NotAsExpected, _) => Self::Wrong,
            (Status::DidNotRun, outcome) if outcome.is_no_result() => Self::Lost,
            (Status::DidNotRun, _) => Self::Away,
            (Status::AsExpected, Outcome::BuildRefused) => Self::Refused,
            (Status::AsExpected, Outcome::Pass) => Self::Builds,
            (Status::AsExpected, _) => Self::Differs,
        }
    }

    /// Does a module load there and behave as known?
    pub(crate) fn is_built(self) -> bool {
        matches!(self, Self::Builds | Self::Behaves | Self::Differs)
    }

    /// Did something go wrong there?
    pub(crate) fn is_wrong(self) -> bool {
        self >= Self::Wrong
    }

    /// Was it looked at?
    pub(crate) fn is_seen(self) -> bool {
        !matches!(self, Self::Unplanned | Self::Foretold | Self::Away | Self::Lost)
    }

    /// Its sign: for what went wrong, the one that terminals show.
    pub(crate) fn glyph(self) -> &'static str {
        match self {
            Self::Unplanned => "",
            Self::Foretold => "○",
            Self::Away => "–",
            Self::Builds => "▪",
            Self::Behaves => "✓",
            Self::Differs => "≈",
            Self::Refused => "⊘",
            Self::Lost => "?",
            Self::Wrong => symbol(Outcome::Fail),
            Self::Unbuilt => symbol(Outcome::BuildFail),
            Self::Leaks => symbol(Outcome::Leak),
            Self::Hangs => symbol(Outcome::Hang),
            Self::Crashes => symbol(Outcome::Crash),
        }
    }

    /// The CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Unplanned => "blank",
            Self::Foretold => "foretold",
            Self::Away => "hatch",
            Self::Builds => "builds",
            Self::Behaves => "good",
            Self::Differs => "known",
            Self::Refused => "refused",
            Self::Lost => "lost",
            Self::Wrong => "bad",
            Self::Unbuilt => "bad unbuilt",
            Self::Leaks => "bad leaks",
            Self::Hangs => "bad hangs",
            Self::Crashes => "bad crashes",
        }
    }

    /// In words that follow "it": those of the outcome that it stands for.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Unplanned => "not in this run",
            Self::Foretold => "would be refused, so it was not tried",
            Self::Away => "did not run",
            Self::Builds => "builds",
            Self::Behaves => Outcome::Pass.words(),
            Self::Differs => Outcome::Xfail.words(),
            Self::Refused => Outcome::BuildRefused.words(),
            Self::Lost => "gave no result",
            Self::Wrong => "is not as expected",
            Self::Unbuilt => Outcome::BuildFail.words(),
            Self::Leaks => Outcome::Leak.words(),
            Self::Hangs => Outcome::Hang.words(),
            Self::Crashes => Outcome::Crash.words(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::run::PlannedCell;

    fn cell(scenario: &str, outcome: Outcome, as_expected: bool) -> CellRecord {
        let planned = PlannedCell {
            id: format!("k/s.g/{scenario}").parse().unwrap(),
            expected: Outcome::Pass,
        };
        CellRecord { outcome, as_expected, ..planned.blank() }
    }

    #[rstest]
    #[case::only_built(&[("build", Outcome::Pass)], Standing::Builds)]
    #[case::driven(&[("build", Outcome::Pass), ("echo", Outcome::Pass)], Standing::Behaves)]
    #[case::a_known_difference(&[("echo", Outcome::Pass), ("dump", Outcome::Xfail)], Standing::Differs)]
    #[case::a_known_crash(&[("build", Outcome::Pass), ("oops", Outcome::Crash)], Standing::Differs)]
    #[case::refused(&[("build", Outcome::BuildRefused)], Standing::Refused)]
    #[case::nothing_ran(&[("build", Outcome::Unavailable)], Standing::Away)]
    #[case::one_is_lost(&[("echo", Outcome::Pass), ("dump", Outcome::Lost)], Standing::Lost)]
    #[case::nothing(&[], Standing::Unplanned)]
    fn a_square_says_the_worst(#[case] cells: &[(&str, Outcome)], #[case] standing: Standing) {
        let good = |it: &Outcome| !it.is_no_result();
        let cells: Vec<_> = cells.iter().map(|(name, it)| cell(name, *it, good(it))).collect();
        assert_eq!(Standing::of(&cells), standing);
    }

    #[test]
    fn what_is_not_as_expected_outranks_all() {
        let cells = [cell("echo", Outcome::Fail, false), cell("dump", Outcome::Lost, false)];
        assert_eq!(Standing::of(&cells), Standing::Wrong);
    }

    #[rstest]
    #[case(&[Outcome::Crash, Outcome::Leak], "C")]
    #[case(&[Outcome::Hang, Outcome::Leak], "H")]
    #[case(&[Outcome::Leak, Outcome::Fail], "L")]
    #[case(&[Outcome::BuildFail], "B")]
    #[case(&[Outcome::Xpass], "✗")]
    fn each_way_to_go_wrong_has_a_sign_of_its_own(
        #[case] outcomes: &[Outcome],
        #[case] sign: &str,
    ) {
        let cells: Vec<_> = outcomes.iter().map(|it| cell("echo", *it, false)).collect();
        let standing = Standing::of(&cells);
        assert_eq!((standing.glyph(), standing.is_wrong()), (sign, true));
    }

    #[test]
    fn what_was_not_looked_at_is_not_green() {
        let cells = [cell("build", Outcome::Pass, true), cell("echo", Outcome::Unavailable, true)];
        assert_eq!(Standing::of(&cells), Standing::Builds);
    }

    #[test]
    fn signs_and_classes_are_distinct() {
        let (mut glyphs, mut classes) = (
            Standing::TOLD.map(Standing::glyph).to_vec(),
            Standing::TOLD.map(Standing::class).to_vec(),
        );
        for names in [&mut glyphs, &mut classes] {
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), Standing::TOLD.len());
        }
    }
}
