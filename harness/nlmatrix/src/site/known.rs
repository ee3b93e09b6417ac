//! What all pages are made from.

use std::collections::HashMap;
use std::ops::Deref;

use super::change::{Behaviour, behaviours};
use super::join::Joined;
use super::lookup::Lookup;
use crate::facts::{Need, shipped};
use crate::report::{Refusal, refusals_of};
use crate::run::ModuleId;

/// The runs, with what was derived from them.
pub(super) struct Known<'a> {
    lookup: Lookup<'a>,
    /// Everything that differs between kernels.
    pub(super) behaviours: Vec<Behaviour<'a>>,
    /// Which kernels refuse which generation, why, and what to do.
    pub(super) refusals: Vec<Refusal<'a>>,
    needs: HashMap<&'a ModuleId, Vec<Need>>,
}

impl<'a> Known<'a> {
    /// From the runs that were joined.
    pub(super) fn of(joined: &'a Joined) -> Self {
        let lookup = Lookup::of(joined);
        let refusals = refusals_of(lookup.run, &lookup.grid);
        let needs = needs(&lookup);
        Self { behaviours: behaviours(&lookup), refusals, needs, lookup }
    }

    /// What a generation needs from a kernel, according to the runs.
    pub(super) fn needs(&self, module: &ModuleId) -> &[Need] {
        self.needs.get(module).map_or(&[], Vec::as_slice)
    }

    /// The behaviours of a scenario.
    pub(super) fn of_scenario<'s>(
        &'s self,
        system: &'s str,
        scenario: &'s str,
    ) -> impl Iterator<Item = &'s Behaviour<'a>> {
        self.behaviours.iter().filter(move |it| it.system == system && it.scenario == scenario)
    }
}

/// The needs of each generation; needs that this program no longer knows are left out.
fn needs<'a>(lookup: &Lookup<'a>) -> HashMap<&'a ModuleId, Vec<Need>> {
    let of = |module: &'a ModuleId| {
        let said = lookup.run.needs.get(&module.to_string())?;
        let needs = said.iter().filter_map(|it| Need::parse(it, shipped()).ok());
        Some((module, needs.collect()))
    };
    lookup.grid.generations().filter_map(|it| of(it.module)).collect()
}

impl<'a> Deref for Known<'a> {
    type Target = Lookup<'a>;

    fn deref(&self) -> &Self::Target {
        &self.lookup
    }
}
