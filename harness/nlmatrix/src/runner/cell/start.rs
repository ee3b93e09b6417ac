//! A guest for a cell.

use std::time::Duration;

use crate::fault::chain;
use crate::guest::{Decoder, Guest};
use crate::image::Bundle;
use crate::kernel::Kernel;
use crate::matrix::{BOOT, KernelEntry};
use crate::plan::Cell;
use crate::run::CellRecord;
use crate::runner::stage::Stage;
use crate::runner::workshop::templates::{BOOT_DEADLINE, no_answer};
use crate::runner::{Workshop, WorkshopError};
use crate::spec::SpecDecoder;
use crate::vm::{Machine, Vm, WINDOW, has_window};

/// A fork of the kernel's template; a cold boot for the cell that is about booting, for cells that need a different
/// machine, and if the fork does not work.
pub(super) fn start(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    record: &mut CellRecord,
) -> Result<(Vm, Guest), WorkshopError> {
    if workshop.looking.needs_own_guest() {
        record.boot = "cold".to_owned();
        let bundle = workshop.bundle_to_look_into(entry, kernel)?;
        let machine = workshop.machine_to_look_into(entry, kernel)?;
        let machine = Machine { behind_window: Some(bundle.file.clone()), ..machine };
        let vm = Vm::boot_attached(&machine, workshop.looking.attached())?;
        let guest = workshop.answer(&vm, entry, kernel)?;
        let guest = furnished(&vm, entry, watched(workshop, &vm, guest), bundle)?;
        // A person may look for anything.
        guest.bring_all().map_err(|source| no_answer(&vm, &entry.id, source))?;
        return Ok((vm, guest));
    }
    let processors = cell.shipped.map_or(1, |scenario| scenario.processors);
    let stage = Stage::of(cell, &workshop.matrix);
    if cell.id.scenario != BOOT && processors == 1 {
        match fork(workshop, entry, kernel, stage) {
            Ok(started) => {
                record.boot = "fork".to_owned();
                return Ok(started);
            }
            Err(error) => record.fallback = chain(&error),
        }
    }
    record.boot = "cold".to_owned();
    if cell.id.scenario == BOOT {
        // It is about the kernel as it is published, and its record is kept whatever the matrix tests.
        let vm = Vm::boot(&workshop.machine(entry, kernel)?)?;
        let guest = workshop.answer(&vm, entry, kernel)?;
        let guest = watched(workshop, &vm, guest);
        return Ok((vm, guest));
    }
    boot(workshop, entry, kernel, (processors, stage))
}

/// A guest that does not belong to a cell.
pub(in crate::runner) fn guest(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
) -> Result<(Vm, Guest), WorkshopError> {
    fork(workshop, entry, kernel, Stage::Modules).or_else(|error| {
        tracing::debug!("{} is booted, since {}", entry.id, chain(&error));
        boot(workshop, entry, kernel, (1, Stage::Modules))
    })
}

fn boot(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    (processors, stage): (u32, Stage),
) -> Result<(Vm, Guest), WorkshopError> {
    let bundle = workshop.bundle(entry, kernel, stage)?;
    let (machine, file) = (workshop.machine(entry, kernel)?, bundle.file.clone());
    let vm = Vm::boot(&Machine { processors, behind_window: Some(file), ..machine })?;
    let guest = workshop.answer(&vm, entry, kernel)?;
    let guest = furnished(&vm, entry, watched(workshop, &vm, guest), bundle)?;
    Ok((vm, guest))
}

fn fork(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    stage: Stage,
) -> Result<(Vm, Guest), WorkshopError> {
    /// A fork answers after about 60 ms; if it has not after this time, forks do not work here.
    const PATIENCE: Duration = Duration::from_secs(20);
    const _: () = assert!(PATIENCE.as_secs() < BOOT_DEADLINE.as_secs());
    let vm = workshop.fork(entry, kernel, stage)?;
    let guest = Guest::forked(vm.stream()?, vm.served(), PATIENCE);
    let guest = guest.map_err(|source| no_answer(&vm, &entry.id, source))?;
    let bundle = workshop.bundle(entry, kernel, stage)?;
    let guest = furnished(&vm, entry, watched(workshop, &vm, guest), bundle)?;
    Ok((vm, guest))
}

fn watched(workshop: &Workshop, vm: &Vm, guest: Guest) -> Guest {
    let guest = guest.with_console(vm.console_file());
    let decoder = SpecDecoder::new(&workshop.matrix.specs);
    guest.with_decoder(Decoder::new(move |protocol, bytes| decoder.decode(protocol, bytes)))
}

/// The guest with everything that is to be tested, which is transferred when it is needed.
fn furnished(
    vm: &Vm,
    entry: &KernelEntry,
    guest: Guest,
    bundle: Bundle,
) -> Result<Guest, WorkshopError> {
    let window = has_window(entry.arch).then_some(WINDOW);
    guest.with_bundle(bundle, window).map_err(|source| no_answer(vm, &entry.id, source))
}
