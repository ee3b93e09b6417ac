//! `[[complaint]]`: what the kernel may not say in a cell, or has to.

use globset::GlobSet;
use regex::Regex;
use serde::Deserialize;
use serde_spanned::Spanned;

use super::check::Checker;
use super::{KernelEntry, MatrixError};
use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawComplaint {
    pub name: Spanned<String>,
    #[serde(default)]
    pub cells: Vec<Spanned<String>>,
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
    #[serde(default)]
    pub kernels: Option<VersionRange>,
    #[serde(default)]
    pub forbid: Option<Spanned<String>>,
    #[serde(default)]
    pub expect: Option<Spanned<String>>,
    pub reason: String,
}

/// `[[complaint]]`.
#[derive(Clone, Debug)]
pub struct ComplaintRule {
    /// Names the check.
    pub name: String,
    /// Patterns of cells without their kernel; every cell when there is none.
    cells: GlobSet,
    /// Patterns of cells that it does not speak of.
    except: GlobSet,
    kernels: VersionRange,
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

impl Checker<'_> {
    pub(super) fn complaint(&self, raw: &RawComplaint) -> Result<ComplaintRule, MatrixError> {
        let (line, expected) = match (&raw.forbid, &raw.expect) {
            (Some(line), None) => (line, false),
            (None, Some(line)) => (line, true),
            _ => {
                let message = "a complaint has one pattern of what the kernel says: `forbid` for what it may not say, `expect` for what it has to";
                return Err(self.wrong(raw.name.span(), message));
            }
        };
        let compiled = Regex::new(line.get_ref()).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let message = format!("`{}` is no regular expression, {reason}", line.get_ref());
            self.wrong(line.span(), &message)
        })?;
        Ok(ComplaintRule {
            name: raw.name.get_ref().clone(),
            cells: self.patterns(&raw.cells, "cells", "nlecho.*/rate")?,
            except: self.patterns(&raw.except, "cells", "nlecho.*/rate")?,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            line: compiled,
            expected,
            reason: raw.reason.clone(),
        })
    }
}
