//! Cells that need no machine, and so no process of their own.

use std::time::Instant;

use super::did_not_run::{could_not_be_had, could_not_run, planned_away};
use crate::matrix::{BOOT, BUILD, KERNEL_SYSTEM};
use crate::plan::Cell;
use crate::run::{CellRecord, Outcome};
use crate::runner::record::blank;
use crate::runner::without::Without;
use crate::runner::{Workshop, WorkshopError};
use crate::verdict::of_build;

/// The record of a cell that is about a build alone, or whose kernel is not available; `None` if it needs a machine,
/// or if something went wrong that the cell itself can describe better.
pub fn without_vm(workshop: &Workshop, cell: &Cell) -> Option<CellRecord> {
    let started = Instant::now();
    let mut record = CellRecord { tries: 1, ..blank(workshop, cell) };
    if cell.expected == Outcome::Unavailable {
        planned_away(workshop, cell, &mut record);
    } else if let Some(without) = workshop.without(&cell.id.kernel) {
        return Some(of_without(workshop.rerun(&cell.id), cell, &without));
    } else if let Err(error) = lacks_modules(workshop, cell) {
        could_not_run(&error, cell, &mut record);
    } else if of_module(workshop, cell, &mut record).is_none() {
        could_not_run(&lacks_client(workshop, cell)?, cell, &mut record);
    }
    record.duration_ms = started.elapsed().as_millis() as u64;
    record.settle(&cell.reason);
    Some(record)
}

fn lacks_modules(workshop: &Workshop, cell: &Cell) -> Result<(), WorkshopError> {
    let Some(entry) = workshop.matrix.kernel(&cell.id.kernel) else { return Ok(()) };
    workshop.lacks_modules(entry, &cell.id.scenario)
}

/// The failure to make a client that the cell runs, if there is one.
fn lacks_client(workshop: &Workshop, cell: &Cell) -> Option<WorkshopError> {
    let entry = workshop.matrix.kernel(&cell.id.kernel)?;
    workshop.lacks_known(entry, cell).err()
}

/// A build, and every cell of a module that does not build: no machine is started for these.
fn of_module(workshop: &Workshop, cell: &Cell, record: &mut CellRecord) -> Option<()> {
    if cell.id.scenario == BOOT || cell.id.module.system == KERNEL_SYSTEM {
        return None;
    }
    let kernel = workshop.kernel(workshop.matrix.kernel(&cell.id.kernel)?).ok()?;
    let module = workshop.module(&kernel, &cell.id.module).ok()?;
    if cell.id.scenario != BUILD && module.record.built {
        return None;
    }
    of_build(cell, module.record.diagnosis.as_ref(), record);
    Some(())
}

/// The record of a cell whose kernel is not available.
fn of_without(rerun: String, cell: &Cell, without: &Without) -> CellRecord {
    let planned = cell.planned();
    let mut record = CellRecord { rerun, ..planned.blank() };
    could_not_be_had(without, cell, &mut record);
    record.settle(&cell.reason);
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{CellId, ModuleId, Status};
    use crate::runner::without::Lack;
    use rstest::rstest;

    #[rstest]
    #[case(BOOT, Lack::NoSource, Outcome::Unavailable)]
    #[case(BOOT, Lack::Unpublished, Outcome::Unavailable)]
    #[case(BOOT, Lack::BuildFailed, Outcome::BuildFail)]
    #[case(BOOT, Lack::BadSource, Outcome::BuildFail)]
    #[case(BUILD, Lack::BuildFailed, Outcome::Unavailable)]
    #[case::our_own_failure(BUILD, Lack::Failed, Outcome::Lost)]
    fn a_kernel_that_does_not_build_is_said_once(
        #[case] scenario: &str,
        #[case] lack: Lack,
        #[case] outcome: Outcome,
    ) {
        let cell = Cell::passing(CellId::new("3.2", ModuleId::new("s", "g"), scenario));
        let without = Without { lack, reason: "why".to_owned() };
        let record = of_without(String::new(), &cell, &without);
        assert_eq!((record.outcome, record.reason.as_str()), (outcome, "why"));
        let ran = outcome == Outcome::BuildFail;
        assert_eq!(record.not_run.is_none(), ran);
        assert_eq!(record.status() == Status::NotAsExpected, ran);
    }
}
