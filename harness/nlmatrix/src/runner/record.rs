//! The records of cells: how they begin, and where each is kept.

use camino::{Utf8Path, Utf8PathBuf};

use super::Workshop;
use crate::plan::Cell;
use crate::run::{CellId, CellRecord};

/// The file with the record of the cell `id`.
pub fn path_of(folder: &Utf8Path, id: &CellId) -> Utf8PathBuf {
    folder.join(format!("{}.json", id.to_string().replace('/', "__")))
}

/// The record of a cell about which nothing is known yet.
pub fn blank(workshop: &Workshop, cell: &Cell) -> CellRecord {
    let rerun = workshop.rerun(&cell.id);
    CellRecord { rerun, ..cell.planned().blank() }
}

/// Writes a record to where [`super::collect`] finds it.
pub fn keep(record: &CellRecord, folder: &Utf8Path) -> std::io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let path = path_of(folder, &record.id);
    let beside = path.with_extension("new");
    fs_err::write(&beside, serde_json::to_vec(record)?)?;
    fs_err::rename(beside, path)
}
