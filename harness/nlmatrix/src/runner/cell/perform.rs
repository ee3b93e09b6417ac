//! Runs a scenario in its guest, after preparing what it needs.

use std::time::SystemTime;

use crate::guest::{self, Guest};
use crate::matrix::{BOOT, KernelEntry};
use crate::plan::Cell;
use crate::runner::Workshop;
use crate::scenario::{self, Stop, Test};

/// A fork continues at the time of its template, and with watchdogs for an idle host.
pub(super) fn wake(guest: &Guest, slowness: u32) {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    guest.agent().set_clock(now.as_secs() as i64).ok();
    if slowness > 1 {
        guest::arm(guest, slowness).ok();
    }
}

/// The scenario itself, after its preparations.
pub(super) fn perform(workshop: &Workshop, cell: &Cell, test: &mut Test) -> Result<(), Stop> {
    prepare(workshop, cell, test)?;
    let name = &cell.id.scenario;
    match workshop.matrix.declared(name) {
        Some(declared) => declared.run(test),
        None => {
            let shipped = scenario::find(name).and_then(|it| it.run);
            shipped.expect("the matrix was checked, and builds are judged before")(test)
        }
    }
}

/// The preparations before a scenario.
pub(super) fn prepare(workshop: &Workshop, cell: &Cell, test: &mut Test) -> Result<(), Stop> {
    let name = &cell.id.scenario;
    // A boot is about the kernel as it is published, and its record is kept whatever the matrix says.
    if name != BOOT {
        workshop.matrix.sysctls.set(test)?;
    }
    if workshop.matrix.kernel(&cell.id.kernel).is_some_and(KernelEntry::debug)
        && !test.modules.is_empty()
    {
        test.watch_memory()?;
    }
    test.offer_modules()?;
    test.load_needed()
}
