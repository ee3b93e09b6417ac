//! What the kernel must not print in a cell, or has to print.

use globset::GlobSet;
use regex::Regex;

use super::KernelEntry;
use crate::version::VersionRange;

/// `[[complaint]]`.
#[derive(Clone, Debug)]
pub struct ComplaintRule {
    /// Names the check.
    pub name: String,
    /// Patterns of cells without their kernel; every cell if there are none.
    pub(in crate::matrix) cells: GlobSet,
    /// Patterns of cells to which it does not apply.
    pub(in crate::matrix) except: GlobSet,
    pub(in crate::matrix) kernels: VersionRange,
    /// The pattern that no line, or some line, of the console has to match.
    pub line: Regex,
    /// Does a line have to match?
    pub expected: bool,
    /// Why.
    pub reason: String,
}

impl ComplaintRule {
    /// Does it apply to the cell `name` (its id without the kernel) on this kernel?
    pub fn matches(&self, kernel: &KernelEntry, name: &str) -> bool {
        self.kernels.contains(&kernel.series)
            && (self.cells.is_empty() || self.cells.is_match(name))
            && !self.except.is_match(name)
    }
}
