//! What `report` and its commands do.

use anyhow::Context as _;
use camino::Utf8Path;
use nlmatrix::matrix::Matrix;
use nlmatrix::run::Run;
use nlmatrix::{report, runner};

use crate::cli::{DiffArgs, ReportArgs, ReportCommand};
use crate::exit::Exit;

/// Rebuilds, compares or joins.
pub fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    match &args.command {
        None => publish(&read(&args.dir)?, &folder(&args.dir)),
        Some(ReportCommand::Diff(args)) => diff(args),
        Some(ReportCommand::Merge { shards, out }) => {
            let runs: Vec<Run> = shards.iter().map(|it| read(it)).collect::<Result<_, _>>()?;
            publish(&report::merge(&runs)?, out)
        }
        Some(ReportCommand::Kcidb { run }) => {
            let submission = report::kcidb(&read(run)?);
            anstream::println!("{}", serde_json::to_string_pretty(&submission)?);
            Ok(Exit::Ok)
        }
    }
}

/// Prints what changed; a page of it where one is wanted.
pub fn diff(args: &DiffArgs) -> anyhow::Result<Exit> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let diff = report::diff(&old, &new);
    if let Some(path) = &args.html {
        fs_err::write(path, report::diff_html(&old, &new)?)?;
    }
    if args.json {
        anstream::println!("{}", serde_json::to_string_pretty(&diff)?);
    } else {
        anstream::print!("{diff}");
    }
    Ok(match diff.worse || args.exact && !diff.is_same_results() {
        true => Exit::Unexpected,
        // Two runs in which nothing ran are alike, and say nothing.
        false if diff.new_tally.ran() == 0 => Exit::Lost,
        false => Exit::Ok,
    })
}

/// Writes what `run` proposes beside its report, and says where; never into the matrix file.
pub fn learn(matrix: &Matrix, run: &Run, out: &Utf8Path) -> anyhow::Result<()> {
    let (learned, path) = (nlmatrix::learn::learn(matrix, run), out.join("learned.toml"));
    if learned.rows.is_empty() && learned.remarks.is_empty() {
        if path.exists() {
            fs_err::remove_file(&path)?;
        }
        anstream::println!("learned: nothing, all that gave a result is as expected");
        return Ok(());
    }
    fs_err::write(&path, learned.to_string())?;
    let (rows, remarks) = (learned.rows.len(), learned.remarks.len());
    anstream::println!("learned: {path}: {rows} rows to read and accept, {remarks} remarks");
    Ok(())
}

fn publish(run: &Run, out: &Utf8Path) -> anyhow::Result<Exit> {
    runner::publish::write(run, out)?;
    anstream::println!("{}", report::terminal(run, 80));
    anstream::println!("report: {}", out.join("index.html"));
    Ok(Exit::of_run(run))
}

/// The folder of a run that is named by its folder or by its file.
fn folder(path: &Utf8Path) -> camino::Utf8PathBuf {
    let parent = path.parent().filter(|_| !path.is_dir());
    parent.unwrap_or(path).to_owned()
}

/// Reads the run of a folder, or of its run.json.
pub fn read(path: &Utf8Path) -> anyhow::Result<Run> {
    let file = if path.is_dir() { path.join("run.json") } else { path.to_owned() };
    let text = fs_err::read(&file)?;
    let run: Result<Run, _> = serde_json::from_slice(&text);
    let mut run = run.with_context(|| format!("{file} is no run.json of this version"))?;
    // Earlier versions wrote no tally.
    run.sum_up();
    Ok(run)
}
