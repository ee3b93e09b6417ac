//! What only a thorough run has.

use globset::GlobSet;

use super::KernelEntry;
use crate::run::Outcome;
use crate::version::VersionRange;

/// `[[thorough]]`.
#[derive(Clone, Debug)]
pub struct Thorough {
    /// Patterns of cells without their kernel, like `genlecho.g4-*/client-*`.
    pub(in crate::matrix) cells: GlobSet,
    /// Patterns of cells that every run still has.
    pub(in crate::matrix) except: GlobSet,
    /// Patterns of kernel ids; every kernel if there are none.
    pub(in crate::matrix) ids: GlobSet,
    pub(in crate::matrix) kernels: VersionRange,
    /// Only cells with this expected outcome.
    pub(in crate::matrix) expected: Option<Outcome>,
    /// Why a run can do without them.
    pub reason: String,
}

impl Thorough {
    /// Does it apply to the cell `name` (its id without the kernel) on this kernel?
    pub fn matches(&self, kernel: &KernelEntry, name: &str, expected: Outcome) -> bool {
        self.kernels.contains(&kernel.series)
            && (self.ids.is_empty() || self.ids.is_match(&kernel.id))
            && self.expected.is_none_or(|it| it == expected)
            && self.cells.is_match(name)
            && !self.except.is_match(name)
    }
}
