//! The record of a cell that could not run.

use crate::fault::chain;
use crate::matrix::{BOOT, KERNEL_SYSTEM, KernelEntry};
use crate::plan::Cell;
use crate::run::{CellRecord, NotRun, Outcome};
use crate::runner::without::{Lack, Without};
use crate::runner::{Workshop, WorkshopError};
use crate::verdict::of_client;

/// If the kernel is not available, its cells are `unavailable`; anything else is a failure of nlmatrix or the host.
pub(super) fn could_not_run(error: &WorkshopError, cell: &Cell, record: &mut CellRecord) {
    if let WorkshopError::NoModules { .. } = error {
        (record.outcome, record.not_run) = (Outcome::Unavailable, Some(NotRun::NoModules));
        record.reason = chain(error);
        return;
    }
    if let WorkshopError::NoClient(lacking) = error {
        return of_client(lacking, record);
    }
    match Without::of(error) {
        Some(without) => could_not_be_had(&without, cell, record),
        None => (record.outcome, record.reason) = (Outcome::Lost, chain(error)),
    }
}

/// What is known about the kernel applies to its cells.
pub(super) fn could_not_be_had(without: &Without, cell: &Cell, record: &mut CellRecord) {
    record.outcome = of_lack(without.lack, cell);
    record.not_run = (!record.outcome.is_result()).then(|| without.lack.not_run());
    record.reason.clone_from(&without.reason);
}

/// According to the plan, no run can have the cell.
pub(super) fn planned_away(workshop: &Workshop, cell: &Cell, record: &mut CellRecord) {
    let kernel = workshop.matrix.kernel(&cell.id.kernel);
    let headless =
        cell.id.module.system != KERNEL_SYSTEM && kernel.is_some_and(KernelEntry::boot_only);
    record.outcome = Outcome::Unavailable;
    let system = workshop.matrix.system(&cell.id.module.system);
    let is_of_another = kernel.zip(system).is_some_and(|(k, it)| it.why_not_on(k.arch).is_some());
    record.not_run = Some(match (is_of_another, headless) {
        (true, _) => NotRun::OtherArch,
        (_, true) => NotRun::NoHeaders,
        _ => NotRun::NoClient,
    });
    record.reason.clone_from(&cell.reason);
}

/// A kernel whose source is there but cannot be used is an error, reported once: its boot cell is `build-fail`, which
/// nothing expects. Its other cells are `unavailable`.
fn of_lack(lack: Lack, cell: &Cell) -> Outcome {
    match lack {
        Lack::BadSource | Lack::BuildFailed if cell.id.scenario == BOOT => Outcome::BuildFail,
        Lack::Failed => Outcome::Lost,
        _ => Outcome::Unavailable,
    }
}
