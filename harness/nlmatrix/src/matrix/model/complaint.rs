//! What the kernel may not say in a cell, or has to.

use globset::GlobSet;
use regex::Regex;

use super::KernelEntry;
use crate::version::VersionRange;

/// `[[complaint]]`.
#[derive(Clone, Debug)]
pub struct ComplaintRule {
    /// Names the check.
    pub name: String,
    /// Patterns of cells without their kernel; every cell when there is none.
    pub(in crate::matrix) cells: GlobSet,
    /// Patterns of cells that it does not speak of.
    pub(in crate::matrix) except: GlobSet,
    pub(in crate::matrix) kernels: VersionRange,
    /// What no line, or some line, of the console matches.
    pub line: Regex,
    /// Has a line to match?
    pub expected: bool,
    /// Why.
    pub reason: String,
}

impl ComplaintRule {
    /// Does it speak of the cell `name` (its id without the kernel) on this kernel?
    pub fn matches(&self, kernel: &KernelEntry, name: &str) -> bool {
        self.kernels.contains(&kernel.series)
            && (self.cells.is_empty() || self.cells.is_match(name))
            && !self.except.is_match(name)
    }
}
