//! `[[thorough]]`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::run::Outcome;
use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawThorough {
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
