//! The three ways in which a cell counts, and how many count in which.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Outcome;

/// How a cell counts. What did not run is neither as expected nor unexpected, since nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It ran, and ended as it should.
    AsExpected,
    /// It ran, and ended differently.
    NotAsExpected,
    /// There is no result: its kernel or something else that it needs is not available, nlmatrix or the host failed,
    /// or the run ended first.
    DidNotRun,
}

impl Status {
    /// The status of a cell that ended in `outcome`, which the matrix expects or does not.
    pub fn of(outcome: Outcome, as_expected: bool) -> Self {
        match (outcome.is_result(), as_expected) {
            (false, _) => Self::DidNotRun,
            (true, true) => Self::AsExpected,
            (true, false) => Self::NotAsExpected,
        }
    }

    /// Its name in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::NotAsExpected => "not as expected",
            Self::DidNotRun => "did not run",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How many cells count in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Cells that ran and ended as they should.
    pub as_expected: usize,
    /// Cells that ran and did not end as they should.
    pub not_as_expected: usize,
    /// Cells without a result.
    pub did_not_run: usize,
}

impl Tally {
    /// Counts one more cell.
    pub fn add(&mut self, status: Status) {
        *match status {
            Status::AsExpected => &mut self.as_expected,
            Status::NotAsExpected => &mut self.not_as_expected,
            Status::DidNotRun => &mut self.did_not_run,
        } += 1;
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.ran() + self.did_not_run
    }

    /// How many of them gave a result.
    pub fn ran(&self) -> usize {
        self.as_expected + self.not_as_expected
    }
}

impl FromIterator<Status> for Tally {
    fn from_iter<I: IntoIterator<Item = Status>>(statuses: I) -> Self {
        let mut tally = Self::default();
        statuses.into_iter().for_each(|status| tally.add(status));
        tally
    }
}

impl fmt::Display for Tally {
    /// `12 as expected, 3 not as expected, 40 did not run`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { as_expected, not_as_expected, did_not_run } = self;
        write!(
            f,
            "{as_expected} {}, {not_as_expected} {}, {did_not_run} {}",
            Status::AsExpected,
            Status::NotAsExpected,
            Status::DidNotRun
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Outcome::Pass, true, Status::AsExpected)]
    #[case(Outcome::Crash, true, Status::AsExpected)]
    #[case(Outcome::Fail, false, Status::NotAsExpected)]
    #[case::nobody_looked(Outcome::Unavailable, true, Status::DidNotRun)]
    #[case(Outcome::Lost, false, Status::DidNotRun)]
    #[case(Outcome::Missing, false, Status::DidNotRun)]
    fn what_gave_no_result_did_not_run(
        #[case] outcome: Outcome,
        #[case] as_expected: bool,
        #[case] status: Status,
    ) {
        assert_eq!(Status::of(outcome, as_expected), status);
    }

    #[test]
    fn the_three_numbers_are_all_cells() {
        let tally: Tally =
            [Status::AsExpected, Status::DidNotRun, Status::DidNotRun].into_iter().collect();
        assert_eq!(tally.to_string(), "1 as expected, 0 not as expected, 2 did not run");
        assert_eq!((tally.cells(), tally.ran()), (3, 1));
    }
}
