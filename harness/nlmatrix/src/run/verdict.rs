//! The verdict on a check.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The verdict on a check. The text form is the same in `run.json` and in reports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    /// Not judged yet. No finished record has it.
    #[default]
    #[serde(rename = "")]
    Unjudged,
    /// The same as the reference.
    Same,
    /// Differs from the reference, exactly as predicted.
    Known,
    /// Differs from the reference, and not as predicted.
    Differs,
    /// The same as the reference, although a difference is predicted.
    Stale,
    /// The scenario should make this check, but ended without it.
    Missing,
    /// No plan of the scenario has this check.
    Unplanned,
    /// It has no name, or the name of another check of its cell.
    Misnamed,
}

impl CheckVerdict {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Unjudged,
        Self::Same,
        Self::Known,
        Self::Differs,
        Self::Stale,
        Self::Missing,
        Self::Unplanned,
        Self::Misnamed,
    ];

    /// Does it make its cell fail?
    pub fn fails(self) -> bool {
        !matches!(self, Self::Same | Self::Known | Self::Stale)
    }

    /// Its text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unjudged => "",
            Self::Same => "same",
            Self::Known => "known",
            Self::Differs => "differs",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Unplanned => "unplanned",
            Self::Misnamed => "misnamed",
        }
    }
}

impl fmt::Display for CheckVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_what_serde_writes() {
        for verdict in CheckVerdict::ALL {
            assert_eq!(serde_json::to_string(&verdict).unwrap(), format!("\"{verdict}\""));
        }
    }
}
