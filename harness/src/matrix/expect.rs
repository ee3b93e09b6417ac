//! `[[expect]]` tables, checked.

use super::MatrixError;
use super::check::Checker;
use super::model::{Expectation, Predicts, SystemEntry};
use super::raw::RawExpect;

impl Checker<'_> {
    pub(super) fn expectation(
        &self,
        raw: &RawExpect,
        systems: &[SystemEntry],
    ) -> Result<Expectation, MatrixError> {
        if let Some(name) = &raw.system {
            self.known("system", name, systems.iter().map(|system| system.name.as_str()))?;
        }
        let name = |name: &serde_spanned::Spanned<String>| name.get_ref().clone();
        let system = raw.system.as_ref().map(name);
        if let Some(generation) = &raw.generation {
            let meant = |it: &&SystemEntry| system.as_ref().is_none_or(|name| it.name == *name);
            let generations = systems.iter().filter(meant).flat_map(|system| &system.generations);
            let what = match &system {
                Some(system) => format!("generation of {system}"),
                None => "generation".to_owned(),
            };
            self.known(&what, generation, generations.map(|it| it.name.as_str()))?;
        }
        Ok(Expectation {
            system,
            generation: raw.generation.as_ref().map(name),
            scenario: self.scenario(&raw.scenario)?,
            kernels: raw.kernels.clone(),
            predicts: self.predicts(raw)?,
            reason: raw.reason.clone(),
            source: raw.source.clone(),
            line: self.source.place(raw.scenario.span().start).0,
        })
    }

    fn predicts(&self, raw: &RawExpect) -> Result<Predicts, MatrixError> {
        match (&raw.check, &raw.observed, &raw.outcome) {
            (Some(check), Some(observed), None) => Ok(Predicts::Check {
                check: check.get_ref().clone(),
                observed: observed.get_ref().clone(),
            }),
            (None, None, Some(outcome)) => Ok(Predicts::Ending(*outcome.get_ref())),
            (None, None, None) => {
                let message = "this [[expect]] does not say what: give `check` and `observed`, or \
                               `outcome`";
                Err(self.wrong(raw.scenario.span(), message))
            }
            (_, _, Some(outcome)) => {
                let message = "`outcome` is about a whole cell, `check` and `observed` about one \
                               check: make two [[expect]] of it, or leave one out";
                Err(self.wrong(outcome.span(), message))
            }
            (Some(check), None, None) => {
                let message = "`check` needs `observed`, what that check sees on these kernels";
                Err(self.wrong(check.span(), message))
            }
            (None, Some(observed), None) => {
                let message = "`observed` needs `check`, the name of the check that sees it";
                Err(self.wrong(observed.span(), message))
            }
        }
    }
}
