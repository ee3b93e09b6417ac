//! What a check came to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a check came to. The text form is the same in `run.json` and reports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    /// Nobody has looked at it yet. No judged record has it.
    #[default]
    #[serde(rename = "")]
    Unjudged,
    /// As the reference.
    Same,
    /// Another value than the reference, and the one that is predicted.
    Known,
    /// Another value than the reference, and not one that is predicted.
    Differs,
    /// As the reference, though a difference is predicted.
    Stale,
    /// The scenario makes this check, and came to its end without.
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
