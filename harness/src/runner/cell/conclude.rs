//! A cell that could not run: what that comes to.

use crate::plan::{BOOT, Cell};
use crate::run::Outcome;
use crate::runner::WorkshopError;
use crate::runner::sources::{Lack, Without};

/// A kernel that cannot be had makes its cells `unavailable`; anything else is our own failure.
pub(super) fn of_workshop_error(error: &WorkshopError, cell: &Cell) -> Outcome {
    Without::of(error).map_or(Outcome::Lost, |without| of_lack(without.lack, cell))
}

/// A kernel whose source is here and cannot be used is an error, said once: its boot cell is
/// `build-fail`, which nothing expects. Its other cells are `unavailable`.
pub(super) fn of_lack(lack: Lack, cell: &Cell) -> Outcome {
    match lack {
        Lack::BadSource | Lack::BuildFailed if cell.id.scenario == BOOT => Outcome::BuildFail,
        _ => Outcome::Unavailable,
    }
}
