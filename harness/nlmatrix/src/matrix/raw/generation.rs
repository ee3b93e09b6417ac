//! `[[system]]`, `system.toml` and `generation.toml`.

use camino::Utf8Path;
use serde::Deserialize;
use serde_spanned::Spanned;

use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawSystem {
    #[serde(default)]
    pub name: Option<Spanned<String>>,
    pub path: Spanned<String>,
    #[serde(default)]
    pub scenarios: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub generation: Vec<RawGeneration>,
}

/// `system.toml`: what the generations of a system share.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawShared {
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub scenarios: Vec<Spanned<String>>,
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    #[serde(default)]
    pub arch: Vec<Spanned<String>>,
    #[serde(default)]
    pub arch_reason: Option<String>,
    #[serde(default)]
    pub self_test: bool,
}

/// `generation.toml`, whose folder gives the name, or `[[system.generation]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawGeneration {
    #[serde(default)]
    pub name: Option<Spanned<String>>,
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub kernels: Option<VersionRange>,
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    #[serde(default)]
    pub scenarios: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub refused: Vec<RawRefused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawRefused {
    pub kernels: VersionRange,
    pub diagnosis: String,
    pub symbol: String,
    pub reason: String,
    pub source: String,
}

impl RawSystem {
    /// The written name, or that of the folder.
    pub(in crate::matrix) fn its_name(&self) -> Spanned<String> {
        let folder =
            || Utf8Path::new(self.path.get_ref()).file_name().unwrap_or_default().to_owned();
        self.name.clone().unwrap_or_else(|| Spanned::new(self.path.span(), folder()))
    }
}
