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
}

impl CheckVerdict {
    /// Its text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unjudged => "",
            Self::Same => "same",
            Self::Known => "known",
            Self::Differs => "differs",
            Self::Stale => "stale",
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
        use CheckVerdict::{Differs, Known, Same, Stale, Unjudged};
        for verdict in [Unjudged, Same, Known, Differs, Stale] {
            assert_eq!(serde_json::to_string(&verdict).unwrap(), format!("\"{verdict}\""));
        }
    }
}
