//! The way in which a cell looks for error paths of its module, and the guests in which it does so.

use super::perform::{prepare, wake};
use super::start::start;
use crate::console::classify;
use crate::fault::chain;
use crate::guest::GuestError;
use crate::kernel::Kernel;
use crate::matrix::{ERROR_PATHS, KernelEntry, TRAFFIC};
use crate::plan::Cell;
use crate::runner::record::blank;
use crate::runner::{Workshop, WorkshopError};
use crate::scenario::{self, LOADING, Stop, Test, Way};
use crate::verdict::doubt;

/// What is done if no scenario drives the module.
const LOADS: &str = "loading and unloading";

/// A cell, and what its guests contain.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub workshop: &'a Workshop,
    pub entry: &'a KernelEntry,
    pub kernel: &'a Kernel,
    pub cell: &'a Cell,
    /// The modules, by their paths in a guest.
    pub modules: &'a [String],
    /// How much more patience the guests' watchdogs have than on an idle host, as a factor.
    pub slowness: u32,
}

impl<'a> Ground<'a> {
    /// The first scenario that drives the module, as such a way.
    pub fn way(self) -> Way<'a> {
        let Self { workshop, cell, .. } = self;
        let system = workshop.matrix.system(&cell.id.module.system);
        let generation = cell.id.module.generation_or_empty();
        let own = system.and_then(|it| it.generations.iter().find(|it| it.name == generation));
        let drives = |name: &&String| {
            ![LOADING, ERROR_PATHS].contains(&name.as_str()) && !TRAFFIC.contains(&name.as_str())
        };
        let name = own.and_then(|own| own.scenarios.iter().find(drives));
        let run = name.and_then(|name| scenario::find(name)).and_then(|scenario| scenario.run);
        let declared = name.and_then(|name| workshop.matrix.declared(name));
        let go = move |test: &mut Test<'_>| match (declared, run) {
            (Some(declared), _) => declared.run(test),
            (None, Some(run)) => run(test),
            (None, None) => test.load().map(drop),
        };
        let apart = move |what: &mut dyn FnMut(&mut Test<'_>)| self.apart(what);
        Way {
            name: name.map_or(LOADS, String::as_str).to_owned(),
            go: Box::new(go),
            apart: Box::new(apart),
            only: workshop.error_path,
        }
    }

    /// Does `what` in a guest of its own.
    fn apart(self, what: &mut dyn FnMut(&mut Test<'_>)) -> Result<(), GuestError> {
        let none = |error: WorkshopError| GuestError::Lost(chain(&error));
        let Self { workshop, entry, kernel, cell, modules, slowness } = self;
        let mut record = blank(workshop, cell);
        let (vm, guest) = start(workshop, entry, kernel, cell, &mut record).map_err(none)?;
        let guest = workshop.tamper(&entry.id, guest).map_err(none)?;
        wake(&guest, slowness);
        let console = || vm.console();
        let mut test = Test::new(&guest, modules, &kernel.release, &console);
        test.slowness = slowness;
        if let Some(system) = workshop.matrix.system(&cell.id.module.system) {
            test.parameters.clone_from(&system.parameters);
        }
        prepare(workshop, cell, &mut test).map_err(|stop| match stop {
            Stop::Guest(error) => error,
            other => GuestError::Lost(other.to_string()),
        })?;
        what(&mut test);
        drop(test);
        let history = vm.served().history();
        let console = vm.stop().map_err(|error| GuestError::Lost(chain(&error)))?;
        match doubt(&classify(&console), None, &history, slowness) {
            Some(doubt) => Err(GuestError::Lost(doubt)),
            None => Ok(()),
        }
    }
}
