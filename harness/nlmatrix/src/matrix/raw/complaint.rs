//! `[[complaint]]`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawComplaint {
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
