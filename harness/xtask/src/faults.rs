//! `cargo xtask faults`: the fault suite, and the table of its results.

#[path = "../../nlmatrix/tests/faults/row.rs"]
mod row;

use std::fmt::Write as _;

use camino::Utf8Path;
use row::Row;

use crate::cargo::{cargo, workspace};
use nlmatrix_cli::exit::Exit;

const INTRODUCTION: &str = "# Reliability

This page shows what nlmatrix does when its own machinery fails. `cargo xtask faults --times N` injects every
fault N times into the real thing (QEMU, files, sockets, child processes) and writes this page; nothing on it
is written by hand.

**detected**: the fault was reported as what it is, or did no harm if it should do none. **misclassified**:
it was reported as something else. **left behind**: processes, run folders, scratch folders or locks that
were still there afterwards.

| fault | what should happen | injected | detected | misclassified | left behind |
|---|---|---:|---:|---:|---:|
";

/// Runs the suite; the table is written if all of it ran.
pub fn run(times: u32, filter: Option<&str>) -> anyhow::Result<Exit> {
    let folder = tempfile::tempdir()?;
    let folder = Utf8Path::from_path(folder.path()).expect("temporary folders are UTF-8");
    let mut job = cargo()
        .args(["nextest", "run", "--profile", "faults", "--test", "faults"])
        .args(["--workspace", "--exclude", "nlmatrix-agent"])
        .args(["--no-fail-fast"])
        .env("NLMATRIX_FAULT_TIMES", times.to_string())
        .env("NLMATRIX_FAULT_RECORDS", folder.as_str());
    if let Some(filter) = filter {
        job = job.arg("-E").arg(format!("test({filter})"));
    }
    let status = job.show()?;
    let records = read(folder)?;
    let table = table(&records);
    anstream::println!("{table}");
    if filter.is_none() {
        let path = workspace().join("docs/reliability.md");
        fs_err::create_dir_all(path.parent().expect("it has a folder"))?;
        fs_err::write(path, table)?;
    }
    Ok(if status == Some(0) { Exit::Ok } else { Exit::Unexpected })
}

fn read(folder: &Utf8Path) -> anyhow::Result<Vec<Row>> {
    let mut records = Vec::new();
    for entry in folder.read_dir_utf8()? {
        let record: Row = serde_json::from_slice(&fs_err::read(entry?.path())?)?;
        records.push(record);
    }
    records.sort_by_key(|record| record.order);
    Ok(records)
}

fn table(records: &[Row]) -> String {
    let mut text = INTRODUCTION.to_owned();
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    for record in records {
        let Row { fault, what, injected, detected, misclassified, left_behind, .. } = record;
        let left_out = record.left_out.as_ref().map(|why| format!(" (left out: {why})"));
        let what = format!("{what}{}", left_out.unwrap_or_default());
        writeln!(
            text,
            "| {fault} | {} | {injected} | {detected} | {misclassified} | {left_behind} |",
            cell(&what)
        )
        .expect("a string takes all");
    }
    text.push_str("\nWhat was seen when the suite last ran:\n\n");
    for record in records {
        writeln!(text, "- {}: {}", record.fault, cell(&short(&record.seen)))
            .expect("a string takes all");
    }
    text
}

/// What was seen, without addresses and scratch folders of this host.
fn short(seen: &str) -> String {
    const MOST: usize = 160;
    let word = |word: &str| match word {
        _ if word.contains("://") => "ADDRESS".to_owned(),
        _ if word.starts_with("/tmp/") => "SCRATCH".to_owned(),
        _ => word.to_owned(),
    };
    let words: Vec<String> = seen.split_whitespace().map(word).collect();
    words.join(" ").chars().take(MOST).collect()
}
