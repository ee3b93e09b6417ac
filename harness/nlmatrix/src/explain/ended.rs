//! How a cell ended in the last run.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize, Serializer};

use crate::excerpt::excerpt;
use crate::run::{CellRecord, CheckRecord, KernelRecord, Outcome, Status, cell_page};

/// How many bytes of a splat are shown; its cell's page has all of it.
const SHOWN: usize = 2 << 10;

/// How a cell ended in a run.
pub struct Ended {
    record: CellRecord,
    release: String,
    folder: Utf8PathBuf,
}

/// The fields of `run.json` that are needed.
#[derive(Deserialize)]
struct Cells {
    kernels: Vec<KernelRecord>,
    cells: Vec<CellRecord>,
}

/// How the cell `id` ended in the run whose `run.json` is in `folder`; `None` if there is no such cell, or no
/// readable run.
pub fn ended(folder: &Utf8Path, id: &str) -> Option<Ended> {
    let text = fs_err::read(folder.join("run.json")).ok()?;
    let Cells { kernels, cells } = serde_json::from_slice(&text).ok()?;
    let record = cells.into_iter().find(|cell| cell.id.to_string() == id)?;
    let release = kernels.into_iter().find(|kernel| kernel.id == record.id.kernel);
    let release = release.map_or_else(String::new, |kernel| kernel.release);
    Some(Ended { record, release, folder: folder.to_owned() })
}

impl Ended {
    /// What the kernel said first, if it reported something bad.
    pub fn splat(&self) -> Option<&str> {
        self.record.splats.first().map(|splat| splat.excerpt.as_str())
    }

    /// What `uname -r` said there; empty if it did not run.
    pub fn release(&self) -> &str {
        &self.release
    }

    fn standing(&self) -> String {
        match self.record.status() {
            Status::AsExpected => "as expected".to_owned(),
            Status::NotAsExpected => format!("expected {}", self.record.expected),
            Status::DidNotRun => "did not run".to_owned(),
        }
    }
}

/// Its form for other programs.
#[derive(Serialize)]
struct Told<'a> {
    run: &'a Utf8Path,
    outcome: Outcome,
    status: Status,
    reason: &'a str,
    /// The checks that fail.
    checks: Vec<&'a CheckRecord>,
    left: &'a [String],
    page: Utf8PathBuf,
    rerun: &'a str,
}

impl Serialize for Ended {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { record, folder, .. } = self;
        let told = Told {
            run: folder,
            outcome: record.outcome,
            status: record.status(),
            reason: &record.reason,
            checks: record.checks.iter().filter(|check| check.verdict.fails()).collect(),
            left: &record.left,
            page: folder.join(cell_page(&record.id)),
            rerun: &record.rerun,
        };
        told.serialize(serializer)
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, folder, .. } = self;
        writeln!(f, "last run ({folder}): {} ({})", record.outcome, self.standing())?;
        if !record.reason.is_empty() {
            writeln!(f, "  {}", clean(&record.reason).replace('\n', "\n  "))?;
        }
        for check in record.checks.iter().filter(|check| check.verdict.fails()) {
            writeln!(f, "  check {}: {}", check.verdict, clean(&check.difference()))?;
        }
        for thing in &record.left {
            writeln!(f, "  left behind: {}", clean(thing))?;
        }
        for line in self.splat().map(|text| excerpt(text, SHOWN)).unwrap_or_default().lines() {
            writeln!(f, "  console | {}", clean(line))?;
        }
        writeln!(f, "  page: {}", folder.join(cell_page(&record.id)))?;
        writeln!(f, "  rerun: {}", clean(&record.rerun))
    }
}

/// Guests write most of these texts.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Kind, PlannedCell, Run, Splat};

    #[test]
    fn a_cell_that_crashed_in_the_last_run_is_shown_with_what_the_kernel_said() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let planned = PlannedCell { id: "7.3-rc/m.g/x".parse().unwrap(), expected: Outcome::Pass };
        let said =
            "[ 1.0] BUG: kernel NULL pointer dereference\n[ 1.1] RIP: 0010:fault+0x1/0x2 [m]";
        let splat = Splat::new(Kind::Oops, "fault".to_owned(), said.to_owned());
        let record = CellRecord {
            outcome: Outcome::Crash,
            reason: "oops:fault".to_owned(),
            splats: vec![splat],
            left: vec!["kobject /sys/mine".to_owned()],
            rerun: "nlmatrix cell 7.3-rc/m.g/x".to_owned(),
            ..planned.blank()
        };
        let kernel =
            KernelRecord { id: "7.3-rc".into(), release: "7.3-rc7".into(), ..Default::default() };
        let run = Run { cells: vec![record], kernels: vec![kernel], ..Run::default() };
        fs_err::write(folder.join("run.json"), serde_json::to_vec(&run).unwrap()).unwrap();
        let ended = ended(folder, "7.3-rc/m.g/x").unwrap();
        let told = ended.to_string();
        for part in [
            "crash (expected pass)\n  oops:fault\n  left behind: kobject /sys/mine\n",
            "console | [ 1.1] RIP: 0010:fault+0x1/0x2 [m]\n",
            "cells/7.3-rc__m.g__x.html\n  rerun: nlmatrix cell 7.3-rc/m.g/x\n",
        ] {
            assert!(told.contains(part), "{told}");
        }
        assert_eq!((ended.splat(), ended.release()), (Some(said), "7.3-rc7"));
        assert!(super::ended(folder, "7.3-rc/m.g/y").is_none());
    }
}
