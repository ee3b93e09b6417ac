//! `[[client]]`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::version::VersionRange;

/// A number of bits, or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "32, 64, or [64, 32]")]
pub(in crate::matrix) enum RawBits {
    One(u8),
    Several(Vec<u8>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawClient {
    pub name: Spanned<String>,
    pub source: Option<Spanned<String>>,
    #[serde(default)]
    pub libs: Vec<String>,
    #[serde(default)]
    pub flags: Vec<String>,
    pub package: Option<String>,
    pub program: Option<Spanned<String>>,
    #[serde(rename = "crate")]
    pub krate: Option<Spanned<String>>,
    pub binary: Option<Spanned<String>>,
    pub bits: Option<Spanned<RawBits>>,
    pub path: Option<Spanned<String>>,
    pub command: Option<String>,
    pub kernels: Option<VersionRange>,
    #[serde(default)]
    pub reason: String,
}
