//! Reuses cold boots that were recorded before.
//!
//! The `boot` cell of a kernel boots it cold. If nothing has changed that goes into the machine, its record is taken
//! from the store, so a run in which nothing changed boots nothing. The record is judged again by the current
//! expectations, and `run.json` says `stored`.

use super::Workshop;
use super::WorkshopError;
use crate::digest::{Digest, Recipe};
use crate::kernel::Kernel;
use crate::matrix::KernelEntry;
use crate::run::{CellRecord, Outcome};

/// What [`CellRecord::boot`] says for a record from the store.
pub const STORED: &str = "stored";

const KIND: &str = "boots";
const FILE: &str = "record.json";

/// The stored cold boot of exactly this machine, if there is one.
pub fn find(workshop: &Workshop, entry: &KernelEntry, kernel: &Kernel) -> Option<CellRecord> {
    let key = key(workshop, entry, kernel).ok()?;
    let folder = workshop.store.find(KIND, &key)?;
    // A record in the format of another version is as good as none.
    let text = fs_err::read(folder.join(FILE)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Stores the record of a cold boot that passed; it replaces an earlier one.
pub fn keep(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    record: &CellRecord,
) -> Result<(), WorkshopError> {
    if record.outcome != Outcome::Pass || !record.splats.is_empty() {
        return Ok(());
    }
    let key = key(workshop, entry, kernel)?;
    workshop.store.discard::<WorkshopError>(KIND, &key)?;
    workshop.store.get_or_make(KIND, &key, |scratch| {
        let json = serde_json::to_vec(record).map_err(std::io::Error::other)?;
        Ok::<(), WorkshopError>(fs_err::write(scratch.join(FILE), json)?)
    })?;
    Ok(())
}

/// Everything that goes into the boot, which is what goes into the template. Raise the revision when the scenario
/// `boot` checks more.
fn key(workshop: &Workshop, entry: &KernelEntry, kernel: &Kernel) -> Result<Digest, WorkshopError> {
    let template = workshop.template_key(entry, kernel)?;
    Ok(Recipe::new(KIND, 1).with("template", template.as_str()).key())
}
