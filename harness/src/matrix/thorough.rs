//! `[[thorough]]`: cells that a run has only when it is asked to be thorough.

use globset::{Glob, GlobMatcher};
use serde::Deserialize;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use crate::outcome::Outcome;
use crate::version::{KernelVersion, VersionRange};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawThorough {
    pub cells: Vec<Spanned<String>>,
    #[serde(default)]
    pub kernels: Option<VersionRange>,
    #[serde(default)]
    pub expected: Option<Outcome>,
    pub reason: String,
}

/// `[[thorough]]`.
#[derive(Clone, Debug)]
pub struct Thorough {
    /// Patterns of cells without their kernel, as `genlecho.g4-*/client-*`.
    cells: Vec<GlobMatcher>,
    kernels: VersionRange,
    /// Only cells that should end so.
    expected: Option<Outcome>,
    /// Why a run can do without them.
    pub reason: String,
}

impl Thorough {
    /// Does it speak of the cell `name` (its id without the kernel) on this kernel?
    pub fn matches(&self, series: &KernelVersion, name: &str, expected: Outcome) -> bool {
        self.kernels.contains(series)
            && self.expected.is_none_or(|it| it == expected)
            && self.cells.iter().any(|glob| glob.is_match(name))
    }
}

impl Checker<'_> {
    pub(super) fn thorough(&self, raw: &RawThorough) -> Result<Thorough, MatrixError> {
        let compile = |glob: &Spanned<String>| {
            let compiled = Glob::new(glob.get_ref()).map_err(|error| {
                let message = format!(
                    "`{}` is not a pattern for cells, {}: write it like `nlecho.*/rate`",
                    glob.get_ref(),
                    error.kind()
                );
                self.wrong(glob.span(), &message)
            })?;
            Ok(compiled.compile_matcher())
        };
        Ok(Thorough {
            cells: raw.cells.iter().map(compile).collect::<Result<_, _>>()?,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            expected: raw.expected,
            reason: raw.reason.clone(),
        })
    }
}
