//! What no semantic patch can do.

use super::patch::SemanticPatch;

/// How our comments begin.
pub(super) const MARK: &str = "nlmatrix port: ";

/// Something that is left to do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub text: String,
}

/// Where it is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// A line, counted from 1.
    Line(usize),
}

impl Leftover {
    /// A patch that should have been applied, but was not.
    pub(super) fn refused(patch: &SemanticPatch, place: Place) -> Self {
        let SemanticPatch { symbol, since, reason, .. } = patch;
        let text =
            format!("`{symbol}` changed with {since} and could not be changed by rule: {reason}");
        Self { place, text }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Line(line) => write!(f, ":{line}"),
        }
    }
}
