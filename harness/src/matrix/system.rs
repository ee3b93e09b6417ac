//! `[[system]]` tables, checked.

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{GenerationEntry, Refusal, SystemEntry};
use super::raw::{RawRefused, RawSystem};

impl Checker<'_> {
    pub(super) fn system(&self, raw: &RawSystem) -> Result<SystemEntry, MatrixError> {
        self.plain_name("system name", &raw.name)?;
        self.unique("generation", raw.generation.iter().map(|generation| &generation.name))?;
        let path = self.existing(&raw.path)?;
        let generations = each(&raw.generation, |generation| {
            self.plain_name("generation name", &generation.name)?;
            let scenarios = generation.scenarios.as_ref().unwrap_or(&raw.scenarios);
            Ok(GenerationEntry {
                name: generation.name.get_ref().clone(),
                kernels: generation.kernels.clone(),
                scenarios: each(scenarios, |name| self.scenario(name))?,
                refused: generation.refused.iter().map(refusal).collect(),
            })
        })?;
        Ok(SystemEntry { name: raw.name.get_ref().clone(), path, own: None, generations })
    }
}

pub(super) fn refusal(raw: &RawRefused) -> Refusal {
    Refusal {
        kernels: raw.kernels.clone(),
        diagnosis: raw.diagnosis.clone(),
        symbol: raw.symbol.clone(),
        reason: raw.reason.clone(),
        source: raw.source.clone(),
    }
}
