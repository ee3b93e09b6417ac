//! The folder of the cells' records, and resuming a run that was cut off.

use camino::{Utf8Path, Utf8PathBuf};

use super::record::path_of;
use super::run_error::RunError;
use crate::digest::{Digest, Recipe};
use crate::matrix::Matrix;
use crate::plan::Cell;
use crate::run::CellRecord;

/// Beside the records: the matrix and the pins that they belong to.
const PLAN: &str = "plan";

/// The digest of everything that decides which cells there are and how they should end.
pub(super) fn fingerprint(matrix: &Matrix) -> Digest {
    let files = matrix.files().into_iter();
    // A file that does not exist decides nothing.
    let there = files.filter_map(|file| fs_err::read(&file).ok().map(|bytes| (file, bytes)));
    let all =
        there.fold(Recipe::new("plan", 2), |all, (file, bytes)| all.with(file.as_str(), bytes));
    all.key()
}

/// Are the files of `matrix` still those with which the run in `folder` began?
pub(super) fn is_of(folder: &Utf8Path, matrix: &Matrix) -> bool {
    let began = fs_err::read_to_string(folder.join(PLAN));
    began.is_ok_and(|plan| plan == fingerprint(matrix).as_str())
}

/// An empty folder for the cells' records: records of an earlier run are not results of this one.
pub(super) fn fresh(out: &Utf8Path, plan: &Digest) -> std::io::Result<Utf8PathBuf> {
    let folder = folder_of(out)?;
    if folder.exists() {
        fs_err::remove_dir_all(&folder)?;
    }
    fs_err::create_dir_all(&folder)?;
    fs_err::write(folder.join(PLAN), plan.as_str())?;
    Ok(folder)
}

/// Rejects a folder in which a run would overwrite or remove files that no run has made.
pub(super) fn check(out: &Utf8Path) -> Result<(), RunError> {
    let cells = folder_of(out)?;
    if cells.join(PLAN).is_file() || out.join("run.json").is_file() {
        return Ok(());
    }
    let is_full = |folder: &Utf8Path| folder.read_dir().is_ok_and(|mut it| it.next().is_some());
    let pages = ["index.html", "summary.md", "badge.svg"].map(|name| out.join(name));
    let foreign = pages.into_iter().find(|file| file.exists());
    match foreign.or_else(|| Some(cells).filter(|cells| is_full(cells))) {
        Some(file) => Err(RunError::NotOurs { out: out.to_owned(), file }),
        None => Ok(()),
    }
}

/// The folder of an earlier run of the same matrix with the same pins.
pub(super) fn reopen(out: &Utf8Path, plan: &Digest) -> Result<Utf8PathBuf, RunError> {
    let folder = folder_of(out)?;
    let refuse = |why| Err(RunError::NotResumable { out: out.to_owned(), why });
    match fs_err::read_to_string(folder.join(PLAN)) {
        Err(_) => refuse("no run has left cells there"),
        Ok(text) if text != plan.as_str() => refuse("the matrix or its pins have changed since"),
        Ok(_) => Ok(folder),
    }
}

/// Those of `cells` that have no result yet. Being lost is not a result.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{matrix, scenario};

    #[test]
    fn what_no_run_has_made_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = Utf8Path::from_path(folder.path()).unwrap();
        check(out).unwrap();
        fs_err::create_dir(out.join("cells")).unwrap();
        check(out).unwrap();
        fs_err::write(out.join("cells/notes.txt"), "mine").unwrap();
        let error = check(out).unwrap_err();
        assert!(error.to_string().contains("cells; name another folder with --out"), "{error}");
        fs_err::write(out.join("run.json"), "{}").unwrap();
        check(out).unwrap();
    }

    #[test]
    fn a_row_that_is_changed_meanwhile_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let here = Utf8Path::from_path(folder.path()).unwrap();
        let row = here.join("expect/portid.toml");
        fs_err::create_dir(row.parent().unwrap()).unwrap();
        let expect = |why: &str| {
            let row_of = format!(
                "[[expect]]\nkernels = '*'\nreason = '{why}'\nsource = '3.3'\nabsent = ['a']\n"
            );
            fs_err::write(&row, row_of).unwrap();
        };
        expect("it was so");
        let matrix = "schema = 1\nkernel-scenarios = ['portid']\nexpectations = 'expect'\n\
                      [sources]\naddress = '{version}.tar'\nversions = ['3.2']\n";
        fs_err::write(here.join("matrix.toml"), matrix).unwrap();
        let matrix = matrix::load(&here.join("matrix.toml"), scenario::shipped()).unwrap();
        let cells = fresh(&here.join("out"), &fingerprint(&matrix)).unwrap();
        assert!(is_of(&cells, &matrix));
        expect("it is so no more");
        assert!(!is_of(&cells, &matrix));
    }

    #[test]
    fn a_page_of_somebodys_stays_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let out = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(out.join("summary.md"), "mine").unwrap();
        assert!(matches!(check(out), Err(RunError::NotOurs { .. })));
        fresh(out, &Digest::of(b"plan")).unwrap();
        check(out).unwrap();
    }
}
