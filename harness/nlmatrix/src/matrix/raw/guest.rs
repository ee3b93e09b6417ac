//! `[[file]]` and `sysctls`.

use serde::Deserialize;
use serde_spanned::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawFile {
    pub source: Spanned<String>,
    pub path: Spanned<String>,
    pub mode: Option<Spanned<String>>,
}

/// Names and values of kernel parameters, as written.
pub(in crate::matrix) type RawSysctls = Spanned<std::collections::BTreeMap<String, RawValue>>;

/// A sysctl's value: several numbers are written as a string.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::matrix) enum RawValue {
    Number(i64),
    Text(String),
}
