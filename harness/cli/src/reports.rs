//! The command `report` and its subcommands.

use std::collections::BTreeMap;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::matrix::Matrix;
use nlmatrix::run::{CellId, CellRecord, Gap, Outcome, Run, StaleExpectation, Status, Tally};
use nlmatrix::words::counted;
use nlmatrix::{report, runner, site};
use serde::Serialize;

use crate::cli::{DiffArgs, ReportArgs, ReportCommand, SiteArgs};
use crate::exit::Exit;
use crate::format::FormatArgs;
use crate::told;

/// Rebuilds, compares or merges reports.
pub fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    match &args.command {
        None => publish(&read(&args.dir)?, &folder(&args.dir), args.format),
        Some(ReportCommand::Diff(args)) => diff(args),
        Some(ReportCommand::Merge { shards, out, format }) => {
            let runs: Vec<Run> = shards.iter().map(|it| read(it)).collect::<Result<_, _>>()?;
            publish(&report::merge(&runs)?, out, *format)
        }
        Some(ReportCommand::Kcidb { run }) => {
            let submission = report::kcidb(&read(run)?);
            anstream::println!("{}", serde_json::to_string_pretty(&submission)?);
            Ok(Exit::Ok)
        }
    }
}

/// Prints what changed; also writes a page, if one is requested.
pub fn diff(args: &DiffArgs) -> anyhow::Result<Exit> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let diff = report::diff(&old, &new);
    if let Some(path) = &args.html {
        fs_err::write(path, report::diff_html(&old, &new)?)?;
    }
    args.format.print(&diff, &diff)?;
    Ok(match diff.worse || args.exact && !diff.is_same_results() {
        true => Exit::Unexpected,
        // Two runs in which nothing ran are the same, but prove nothing.
        false if diff.new_tally.ran() == 0 => Exit::Lost,
        false => Exit::Ok,
    })
}

/// Writes a site from runs.
pub fn site(args: &SiteArgs) -> anyhow::Result<Exit> {
    let runs: Vec<Run> = args.from.iter().map(|it| read(it)).collect::<Result<_, _>>()?;
    let written = site::write(runs, &args.folder)?;
    let site::Written { pages, behaviours, kernels, cells, .. } = &written;
    let index = args.folder.join("index.html");
    let text = format!(
        "{index}: {}; {} that differ, from {} on {}\n",
        counted(*pages, "page"),
        counted(*behaviours, "behaviour"),
        counted(*cells, "cell"),
        counted(*kernels, "kernel")
    );
    args.format.print(&written, text)?;
    Ok(Exit::Ok)
}

/// Writes what `run` proposes next to its report, and says where; never into the matrix file.
pub fn learn(matrix: &Matrix, run: &Run, out: &Utf8Path, format: FormatArgs) -> anyhow::Result<()> {
    let (learned, path) = (nlmatrix::learn::learn(matrix, run), out.join("learned.toml"));
    if learned.rows.is_empty() && learned.remarks.is_empty() {
        if path.exists() {
            fs_err::remove_file(&path)?;
        }
        format.add("learned: nothing, as every result is as expected");
        return Ok(());
    }
    fs_err::write(&path, learned.to_string())?;
    let (rows, remarks) = (learned.rows.len(), learned.remarks.len());
    format.add(&format!("learned: {path}: {rows} rows to read and accept, {remarks} remarks"));
    Ok(())
}

fn publish(run: &Run, out: &Utf8Path, format: FormatArgs) -> anyhow::Result<Exit> {
    runner::publish::write(run, out)?;
    tell(run, out, format)?;
    Ok(Exit::of_run(run))
}

/// The summary of a run.
#[derive(Serialize)]
struct Summary<'a> {
    /// The report's first page.
    report: Utf8PathBuf,
    tally: Tally,
    totals: &'a BTreeMap<String, usize>,
    /// The cells that ran and are not as expected.
    not_as_expected: Vec<Wrong<'a>>,
    did_not_run: &'a [Gap],
    stale: &'a [StaleExpectation],
}

/// A cell that is not as expected; the fields are named as in `run.json`.
#[derive(Serialize)]
struct Wrong<'a> {
    id: &'a CellId,
    outcome: Outcome,
    expected: Outcome,
    reason: &'a str,
    rerun: &'a str,
}

/// Prints a run whose report is in `out`.
pub fn tell(run: &Run, out: &Utf8Path, format: FormatArgs) -> anyhow::Result<()> {
    let wrong = run.cells.iter().filter(|cell| cell.status() == Status::NotAsExpected);
    let wrong = wrong.map(|cell| {
        let CellRecord { id, outcome, expected, reason, rerun, .. } = cell;
        Wrong { id, outcome: *outcome, expected: *expected, reason, rerun }
    });
    let summary = Summary {
        report: out.join("index.html"),
        tally: run.tally,
        totals: &run.totals,
        not_as_expected: wrong.collect(),
        did_not_run: &run.did_not_run,
        stale: &run.stale,
    };
    let accelerator = told::accelerator(run).map(|it| it + "\n").unwrap_or_default();
    let (table, index) = (report::terminal(run, 80), &summary.report);
    format.print(&summary, format!("{table}\n{accelerator}report: {index}\n"))
}

/// The folder of a run that is given by its folder or by its file.
fn folder(path: &Utf8Path) -> Utf8PathBuf {
    let parent = path.parent().filter(|_| !path.is_dir());
    parent.unwrap_or(path).to_owned()
}

/// Reads the run in a folder, or a run.json.
pub fn read(path: &Utf8Path) -> anyhow::Result<Run> {
    let file = if path.is_dir() { path.join("run.json") } else { path.to_owned() };
    let text = fs_err::read(&file)?;
    let run: Result<Run, _> = serde_json::from_slice(&text);
    let mut run = run.with_context(|| format!("{file} is not a run.json of this version"))?;
    // Earlier versions wrote no tally.
    run.sum_up();
    Ok(run)
}
