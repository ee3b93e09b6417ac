//! A guest for a cell.

use std::time::Duration;

use crate::fault::chain;
use crate::guest::{Decoder, Guest};
use crate::kernel::Kernel;
use crate::matrix::{BOOT, KernelEntry};
use crate::plan::Cell;
use crate::run::CellRecord;
use crate::runner::workshop::templates::BOOT_DEADLINE;
use crate::runner::{Workshop, WorkshopError};
use crate::spec::SpecDecoder;
use crate::vm::{Machine, Vm};

/// A fork of the kernel's template; a cold boot for the cell that is about booting, for those that need other
/// machines than the template's, and where the fork does not work.
pub(super) fn start(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    record: &mut CellRecord,
) -> Result<(Vm, Guest), WorkshopError> {
    if workshop.looking.needs_own_guest() {
        record.boot = "cold".to_owned();
        let machine = workshop.machine_to_look_into(entry, kernel)?;
        let vm = Vm::boot_attached(&machine, workshop.looking.attached())?;
        let guest = workshop.answer(&vm, entry, kernel)?;
        return Ok(watched(workshop, vm, guest));
    }
    let processors = cell.shipped.map_or(1, |scenario| scenario.processors);
    if cell.id.scenario != BOOT && processors == 1 {
        match fork(workshop, entry, kernel) {
            Ok(started) => {
                record.boot = "fork".to_owned();
                return Ok(started);
            }
            Err(error) => record.fallback = chain(&error),
        }
    }
    record.boot = "cold".to_owned();
    boot(workshop, entry, kernel, processors)
}

/// A guest that is no cell's.
pub(in crate::runner) fn guest(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
) -> Result<(Vm, Guest), WorkshopError> {
    fork(workshop, entry, kernel).or_else(|error| {
        tracing::debug!("{} is booted, since {}", entry.id, chain(&error));
        boot(workshop, entry, kernel, 1)
    })
}

fn boot(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    processors: u32,
) -> Result<(Vm, Guest), WorkshopError> {
    let machine = workshop.machine(entry, kernel)?;
    let vm = Vm::boot(&Machine { processors, ..machine })?;
    let guest = workshop.answer(&vm, entry, kernel)?;
    Ok(watched(workshop, vm, guest))
}

fn fork(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
) -> Result<(Vm, Guest), WorkshopError> {
    /// A fork answers in some 60 ms; this much says that it does not work here.
    const PATIENCE: Duration = Duration::from_secs(20);
    const _: () = assert!(PATIENCE.as_secs() < BOOT_DEADLINE.as_secs());
    let vm = workshop.fork(entry, kernel)?;
    let guest = Guest::forked(vm.stream()?, PATIENCE);
    let guest = guest.map_err(|error| WorkshopError::NoAnswer {
        kernel: entry.id.clone(),
        console: vm.last_words(),
        source: Box::new(error),
    })?;
    Ok(watched(workshop, vm, guest))
}

fn watched(workshop: &Workshop, vm: Vm, guest: Guest) -> (Vm, Guest) {
    let guest = guest.with_console(vm.console_file()).with_served(vm.served());
    let decoder = SpecDecoder::new(&workshop.matrix.specs);
    (vm, guest.with_decoder(Decoder::new(move |protocol, bytes| decoder.decode(protocol, bytes))))
}
