//! Cells that need no machine, and so no process of their own.

use std::time::Instant;

use super::blank;
use super::conclude::of_lack;
use crate::plan::{BOOT, BUILD, Cell, KERNEL_SYSTEM};
use crate::run::{CellRecord, Outcome};
use crate::runner::Workshop;
use crate::runner::sources::Without;
use crate::verdict::of_build;

/// The record of a cell that is about nothing but a build, or whose kernel cannot be had; `None` when
/// it takes a machine, or when something went wrong that the cell itself can tell better.
pub fn settled(workshop: &Workshop, cell: &Cell) -> Option<CellRecord> {
    if let Some(without) = workshop.without(&cell.id.kernel) {
        return Some(of_without(cell, &without));
    }
    let started = Instant::now();
    let mut record = CellRecord { tries: 1, ..blank(cell) };
    if cell.expected == Outcome::Unavailable {
        record.outcome = Outcome::Unavailable;
    } else {
        of_module(workshop, cell, &mut record)?;
    }
    record.duration_ms = started.elapsed().as_millis() as u64;
    record.settle(&cell.reason);
    Some(record)
}

/// A build, and every cell of a module that does not build: no machine is started for it.
fn of_module(workshop: &Workshop, cell: &Cell, record: &mut CellRecord) -> Option<()> {
    if cell.id.scenario == BOOT || cell.id.system == KERNEL_SYSTEM {
        return None;
    }
    let kernel = workshop.kernel(workshop.matrix.kernel(&cell.id.kernel)?).ok()?;
    let module = workshop.module(&kernel, &cell.id.system, &cell.id.generation).ok()?;
    if cell.id.scenario != BUILD && module.record.built {
        return None;
    }
    of_build(cell, module.record.diagnosis.as_ref(), record);
    Some(())
}

/// The record of a cell whose kernel cannot be had.
fn of_without(cell: &Cell, without: &Without) -> CellRecord {
    let outcome = of_lack(without.lack, cell);
    CellRecord {
        outcome,
        as_expected: outcome == Outcome::Unavailable,
        reason: without.reason.clone(),
        tries: 1,
        ..blank(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::CellId;
    use crate::runner::sources::Lack;
    use rstest::rstest;

    #[rstest]
    #[case(BOOT, Lack::Unavailable, Outcome::Unavailable)]
    #[case(BOOT, Lack::BuildFailed, Outcome::BuildFail)]
    #[case(BOOT, Lack::BadSource, Outcome::BuildFail)]
    #[case(BUILD, Lack::BuildFailed, Outcome::Unavailable)]
    fn a_kernel_that_does_not_build_is_said_once(
        #[case] scenario: &str,
        #[case] lack: Lack,
        #[case] outcome: Outcome,
    ) {
        let id = CellId {
            kernel: "3.2".to_owned(),
            system: "s".to_owned(),
            generation: "g".to_owned(),
            scenario: scenario.to_owned(),
        };
        let (expected, reason, refusals) = (Outcome::Pass, String::new(), Vec::new());
        let cell =
            Cell { id, expected, reason, refusals, predictions: Vec::new(), thorough: false };
        let without = Without { lack, reason: "why".to_owned() };
        let record = of_without(&cell, &without);
        assert_eq!((record.outcome, record.reason.as_str()), (outcome, "why"));
        assert_eq!(record.as_expected, outcome == Outcome::Unavailable);
    }
}
