//! Writes every format of the report into a folder.

use camino::Utf8Path;

use crate::report::{self, ReportError};
use crate::run::Run;

/// The folder with the cells' records and pages, within that of a report.
pub(super) const CELLS: &str = "cells";

/// A report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It could not be made.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// It could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Writes every format of the report into `out`.
pub fn write(run: &Run, out: &Utf8Path) -> Result<(), PublishError> {
    fs_err::create_dir_all(out)?;
    let json = |value: &serde_json::Value| serde_json::to_vec_pretty(value);
    let whole = serde_json::to_vec_pretty(run).map_err(std::io::Error::other)?;
    fs_err::write(out.join("run.json"), whole)?;
    fs_err::write(out.join("index.html"), report::html(run)?)?;
    fs_err::write(out.join("junit.xml"), report::junit(run)?)?;
    fs_err::write(out.join("summary.md"), report::markdown(run))?;
    fs_err::write(out.join("badge.svg"), report::badge(run))?;
    let kcidb = json(&report::kcidb(run)).map_err(std::io::Error::other)?;
    fs_err::write(out.join("kcidb.json"), kcidb)?;
    let sarif = json(&report::sarif(run)).map_err(std::io::Error::other)?;
    fs_err::write(out.join("sarif.json"), sarif)?;
    let cells = out.join(CELLS);
    fs_err::create_dir_all(&cells)?;
    remove_pages(&cells)?;
    report::cell_pages(run, |name, page| Ok(fs_err::write(cells.join(name), page)?))
}

/// Pages that an earlier run left do not belong to this one.
fn remove_pages(cells: &Utf8Path) -> std::io::Result<()> {
    for entry in cells.read_dir_utf8()? {
        let path = entry?.into_path();
        if path.extension() == Some("html") {
            fs_err::remove_file(path)?;
        }
    }
    Ok(())
}
