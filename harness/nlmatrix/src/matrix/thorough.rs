//! `[[thorough]]`: cells that a run has only when it is asked to be thorough.

use globset::{Glob, GlobSet};
use serde::Deserialize;
use serde_spanned::Spanned;

use super::KernelEntry;
use super::MatrixError;
use super::check::Checker;
use crate::run::Outcome;
use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawThorough {
    pub cells: Vec<Spanned<String>>,
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
    #[serde(default)]
    pub ids: Vec<Spanned<String>>,
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
    cells: GlobSet,
    /// Patterns of cells that every run has all the same.
    except: GlobSet,
    /// Patterns of kernel ids; every kernel when there is none.
    ids: GlobSet,
    kernels: VersionRange,
    /// Only cells that should end so.
    expected: Option<Outcome>,
    /// Why a run can do without them.
    pub reason: String,
}

impl Thorough {
    /// Does it speak of the cell `name` (its id without the kernel) on this kernel?
    pub fn matches(&self, kernel: &KernelEntry, name: &str, expected: Outcome) -> bool {
        self.kernels.contains(&kernel.series)
            && (self.ids.is_empty() || self.ids.is_match(&kernel.id))
            && self.expected.is_none_or(|it| it == expected)
            && self.cells.is_match(name)
            && !self.except.is_match(name)
    }
}

impl Checker<'_> {
    pub(super) fn thorough(&self, raw: &RawThorough) -> Result<Thorough, MatrixError> {
        Ok(Thorough {
            cells: self.patterns(&raw.cells, "cells", "nlecho.*/rate")?,
            except: self.patterns(&raw.except, "cells", "nlecho.*/rate")?,
            ids: self.patterns(&raw.ids, "kernel ids", "6.12-*")?,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            expected: raw.expected,
            reason: raw.reason.clone(),
        })
    }

    /// Patterns of `what`, of which `example` is one.
    pub(super) fn patterns(
        &self,
        raw: &[Spanned<String>],
        what: &str,
        example: &str,
    ) -> Result<GlobSet, MatrixError> {
        let mut set = GlobSet::builder();
        for glob in raw {
            let compiled = Glob::new(glob.get_ref()).map_err(|error| {
                let (text, kind) = (glob.get_ref(), error.kind());
                let message = format!(
                    "`{text}` is not a pattern for {what}, {kind}: write it like `{example}`"
                );
                self.wrong(glob.span(), &message)
            })?;
            set.add(compiled);
        }
        Ok(set.build().expect("each pattern was compiled before"))
    }
}
