//! The records of cells: before anything is known, and where each lies.

use camino::{Utf8Path, Utf8PathBuf};

use super::Workshop;
use crate::plan::Cell;
use crate::run::{CellId, CellRecord};

/// Where the record of the cell `id` lies.
pub fn path_of(folder: &Utf8Path, id: &CellId) -> Utf8PathBuf {
    folder.join(format!("{}.json", id.to_string().replace('/', "__")))
}

/// The record of a cell of which nothing is known yet.
pub fn blank(workshop: &Workshop, cell: &Cell) -> CellRecord {
    let rerun = workshop.rerun(&cell.id);
    CellRecord { rerun, ..cell.planned().blank() }
}

/// Keeps a record where [`super::collect`] finds it.
pub fn keep(record: &CellRecord, folder: &Utf8Path) -> std::io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let path = path_of(folder, &record.id);
    let beside = path.with_extension("new");
    fs_err::write(&beside, serde_json::to_vec(record)?)?;
    fs_err::rename(beside, path)
}
