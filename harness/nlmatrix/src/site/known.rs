//! What all pages are made of.

use std::ops::Deref;

use super::change::{Behaviour, behaviours};
use super::join::Joined;
use super::lookup::Lookup;

/// The runs with what is read out of them.
pub(super) struct Known<'a> {
    lookup: Lookup<'a>,
    /// Everything that is not the same on all kernels.
    pub(super) behaviours: Vec<Behaviour<'a>>,
}

impl<'a> Known<'a> {
    /// Of the runs that were joined.
    pub(super) fn of(joined: &'a Joined) -> Self {
        let lookup = Lookup::of(joined);
        Self { behaviours: behaviours(&lookup), lookup }
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

impl<'a> Deref for Known<'a> {
    type Target = Lookup<'a>;

    fn deref(&self) -> &Self::Target {
        &self.lookup
    }
}
