//! Differences from the reference behaviour.

use camino::Utf8PathBuf;

use super::kernel::KernelEntry;
use super::vendors::Vendors;
use crate::arch::Arch;
use crate::expected::{ExpectedOutcome, Pattern};
use crate::run::{is_of_32_bits, scenario_of};
use crate::version::VersionRange;

/// `[[expect]]`: a difference from the reference behaviour, or a different end, by kernel version.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Only this system.
    pub system: Option<String>,
    /// Only this generation.
    pub generation: Option<String>,
    /// The scenario.
    pub scenario: String,
    /// The kernels.
    pub kernels: VersionRange,
    /// Only on these processors; on all if none is named.
    pub arches: Vec<Arch>,
    /// Only with 32-bit clients on a 64-bit kernel (`true`), or only without (`false`).
    pub of_32_bits: Option<bool>,
    /// Only on debug kernels (`true`), or only on others (`false`).
    pub debug: Option<bool>,
    /// Whose kernels.
    pub vendors: Vendors,
    /// What is predicted.
    pub predicts: Predicts,
    /// Why.
    pub reason: String,
    /// Kernel version, commit or document that says so.
    pub source: String,
    /// The file that contains it.
    pub path: Utf8PathBuf,
    /// Line in that file, from 1.
    pub line: usize,
}

/// What an expectation predicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicts {
    /// The check `check` sees `observed` instead of its reference value.
    Check {
        /// Name of the check.
        check: String,
        /// The value that it sees.
        observed: String,
    },
    /// These checks are not made.
    Absent(Vec<String>),
    /// The cell has this end.
    Ends {
        /// How.
        expected: ExpectedOutcome,
        /// The last check that it makes, if it does not make all of them.
        after: Option<String>,
        /// Splats that may accompany the end, as `kind:function`.
        also: Vec<Pattern>,
    },
}

impl Predicts {
    /// Is it about the check `name`?
    pub fn is_of_check(&self, name: &str) -> bool {
        match self {
            Self::Check { check, .. } => check == name,
            Self::Absent(checks) => checks.iter().any(|check| check == name),
            Self::Ends { .. } => false,
        }
    }
}

impl Expectation {
    /// File and line.
    pub fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }

    /// Does it apply to this scenario on this kernel?
    pub fn matches(
        &self,
        kernel: &KernelEntry,
        system: &str,
        generation: &str,
        scenario: &str,
    ) -> bool {
        self.scenario == scenario_of(scenario)
            && self.of_32_bits.is_none_or(|it| it == is_of_32_bits(scenario))
            && self.system.as_deref().is_none_or(|name| name == system)
            && self.generation.as_deref().is_none_or(|name| name == generation)
            && self.kernels.contains(&kernel.series)
            && (self.arches.is_empty() || self.arches.contains(&kernel.arch))
            && self.debug.is_none_or(|it| it == kernel.debug())
            && self.vendors.contains(kernel.vendor)
    }

    /// Is there a cell to which both may apply?
    pub fn overlaps(&self, other: &Self) -> bool {
        fn may<T: PartialEq>(ours: &Option<T>, theirs: &Option<T>) -> bool {
            ours.is_none() || theirs.is_none() || ours == theirs
        }
        self.scenario == other.scenario
            && may(&self.system, &other.system)
            && may(&self.generation, &other.generation)
            && may(&self.of_32_bits, &other.of_32_bits)
            && may(&self.debug, &other.debug)
            && self.kernels.overlaps(&other.kernels)
            && self.vendors.overlaps(&other.vendors)
            && (self.arches.is_empty()
                || other.arches.is_empty()
                || self.arches.iter().any(|arch| other.arches.contains(arch)))
    }

    /// Does it apply to every cell to which `other` applies?
    pub fn covers(&self, other: &Self) -> bool {
        fn all<T: PartialEq>(ours: &Option<T>, theirs: &Option<T>) -> bool {
            ours.is_none() || ours == theirs
        }
        self.scenario == other.scenario
            && all(&self.system, &other.system)
            && all(&self.generation, &other.generation)
            && all(&self.of_32_bits, &other.of_32_bits)
            && all(&self.debug, &other.debug)
            && self.kernels.covers(&other.kernels)
            && self.vendors.covers(&other.vendors)
            && (self.arches.is_empty()
                || !other.arches.is_empty()
                    && other.arches.iter().all(|arch| self.arches.contains(arch)))
    }
}
