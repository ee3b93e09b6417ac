//! The folder of the cells' records, and going on with it after a run that was cut off.

use camino::{Utf8Path, Utf8PathBuf};

use super::record::path_of;
use super::run_error::RunError;
use crate::digest::{Digest, Recipe};
use crate::matrix::Matrix;
use crate::plan::Cell;
use crate::run::CellRecord;

/// Beside the records: which matrix and pins they are of.
const PLAN: &str = "plan";

/// The digest of all that decides what the cells are.
pub(super) fn fingerprint(matrix: &Matrix) -> std::io::Result<Digest> {
    let recipe = Recipe::new("plan", 1).with("matrix", fs_err::read(&matrix.path)?);
    let lock = fs_err::read(matrix.lock_path()).unwrap_or_default();
    Ok(recipe.with("lock", lock).key())
}

/// An empty folder for the cells' records: those of an earlier run are no results of this one.
pub(super) fn fresh(out: &Utf8Path, plan: &Digest) -> std::io::Result<Utf8PathBuf> {
    let folder = folder_of(out)?;
    if folder.exists() {
        fs_err::remove_dir_all(&folder)?;
    }
    fs_err::create_dir_all(&folder)?;
    fs_err::write(folder.join(PLAN), plan.as_str())?;
    Ok(folder)
}

/// The folder of an earlier run of the same matrix and pins.
pub(super) fn reopen(out: &Utf8Path, plan: &Digest) -> Result<Utf8PathBuf, RunError> {
    let folder = folder_of(out)?;
    let refuse = |why| Err(RunError::NotResumable { out: out.to_owned(), why });
    match fs_err::read_to_string(folder.join(PLAN)) {
        Err(_) => refuse("no run has left its cells there"),
        Ok(text) if text != plan.as_str() => refuse("matrix or pins have changed since"),
        Ok(_) => Ok(folder),
    }
}

/// Those of `cells` that have no result yet. A lost cell is none.
pub(super) fn rest(folder: &Utf8Path, cells: &[Cell]) -> Vec<Cell> {
    cells.iter().filter(|cell| !has_result(folder, cell)).cloned().collect()
}

fn has_result(folder: &Utf8Path, cell: &Cell) -> bool {
    let text = fs_err::read(path_of(folder, &cell.id));
    let record = text.ok().and_then(|text| serde_json::from_slice::<CellRecord>(&text).ok());
    record.is_some_and(|record| !record.outcome.is_no_result())
}

fn folder_of(out: &Utf8Path) -> std::io::Result<Utf8PathBuf> {
    Ok(camino::absolute_utf8(out)?.join("cells"))
}
