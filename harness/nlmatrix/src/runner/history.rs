//! Summaries of earlier runs, one JSON file each, named after the run's start.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::run::{CellId, PastRun, Run};

/// How many runs a report shows.
const SHOWN: usize = 8;
/// How many are kept.
const KEPT: usize = 50;

/// Adds to `run` what `folder` has about its cells and kernels.
pub fn recall(run: &mut Run, folder: &Utf8Path) -> io::Result<()> {
    let paths = files(folder)?;
    let mut history: Vec<PastRun> = Vec::new();
    for path in &paths[paths.len().saturating_sub(SHOWN)..] {
        match serde_json::from_slice(&fs_err::read(path)?) {
            Ok(past) => history.push(past),
            Err(error) => tracing::warn!("{path} is not the summary of a run, remove it: {error}"),
        }
    }
    let cells: BTreeSet<&CellId> = run.cells.iter().map(|cell| &cell.id).collect();
    let kernels: BTreeSet<&str> = run.kernels.iter().map(|kernel| kernel.id.as_str()).collect();
    for past in &mut history {
        past.retain(&cells, &kernels);
    }
    history.retain(|past| !past.cells.is_empty() && past.started != run.host.started);
    run.history = history;
    Ok(())
}

/// Adds a summary of `run` to `folder`, and removes the oldest beyond the last fifty.
pub fn keep(run: &Run, folder: &Utf8Path) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let name = run.host.started.replace(':', "-");
    let path = folder.join(format!("{name}.json"));
    let beside = path.with_extension("new");
    fs_err::write(&beside, serde_json::to_vec(&PastRun::of(run))?)?;
    fs_err::rename(&beside, &path)?;
    let paths = files(folder)?;
    paths[..paths.len().saturating_sub(KEPT)].iter().try_for_each(fs_err::remove_file)
}

/// The summaries, the oldest first: their names begin with the date.
fn files(folder: &Utf8Path) -> io::Result<Vec<Utf8PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let paths: Result<Vec<_>, _> =
        folder.read_dir_utf8()?.map(|entry| entry.map(|it| it.into_path())).collect();
    let mut paths = paths?;
    paths.retain(|path| path.extension() == Some("json"));
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{
        CellId, CellRecord, Host, KernelRecord, ModuleId, Outcome, PlannedCell, SCHEMA,
    };

    fn cell(scenario: &str) -> CellRecord {
        let id = CellId::new("k", ModuleId::new("s", "g"), scenario);
        PlannedCell { id, expected: Outcome::Pass }.blank()
    }

    fn run(started: &str, scenarios: &[&str]) -> Run {
        Run {
            schema: SCHEMA,
            host: Host { started: started.to_owned(), ..Host::default() },
            kernels: vec![KernelRecord { id: "k".to_owned(), ..KernelRecord::default() }],
            cells: scenarios.iter().map(|scenario| cell(scenario)).collect(),
            ..Run::default()
        }
    }

    #[test]
    fn the_last_runs_come_back_with_the_cells_that_are_planned() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        for day in 10..30 {
            let started = format!("2026-01-{day}T03:04:05Z");
            keep(&run(&started, &["here", "gone"]), folder).unwrap();
        }
        let mut new = run("2026-02-01T03:04:05Z", &["here"]);
        recall(&mut new, folder).unwrap();
        assert_eq!(new.history.len(), SHOWN);
        assert_eq!(new.history[SHOWN - 1].started, "2026-01-29T03:04:05Z");
        let ids: Vec<_> = new.history[0].cells.keys().map(CellId::to_string).collect();
        assert_eq!(ids, ["k/s.g/here"]);
    }

    #[test]
    fn only_so_many_are_kept_and_no_folder_is_no_history() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        for second in 0..KEPT + 5 {
            let started = format!("2026-01-01T00:{:02}:{:02}Z", second / 60, second % 60);
            keep(&run(&started, &["here"]), folder).unwrap();
        }
        let names = files(folder).unwrap();
        assert_eq!(names.len(), KEPT);
        assert_eq!(names[0].file_name(), Some("2026-01-01T00-00-05Z.json"));
        let mut new = run("2026-02-01T03:04:05Z", &["here"]);
        recall(&mut new, &folder.join("nowhere")).unwrap();
        assert!(new.history.is_empty());
    }

    #[test]
    fn a_broken_summary_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("2026-01-01.json"), "{").unwrap();
        keep(&run("2026-01-02T00:00:00Z", &["here"]), folder).unwrap();
        let mut new = run("2026-02-01T03:04:05Z", &["here"]);
        recall(&mut new, folder).unwrap();
        assert_eq!(new.history.len(), 1);
    }
}
