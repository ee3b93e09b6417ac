//! The exit codes. README.md documents them, and tests/cli.rs holds it to that.

use std::process::ExitCode;

use nlmatrix::run::Run;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All as expected.
    Ok = 0,
    /// Unexpected outcomes, or stale expectations.
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
        if unexpected(false) || !run.stale.is_empty() {
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
