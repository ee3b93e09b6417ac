//! The whole file.

use serde::Deserialize;
use serde_spanned::Spanned;

use super::client::RawClient;
use super::complaint::RawComplaint;
use super::expect::RawExpect;
use super::generation::RawSystem;
use super::guest::{RawFile, RawSysctls};
use super::kernel::{RawKernel, RawSources};
use super::module::RawModule;
use super::root::RawRoot;
use super::scenario::RawScenario;
use super::thorough::RawThorough;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawMatrix {
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
    pub root: Vec<RawRoot>,
    #[serde(default)]
    pub specs: Vec<Spanned<String>>,
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
    #[serde(default)]
    pub store: Option<RawStore>,
}

/// `[store]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::matrix) struct RawStore {
    pub limit: Spanned<String>,
}
