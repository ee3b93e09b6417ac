//! `[[kernel]]` and `[sources]`.

use serde::Deserialize;
use serde_spanned::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawKernel {
    pub id: Spanned<String>,
    #[serde(default)]
    pub arch: Option<Spanned<String>>,
    #[serde(default)]
    pub vendor: Option<Spanned<String>>,
    #[serde(default)]
    pub debian: Option<RawDebian>,
    #[serde(default)]
    pub apt: Option<RawApt>,
    #[serde(default)]
    pub rpm: Option<RawRpm>,
    #[serde(default)]
    pub source: Option<RawSource>,
    #[serde(default)]
    pub prebuilt: Option<RawPrebuilt>,
    #[serde(default)]
    pub optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawSource {
    pub version: Spanned<String>,
    #[serde(default)]
    pub tree: Option<Spanned<String>>,
    #[serde(default)]
    pub debian: Option<Spanned<String>>,
    #[serde(default)]
    pub tarball: Option<Spanned<String>>,
    #[serde(default)]
    pub sha256: Option<Spanned<String>>,
    #[serde(default)]
    pub config: Option<Spanned<String>>,
    #[serde(default)]
    pub debug: bool,
    #[serde(default)]
    pub kcsan: Option<Spanned<bool>>,
    #[serde(default)]
    pub toolchain: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawPrebuilt {
    pub version: Spanned<String>,
    pub image: String,
    #[serde(default)]
    pub build_dir: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawDebian {
    pub suite: String,
    pub series: Spanned<String>,
    #[serde(default)]
    pub flavour: Option<String>,
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub boot_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawApt {
    pub mirror: Spanned<String>,
    pub suite: String,
    #[serde(default)]
    pub components: Vec<String>,
    pub keyring: Spanned<String>,
    pub package: Spanned<String>,
    pub series: Spanned<String>,
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub boot_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawRpm {
    pub repo: Spanned<RawPaths>,
    pub gpgkey: Spanned<RawPaths>,
    pub package: String,
    pub series: Spanned<String>,
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub boot_only: bool,
}

/// `[sources]`: kernels from source that differ only in their version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawSources {
    #[serde(default)]
    pub versions: Vec<Spanned<String>>,
    #[serde(default)]
    pub address: Option<Spanned<String>>,
    #[serde(default)]
    pub git: Option<Spanned<RawPaths>>,
    #[serde(default)]
    pub optional: bool,
}

/// One or several paths, or one or several addresses.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a path, or a list of paths")]
pub(in crate::matrix) enum RawPaths {
    One(String),
    Many(Vec<String>),
}

impl RawPaths {
    /// All of them, each with the position of the whole value.
    pub fn each(raw: &Spanned<Self>) -> Vec<Spanned<String>> {
        let all = match raw.get_ref() {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        };
        all.iter().map(|text| Spanned::new(raw.span(), text.clone())).collect()
    }
}
