//! `[[root]]`.

use serde::Deserialize;
use serde_spanned::Spanned;

use super::guest::RawFile;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawRoot {
    pub name: Spanned<String>,
    #[serde(default)]
    pub packages: Vec<Spanned<String>>,
    #[serde(default)]
    pub file: Vec<RawFile>,
    #[serde(default)]
    pub published: Vec<RawPublished>,
    pub command: Option<String>,
    #[serde(default)]
    pub build_packages: Vec<Spanned<String>>,
}

/// `[[root.published]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::matrix) struct RawPublished {
    pub pypi: Option<Spanned<String>>,
    #[serde(rename = "crate")]
    pub krate: Option<Spanned<String>>,
    pub debian: Option<Spanned<String>>,
    pub version: Spanned<String>,
    pub sha256: Spanned<String>,
}
