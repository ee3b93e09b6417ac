//! The exit codes. docs/reference/outcomes.md documents them, and a test here compares the two.

use std::process::ExitCode;

use nlmatrix::fault::Fault;
use nlmatrix::kernel::KernelError;
use nlmatrix::process::ProcessError;
use nlmatrix::run::{CellRecord, KernelRecord, Run, Status, Tally};
use nlmatrix::runner::WorkshopError;
use nlmatrix::runner::add::AddError;
use nlmatrix::runner::matrix::RunError;
use nlmatrix::runner::specs::SpecsError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything was as expected.
    Ok = 0,
    /// Unexpected outcomes, stale expectations, or a generation that lacks what it needs.
    Unexpected = 1,
    /// Wrong usage or configuration (clap's own code, too).
    Usage = 2,
    /// Lost or missing results.
    Lost = 3,
    /// The host lacks something that could not be installed.
    Preflight = 4,
}

impl Exit {
    /// The code of a finished run: a fault of what is under test outranks one of nlmatrix or the host.
    pub fn of_run(run: &Run) -> Self {
        let unexpected = Tally::of(run).not_as_expected > 0;
        let broken = run.kernels.iter().any(KernelRecord::is_broken);
        if unexpected || broken || !run.stale.is_empty() {
            Self::Unexpected
        } else if run.lacks_results() {
            Self::Lost
        } else {
            Self::Ok
        }
    }
}

impl Exit {
    /// The code of one cell that was run by hand, whose user wants a result.
    pub fn of_cell(record: &CellRecord) -> Self {
        match record.status() {
            Status::AsExpected => Self::Ok,
            Status::NotAsExpected => Self::Unexpected,
            Status::DidNotRun => Self::Lost,
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
    if error.is::<Preflight>() {
        return Exit::Preflight;
    }
    match error.chain().find_map(fault).unwrap_or(Fault::User) {
        Fault::User => Exit::Usage,
        Fault::Host => Exit::Preflight,
        Fault::Own => Exit::Lost,
    }
}

/// Whose fault `error` is, if that is known.
fn fault(error: &(dyn std::error::Error + 'static)) -> Option<Fault> {
    let run = error.downcast_ref().map(RunError::fault);
    let kernel = || error.downcast_ref().map(KernelError::fault);
    let workshop = || error.downcast_ref().map(WorkshopError::fault);
    let specs = || error.downcast_ref().map(SpecsError::fault);
    let add = || error.downcast_ref().map(AddError::fault);
    run.or_else(kernel)
        .or_else(add)
        .or_else(specs)
        .or_else(workshop)
        .or_else(|| error.is::<ProcessError>().then_some(Fault::Own))
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
    use nlmatrix::run::{CellId, KernelStatus, Outcome, PlannedCell, SCHEMA, StaleExpectation};

    /// A cell that should have passed but ended in `outcome`.
    fn cell(outcome: Outcome) -> CellRecord {
        let planned = PlannedCell { id: CellId::default(), expected: Outcome::Pass };
        CellRecord { outcome, as_expected: outcome == Outcome::Pass, ..planned.blank() }
    }

    /// The code of a run with such cells and `stale` stale expectations.
    fn code(outcomes: &[Outcome], stale: usize) -> Exit {
        Exit::of_run(&run(outcomes, stale))
    }

    fn run(outcomes: &[Outcome], stale: usize) -> Run {
        Run {
            schema: SCHEMA,
            cells: outcomes.iter().copied().map(cell).collect(),
            stale: vec![StaleExpectation::default(); stale],
            ..Run::default()
        }
    }

    #[test]
    fn a_kernel_that_has_a_source_and_does_not_build_is_never_green() {
        let with = |status: KernelStatus| {
            let kernel = KernelRecord { status, ..KernelRecord::default() };
            Exit::of_run(&Run { kernels: vec![kernel], ..run(&[Outcome::Unavailable], 0) })
        };
        assert_eq!(with(KernelStatus::BuildFailed), Exit::Unexpected);
        assert_eq!(with(KernelStatus::BadSource), Exit::Unexpected);
    }

    #[test]
    fn expected_endings_are_a_success() {
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
    fn a_run_in_which_nothing_ran_is_never_green() {
        assert_eq!(code(&[], 0), Exit::Lost);
        let optional = KernelRecord {
            optional: true,
            status: KernelStatus::Unavailable,
            ..KernelRecord::default()
        };
        let nothing = run(&[Outcome::Unavailable, Outcome::Unavailable], 0);
        assert_eq!(Exit::of_run(&Run { kernels: vec![optional.clone()], ..nothing }), Exit::Lost);
        let some = run(&[Outcome::Pass, Outcome::Unavailable], 0);
        assert_eq!(Exit::of_run(&some), Exit::Lost, "the matrix does not call its kernel optional");
        assert_eq!(Exit::of_run(&Run { kernels: vec![optional], ..some }), Exit::Ok);
    }

    #[test]
    fn errors_end_with_the_code_that_readme_says() {
        use nlmatrix::debian::DebianError;
        use std::io::{Error, ErrorKind};
        let code = |error: KernelError| of_error(&anyhow::Error::from(error));
        let failed = ProcessError::Start { argv: "apt-get".into(), source: Error::other("x") };
        let mirror = DebianError::Child { what: "fetch".into(), source: failed };
        assert_eq!(code(mirror.into()), Exit::Lost, "apt is down");
        let full = KernelError::Io { path: "/x".into(), source: ErrorKind::StorageFull.into() };
        assert_eq!(of_error(&RunError::from(WorkshopError::from(full)).into()), Exit::Lost);
        let lacks = DebianError::HostLacks { name: "apt-get".into(), package: "apt" };
        assert_eq!(
            of_error(&RunError::from(WorkshopError::from(KernelError::from(lacks))).into()),
            Exit::Preflight
        );
        let problem = "no such key".to_owned();
        assert_eq!(code(KernelError::BadLock { path: "/x".into(), problem }), Exit::Usage);
        assert_eq!(of_error(&anyhow::anyhow!("no cell `x`")), Exit::Usage);
        assert_eq!(of_error(&RunError::Nothing(String::new()).into()), Exit::Usage);
    }

    #[test]
    fn a_cell_that_cannot_run_is_no_success() {
        assert_eq!(Exit::of_cell(&cell(Outcome::Pass)), Exit::Ok);
        assert_eq!(Exit::of_cell(&cell(Outcome::Unavailable)), Exit::Lost);
        assert_eq!(Exit::of_cell(&cell(Outcome::Leak)), Exit::Unexpected);
    }

    #[test]
    fn only_lost_or_missing_cells_are_our_own_fault() {
        assert_eq!(code(&[Outcome::Pass, Outcome::Lost], 0), Exit::Lost);
        assert_eq!(code(&[Outcome::Missing], 0), Exit::Lost);
    }

    #[test]
    fn its_page_lists_every_code() {
        let page = include_str!("../../../docs/reference/outcomes.md");
        for code in [Exit::Ok, Exit::Unexpected, Exit::Usage, Exit::Lost, Exit::Preflight] {
            assert!(page.contains(&format!("\n| {} | ", code as u8)), "{code:?}");
        }
    }
}
