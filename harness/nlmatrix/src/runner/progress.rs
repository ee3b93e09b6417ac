//! What the user sees while cells run: a bar on a terminal, plain lines elsewhere, and each cell that is not as
//! expected as soon as that is known.
//!
//! Cells leave their records in a folder as they end, and that folder is what is watched: nextest's own output goes
//! to a file.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde::Deserialize;

use crate::process::{Job, ProcessError};
use crate::run::{CellId, NotRun, Outcome, Status, Tally};
use crate::signals;

/// How often the folder is looked at.
const PERIOD: Duration = Duration::from_millis(200);
/// How often a plain line is printed, if there is no terminal.
const PLAIN_PERIOD: Duration = Duration::from_secs(10);

/// The fields of a record that progress needs.
#[derive(Deserialize)]
struct Ended {
    id: CellId,
    outcome: Outcome,
    expected: Outcome,
    as_expected: bool,
    #[serde(default)]
    not_run: Option<NotRun>,
    #[serde(default)]
    lacks: String,
    reason: String,
    rerun: String,
}

impl Ended {
    /// What is reported: a failed build counts once for all cells that depend on it, and so does a failed client.
    fn what(&self) -> (String, String) {
        let CellId { kernel, module, .. } = &self.id;
        let about = match self.outcome {
            Outcome::BuildFail if self.lacks.is_empty() => format!("{kernel}/{module}"),
            Outcome::BuildFail => self.lacks.clone(),
            _ => self.id.to_string(),
        };
        (about, self.reason.clone())
    }

    /// Is it worth reporting? What was not even tried was reported, once for all cells, when that was found.
    fn is_news(&self) -> bool {
        !self.as_expected && self.not_run.is_none()
    }

    fn status(&self) -> Status {
        Status::of(self.outcome, self.as_expected)
    }
}

/// Counts the records in a folder.
struct Watch<'a> {
    folder: &'a Utf8Path,
    total: usize,
    seen: HashSet<Utf8PathBuf>,
    tally: Tally,
    /// When the first cell had ended; how long nextest takes to start says nothing about the pace.
    began: Option<(Instant, usize)>,
}

/// What has been reported: cells of kernels that are ready later leave their records in the same folder.
#[derive(Debug, Default)]
pub struct Told(RefCell<HashSet<(String, String)>>);

impl Told {
    /// Records it as reported; false if it was already.
    fn add(&self, what: (String, String)) -> bool {
        self.0.borrow_mut().insert(what)
    }
}

/// What is watched.
pub struct Seen<'a> {
    /// Where the output of their job goes.
    pub log: &'a Utf8Path,
    /// Where they leave their records.
    pub folder: &'a Utf8Path,
    /// How many records there will be when all cells have ended, including those of other batches.
    pub total: usize,
    /// What has been reported about the ones that are there.
    pub told: &'a Told,
}

/// Runs `job`, and shows on one of `bars` how many of the records are there. Returns the job's exit status, or `None`
/// if a signal ended it.
pub fn watch(job: Job, seen: &Seen<'_>, bars: &MultiProgress) -> Result<Option<i32>, ProcessError> {
    let argv = job.argv();
    let error = |source| ProcessError::Start { argv: argv.clone(), source };
    let &Seen { log, folder, total, told } = seen;
    let handle = job.output(log).start()?;
    let tally = Tally::default();
    let mut watch = Watch { folder, total, seen: HashSet::new(), tally, began: None };
    let bar = bars.add(bar(total));
    let mut said = Instant::now();
    let status = loop {
        if signals::came() {
            // Its cells end with it.
            handle.kill().map_err(error)?;
        }
        let ended = handle.try_wait().map_err(error)?.map(|output| output.status.code());
        for cell in watch.fresh().map_err(error)? {
            if told.add(cell.what()) {
                bars.suspend(|| tell(&cell));
            }
        }
        bar.set_position(watch.seen.len() as u64);
        bar.set_message(watch.tally.to_string());
        if let Some(status) = ended {
            break status;
        }
        if bar.is_hidden() && said.elapsed() >= PLAIN_PERIOD {
            said = Instant::now();
            anstream::eprintln!("{}", watch.line());
        }
        std::thread::sleep(PERIOD);
    };
    bar.finish_and_clear();
    anstream::eprintln!("{}", watch.line());
    Ok(status)
}

impl Watch<'_> {
    /// Cells that have ended since the last look and are not as expected.
    fn fresh(&mut self) -> io::Result<Vec<Ended>> {
        let mut found = Vec::new();
        for path in records(self.folder)? {
            if self.seen.contains(&path) {
                continue;
            }
            let ended = serde_json::from_slice::<Ended>(&fs_err::read(&path)?);
            self.seen.insert(path);
            let Ok(ended) = ended else { continue };
            self.tally.add(ended.status());
            if ended.is_news() {
                found.push(ended);
            }
        }
        if !self.seen.is_empty() {
            self.began.get_or_insert((Instant::now(), self.seen.len()));
        }
        Ok(found)
    }

    /// The whole of it on one line.
    fn line(&self) -> String {
        let (done, total) = (self.seen.len(), self.total);
        let left = self.left().map_or(String::new(), |left| format!(", {left} s left"));
        format!("cells: {done}/{total}, {}{left}", self.tally)
    }

    /// About how many seconds are left at the pace so far.
    fn left(&self) -> Option<u64> {
        let done = self.seen.len().min(self.total);
        let (began, first) = self.began?;
        let since = done.checked_sub(first).filter(|since| *since > 0 && done < self.total)?;
        let pace = began.elapsed().as_secs_f64() / since as f64;
        Some((pace * (self.total - done) as f64).ceil() as u64)
    }
}

/// The records in `folder`.
fn records(folder: &Utf8Path) -> io::Result<impl Iterator<Item = Utf8PathBuf>> {
    let paths = folder.read_dir_utf8()?.filter_map(|entry| Some(entry.ok()?.into_path()));
    Ok(paths.filter(|path| path.extension() == Some("json")))
}

/// A cell that is not as expected: what happened, why, and how to run it again.
fn tell(cell: &Ended) {
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let Ended { id, outcome, expected, reason, rerun, .. } = cell;
    anstream::eprintln!(
        "{outcome} (expected {expected}) {}: {}",
        plain(&id.to_string()),
        plain(reason)
    );
    anstream::eprintln!("    rerun: {}", plain(rerun));
}

/// A bar on standard error; hidden where that is not a terminal.
fn bar(total: usize) -> ProgressBar {
    let template = "{bar:30} {pos}/{len} cells, {msg}, {eta} left";
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = if io::stderr().is_terminal() {
        ProgressBar::new(total as u64)
    } else {
        ProgressBar::hidden()
    };
    bar.with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(id: &str, outcome: Outcome) -> Ended {
        let (reason, rerun) = ("why".to_owned(), String::new());
        let (expected, as_expected, not_run) = (Outcome::Pass, false, None);
        let (id, lacks) = (id.parse().unwrap(), String::new());
        Ended { id, outcome, expected, as_expected, not_run, lacks, reason, rerun }
    }

    #[test]
    fn what_an_outage_blocks_is_not_told_cell_by_cell() {
        let lost = ended("7.3/m/first", Outcome::Lost);
        assert!(lost.is_news());
        assert!(!Ended { not_run: Some(NotRun::Blocked), ..lost }.is_news());
    }

    #[test]
    fn what_is_told_with_one_kernel_is_not_told_again_with_the_next() {
        let told = Told::default();
        let what = || ended("7.3/m/first", Outcome::Fail).what();
        assert!(told.add(what()));
        assert!(!told.add(what()));
    }

    #[test]
    fn a_build_that_fails_is_told_once_and_every_other_cell_for_itself() {
        let what = |id, outcome| ended(id, outcome).what();
        let build = what("7.3/m/build", Outcome::BuildFail);
        assert_eq!(build, what("7.3/m/first", Outcome::BuildFail));
        assert_ne!(build, what("7.2/m/first", Outcome::BuildFail));
        assert_ne!(what("7.3/m/a", Outcome::Fail), what("7.3/m/b", Outcome::Fail));
        let of_client = |id| {
            let lacks = "talk".to_owned();
            Ended { lacks, ..ended(id, Outcome::BuildFail) }.what()
        };
        assert_eq!(
            of_client("7.3/m/first"),
            of_client("7.2/n/second"),
            "it is reported once for all"
        );
    }
}
