//! `[[system]]` and `[[client]]` tables, checked.

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{ClientEntry, ClientForm, GenerationEntry, Refusal, SystemEntry};
use super::raw::{RawClient, RawRefused, RawSystem};

impl Checker<'_> {
    pub(super) fn client(&self, raw: &RawClient) -> Result<ClientEntry, MatrixError> {
        self.plain_name("client name", &raw.name)?;
        let form = match (&raw.source, &raw.package, &raw.program, &raw.krate) {
            (Some(source), None, None, None) => {
                ClientForm::Source { path: self.existing(source)?, libs: raw.libs.clone() }
            }
            (None, Some(package), Some(program), None) if raw.libs.is_empty() => {
                ClientForm::Packaged { package: package.clone(), program: program.clone() }
            }
            (None, None, None, Some(path)) if raw.libs.is_empty() => {
                ClientForm::Crate { path: self.existing(path)? }
            }
            _ => {
                let message = "a [[client]] has either `source` (and perhaps `libs`), or `package` \
                               and `program`, or `crate`";
                return Err(self.wrong(raw.name.span(), message));
            }
        };
        let everywhere = || "*".parse().expect("a range");
        Ok(ClientEntry {
            name: raw.name.get_ref().clone(),
            form,
            kernels: raw.kernels.clone().unwrap_or_else(everywhere),
            reason: raw.reason.clone(),
        })
    }

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
