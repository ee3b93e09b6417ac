//! `[[expect]]`, in the matrix file or in a file of the folder `expectations`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::run::Outcome;
use crate::version::VersionRange;

/// A file of the folder `expectations`: rows about the scenario after which it is named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawExpectFile {
    pub expect: Vec<RawExpect>,
}

/// What the check of a row sees, or several checks with what they see.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, or a table of checks with the text that each sees")]
pub(in crate::matrix) enum RawObserved {
    One(String),
    Many(BTreeMap<String, String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawExpect {
    #[serde(default)]
    pub system: Option<Spanned<String>>,
    #[serde(default)]
    pub generation: Option<Spanned<String>>,
    #[serde(default)]
    pub scenario: Option<Spanned<String>>,
    pub kernels: Spanned<VersionRange>,
    #[serde(default)]
    pub arch: Vec<Spanned<String>>,
    pub bits: Option<Spanned<u8>>,
    pub debug: Option<bool>,
    #[serde(default)]
    pub vendor: Vec<Spanned<String>>,
    pub check: Option<Spanned<String>>,
    pub observed: Option<Spanned<RawObserved>>,
    #[serde(default)]
    pub absent: Vec<Spanned<String>>,
    pub outcome: Option<Spanned<Outcome>>,
    pub splat: Option<Spanned<String>>,
    pub hangs: Option<Spanned<String>>,
    #[serde(default)]
    pub left: Vec<Spanned<String>>,
    #[serde(default)]
    pub checks: Vec<Spanned<String>>,
    pub stops: Option<Spanned<String>>,
    pub after: Option<Spanned<String>>,
    #[serde(default)]
    pub also: Vec<Spanned<String>>,
    pub reason: String,
    pub source: String,
}

impl RawExpect {
    /// Where it is written.
    pub(in crate::matrix) fn span(&self) -> Range<usize> {
        self.scenario.as_ref().map_or(self.kernels.span(), Spanned::span)
    }

    /// The first of its keys that only go with an `outcome`.
    pub(in crate::matrix) fn of_an_end(&self) -> Option<&Spanned<String>> {
        let one = [&self.splat, &self.hangs, &self.stops, &self.after];
        let one = one.into_iter().filter_map(Option::as_ref);
        one.chain(&self.also).chain(&self.left).chain(&self.checks).next()
    }
}
