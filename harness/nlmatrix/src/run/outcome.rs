//! The outcomes of cells.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The outcome of a cell. The text form is the same in files, in reports and on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything checked was as in the reference behaviour.
    Pass,
    /// Something differed, and exactly as the expectations table predicts for this kernel.
    Xfail,
    /// Something differed, and nothing predicts it.
    Fail,
    /// A predicted difference did not happen.
    Xpass,
    /// The module was refused by this kernel's headers with the predicted diagnosis.
    BuildRefused,
    /// The module did not build, and nothing predicts that (or with another diagnosis); or a client that the
    /// scenario runs, or a kernel whose source is available, did not.
    BuildFail,
    /// Something did not return before its deadline.
    Hang,
    /// Oops, panic, BUG, lockup, stall or any other splat, even when the scenario itself passed.
    Crash,
    /// The module does not load because its hardware is missing (ENODEV), so no more can be seen here.
    NoDevice,
    /// Something was left behind: memory, a reference, a socket.
    Leak,
    /// It did not always end the same way, in a run that repeats its cells.
    Flaky,
    /// nlmatrix or the host failed: never a result about what is under test.
    Lost,
    /// The kernel or its headers are not available.
    Unavailable,
    /// The module's own `dkms.conf` excludes this kernel.
    Excluded,
    /// Planned, but no result was recorded.
    Missing,
}

impl Outcome {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Self; 15] = [
        Self::Pass,
        Self::Xfail,
        Self::BuildRefused,
        Self::Unavailable,
        Self::Excluded,
        Self::NoDevice,
        Self::Fail,
        Self::Xpass,
        Self::BuildFail,
        Self::Hang,
        Self::Crash,
        Self::Leak,
        Self::Flaky,
        Self::Lost,
        Self::Missing,
    ];

    /// Its text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Xfail => "xfail",
            Self::Fail => "fail",
            Self::Xpass => "xpass",
            Self::BuildRefused => "build-refused",
            Self::BuildFail => "build-fail",
            Self::Hang => "hang",
            Self::Crash => "crash",
            Self::NoDevice => "no-device",
            Self::Leak => "leak",
            Self::Flaky => "flaky",
            Self::Lost => "lost",
            Self::Unavailable => "unavailable",
            Self::Excluded => "excluded",
            Self::Missing => "missing",
        }
    }

    /// What reports call it, following "it".
    pub fn words(self) -> &'static str {
        match self {
            Self::Pass => "passes",
            Self::Xfail => "differs as known",
            Self::Fail => "fails",
            Self::Xpass => "no longer differs as known",
            Self::BuildRefused => "is refused",
            Self::BuildFail => "does not build",
            Self::Hang => "hangs",
            Self::Crash => "crashes the kernel",
            Self::NoDevice => "has no device",
            Self::Leak => "leaves something behind",
            Self::Flaky => "is flaky",
            Self::Lost => "is lost",
            Self::Unavailable => "is not available",
            Self::Excluded => "is excluded",
            Self::Missing => "is missing",
        }
    }

    /// Does this outcome say anything about what is under test?
    pub fn is_result(self) -> bool {
        !(self.is_out_of_reach() || self.is_no_result())
    }

    /// Can nothing be seen here, whoever is to blame? Then no run can do better, or only one that has what this one
    /// lacks.
    pub fn is_out_of_reach(self) -> bool {
        matches!(self, Self::Unavailable | Self::Excluded | Self::NoDevice)
    }

    /// Is there nothing to look at, because its module or a client did not build?
    pub fn is_unbuilt(self) -> bool {
        matches!(self, Self::BuildRefused | Self::BuildFail)
    }

    /// Did nlmatrix or the host fail to give a result (exit code 3)?
    pub fn is_no_result(self) -> bool {
        matches!(self, Self::Lost | Self::Missing)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One name for one thing: the glossary has each outcome with its text form and what reports call it.
    #[test]
    fn the_glossary_has_every_outcome_with_its_words() {
        let glossary = include_str!("../../../../docs/glossary.md");
        for outcome in Outcome::ALL {
            let row = format!("| `{outcome}` | {} | ", outcome.words());
            assert!(glossary.contains(&row), "docs/glossary.md has no row that begins `{row}`");
        }
    }

    #[test]
    fn the_text_form_is_what_serde_writes() {
        for outcome in Outcome::ALL {
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(json, format!("\"{outcome}\""));
        }
    }
}
