//! The exit codes. README.md documents them, and tests/cli.rs holds it to that.

use std::process::ExitCode;

use nlmatrix::run::{KernelRecord, Run};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All as expected.
    Ok = 0,
    /// Unexpected outcomes, stale expectations, or a generation that lacks what it needs.
    Unexpected = 1,
    /// Wrong usage or configuration (clap's own code, too).
    Usage = 2,
    /// Lost or missing results.
    Lost = 3,
    /// The host lacks something, and it could not be installed.
    Preflight = 4,
}

impl Exit {
    /// The code of a finished run: what is under test outranks our own machinery.
    pub fn of_run(run: &Run) -> Self {
        let unexpected = |lost: bool| {
            run.cells.iter().any(|cell| !cell.as_expected && cell.outcome.is_no_result() == lost)
        };
        let broken = run.kernels.iter().any(KernelRecord::is_broken);
        if unexpected(false) || broken || !run.stale.is_empty() {
            Self::Unexpected
        } else if unexpected(true) {
            Self::Lost
        } else {
            Self::Ok
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The code of an error that ended a command.
pub fn of_error(error: &anyhow::Error) -> Exit {
    if error.is::<Preflight>() { Exit::Preflight } else { Exit::Usage }
}

/// The host lacks something.
#[derive(Debug)]
pub struct Preflight(pub String);

impl std::fmt::Display for Preflight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Preflight {}

#[cfg(test)]
mod tests {
    use super::*;
    use nlmatrix::run::{CellRecord, Host, Outcome, PlannedCell, SCHEMA, StaleExpectation};

    /// A cell that should have passed and ended in `outcome`.
    fn cell(outcome: Outcome) -> CellRecord {
        let planned = PlannedCell { id: String::new(), expected: Outcome::Pass };
        CellRecord { outcome, as_expected: outcome == Outcome::Pass, ..planned.blank() }
    }

    /// The code of a run whose cells ended so, with `stale` stale expectations.
    fn code(outcomes: &[Outcome], stale: usize) -> Exit {
        Exit::of_run(&run(outcomes, stale))
    }

    fn run(outcomes: &[Outcome], stale: usize) -> Run {
        Run {
            schema: SCHEMA,
            host: Host::default(),
            kernels: Vec::new(),
            builds: Vec::new(),
            cells: outcomes.iter().copied().map(cell).collect(),
            stale: vec![StaleExpectation::default(); stale],
            elsewhere: Vec::new(),
            passed_over: 0,
            probes: Default::default(),
            totals: Default::default(),
            history: Vec::new(),
        }
    }

    #[test]
    fn a_kernel_that_has_a_source_and_does_not_build_is_never_green() {
        let with = |status: &str| {
            let kernel = KernelRecord { status: status.to_owned(), ..KernelRecord::default() };
            Exit::of_run(&Run { kernels: vec![kernel], ..run(&[Outcome::Unavailable], 0) })
        };
        assert_eq!(with("build-failed"), Exit::Unexpected);
        assert_eq!(with("bad-source"), Exit::Unexpected);
    }

    #[test]
    fn expected_endings_are_a_success() {
        assert_eq!(code(&[], 0), Exit::Ok);
        assert_eq!(code(&[Outcome::Pass, Outcome::Pass], 0), Exit::Ok);
    }

    #[test]
    fn unexpected_endings_and_stale_expectations_outrank_lost_cells() {
        assert_eq!(code(&[Outcome::Pass, Outcome::Fail], 0), Exit::Unexpected);
        assert_eq!(code(&[Outcome::Lost, Outcome::Xpass], 0), Exit::Unexpected);
        assert_eq!(code(&[Outcome::Pass], 1), Exit::Unexpected);
        assert_eq!(code(&[Outcome::Missing], 1), Exit::Unexpected);
    }

    #[test]
    fn only_lost_or_missing_cells_are_our_own_fault() {
        assert_eq!(code(&[Outcome::Pass, Outcome::Lost], 0), Exit::Lost);
        assert_eq!(code(&[Outcome::Missing], 0), Exit::Lost);
    }
}
