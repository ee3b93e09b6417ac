//! `[[module]]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use super::complaint::RawComplaint;
use super::generation::RawRefused;
use crate::version::VersionRange;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawModule {
    pub name: Spanned<String>,
    pub path: Spanned<String>,
    /// The folder with the whole project.
    pub root: Option<Spanned<String>>,
    #[serde(default)]
    pub kernels: Option<VersionRange>,
    #[serde(default)]
    pub scenarios: Vec<Spanned<String>>,
    #[serde(default)]
    pub refused: Vec<RawRefused>,
    #[serde(default)]
    pub complaint: Vec<RawComplaint>,
    pub make: Option<Vec<String>>,
    pub command: Option<Spanned<String>>,
    /// Debian packages that its build needs.
    #[serde(default)]
    pub build_packages: Vec<Spanned<String>>,
    /// How long building it may take.
    pub build_deadline: Option<Spanned<String>>,
    /// Parameters by module, as on insmod's command line.
    #[serde(default)]
    pub parameters: BTreeMap<Spanned<String>, String>,
    /// The folder with the firmware that it requests.
    pub firmware: Option<Spanned<String>>,
    /// The specification of its messages.
    pub spec: Option<Spanned<String>>,
}
