//! `matrix.toml` as written. Names are checked in [`super::check`].

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use super::client::RawClient;
use super::complaint::RawComplaint;
use super::declared::RawScenario;
use super::guest::{RawFile, RawSysctls};
use super::own::RawModule;
use super::thorough::RawThorough;
use crate::run::Outcome;
use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawMatrix {
    pub schema: Spanned<u32>,
    #[serde(default)]
    pub kernel_scenarios: Vec<Spanned<String>>,
    #[serde(default)]
    pub kernel: Vec<RawKernel>,
    #[serde(default)]
    pub client: Vec<RawClient>,
    #[serde(default)]
    pub file: Vec<RawFile>,
    #[serde(default)]
    pub sysctls: Option<RawSysctls>,
    #[serde(default)]
    pub system: Vec<RawSystem>,
    #[serde(default)]
    pub sources: Option<RawSources>,
    #[serde(default)]
    pub module: Vec<RawModule>,
    #[serde(default)]
    pub scenario: Vec<RawScenario>,
    #[serde(default)]
    pub expect: Vec<RawExpect>,
    #[serde(default)]
    pub expectations: Option<Spanned<String>>,
    #[serde(default)]
    pub thorough: Vec<RawThorough>,
    #[serde(default)]
    pub complaint: Vec<RawComplaint>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawKernel {
    pub id: Spanned<String>,
    #[serde(default)]
    pub debian: Option<RawDebian>,
    #[serde(default)]
    pub source: Option<RawSource>,
    #[serde(default)]
    pub prebuilt: Option<RawPrebuilt>,
    #[serde(default)]
    pub optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSource {
    pub version: Spanned<String>,
    #[serde(default)]
    pub tree: Option<String>,
    #[serde(default)]
    pub tarball: Option<Spanned<String>>,
    #[serde(default)]
    pub sha256: Option<Spanned<String>>,
    #[serde(default)]
    pub config: Option<Spanned<String>>,
    #[serde(default)]
    pub toolchain: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPrebuilt {
    pub version: Spanned<String>,
    pub image: String,
    #[serde(default)]
    pub build_dir: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawDebian {
    pub suite: String,
    pub series: Spanned<String>,
    #[serde(default = "default_flavour")]
    pub flavour: String,
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    pub boot_only: bool,
}

fn default_flavour() -> String {
    "cloud-amd64".to_owned()
}

/// `[sources]`: kernels from source that differ in nothing but their version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSources {
    #[serde(default)]
    pub versions: Vec<Spanned<String>>,
    #[serde(default)]
    pub address: Option<Spanned<String>>,
    #[serde(default)]
    pub git: Option<Spanned<RawPaths>>,
    #[serde(default)]
    pub optional: bool,
}

/// A path or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a path, or a list of paths")]
pub(super) enum RawPaths {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawSystem {
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
pub(super) struct RawShared {
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub scenarios: Vec<Spanned<String>>,
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
}

/// `generation.toml`, whose folder is its name, or `[[system.generation]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawGeneration {
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
pub(super) struct RawRefused {
    pub kernels: VersionRange,
    pub diagnosis: String,
    pub symbol: String,
    pub reason: String,
    pub source: String,
}

/// A file of the folder `expectations`: rows about the scenario that it is named for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawExpectFile {
    pub expect: Vec<RawExpect>,
}

/// What the check of a row sees, or several checks with what they see.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, or a table of checks with the text that each sees")]
pub(super) enum RawObserved {
    One(String),
    Many(BTreeMap<String, String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawExpect {
    #[serde(default)]
    pub system: Option<Spanned<String>>,
    #[serde(default)]
    pub generation: Option<Spanned<String>>,
    #[serde(default)]
    pub scenario: Option<Spanned<String>>,
    pub kernels: Spanned<VersionRange>,
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
