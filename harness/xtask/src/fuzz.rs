//! `cargo xtask fuzz`: runs every reader of foreign bytes as often as asked, and writes the table of results.

use std::fmt::Write as _;

use camino::Utf8Path;
use serde::Deserialize;

use crate::cargo::{cargo, workspace};
use crate::guided;
use nlmatrix_cli::exit::Exit;

/// Fewer runs do not write the table.
const WHOLE: u32 = 1_000_000;

/// The result that one reader's test leaves, as written by `harness/fuzz/tests/readers.rs`.
#[derive(Deserialize)]
struct Record {
    reader: String,
    what: String,
    runs: u32,
    failed: u32,
    peak: usize,
    seconds: f64,
}

const INTRODUCTION: &str = "# Bad input

Each kind of input that others wrote is read by one function, which panics if a promise does not hold
(`harness/nlmatrix/src/fuzz`). `cargo xtask fuzz` writes the tables below, each when its N is a million or more.

";
/// Headings of the two parts, in order.
const HEADINGS: [&str; 2] = ["## Damaged copies of good input", "## Guided by coverage"];

const DAMAGED: &str = "`cargo xtask fuzz --runs N` gives N inputs to each reader, most of them
damaged copies of good ones; an ordinary test run gives 3000 to each.

**failed** counts panics, promises that did not hold (nothing unpacked leaves its folder, no line can act on a
terminal, mistakes point into their file, …), and uses of more memory than the bound: 64 bytes for each byte of
input, plus 1 MiB. Decompressors need memory of their own, at most 128 MiB each.

| reader | what it reads | runs | failed | most memory | seconds |
|---|---|---:|---:|---:|---:|
";

/// Runs the readers that `filter` selects, and keeps the table if those are all.
pub fn run(runs: u32, seed: u32, filter: Option<&str>, guided: bool) -> anyhow::Result<Exit> {
    let with = if guided { guided::run } else { damaged };
    let (table, exit) = with(runs, seed, filter)?;
    anstream::println!("{table}");
    if filter.is_none() && runs >= WHOLE {
        let path = workspace().join("docs/bad-input.md");
        let old = fs_err::read_to_string(&path).unwrap_or_default();
        fs_err::write(path, page(&old, HEADINGS[usize::from(guided)], &table))?;
    }
    Ok(exit)
}

/// The page `old` with `body` below `heading`; what is below the other heading stays.
fn page(old: &str, heading: &str, body: &str) -> String {
    let below = |other: &str| {
        let (_, rest) = old.split_once(&format!("{other}\n\n"))?;
        Some(rest.split("\n## ").next()?.trim_end().to_owned())
    };
    let mut page = INTRODUCTION.trim_end().to_owned();
    for its in HEADINGS {
        let body = if its == heading { Some(body.trim_end().to_owned()) } else { below(its) };
        if let Some(body) = body {
            write!(page, "\n\n{its}\n\n{body}").expect("a string takes all");
        }
    }
    page + "\n"
}

/// Damaged copies of good input, in the profile that is made for it.
fn damaged(runs: u32, seed: u32, filter: Option<&str>) -> anyhow::Result<(String, Exit)> {
    let folder = tempfile::tempdir()?;
    let folder = Utf8Path::from_path(folder.path()).expect("temporary folders are UTF-8");
    let mut job = cargo()
        .args(["nextest", "run", "--cargo-profile", "fuzz", "--profile", "fuzz"])
        .args(["--package", "nlmatrix-fuzz", "--no-fail-fast"])
        .env("NLMATRIX_FUZZ_RUNS", runs.to_string())
        .env("NLMATRIX_FUZZ_SEED", seed.to_string())
        .env("NLMATRIX_FUZZ_RECORDS", folder.as_str());
    // Archives are unpacked a million times, which is three times as fast in memory.
    if std::env::var_os("TMPDIR").is_none() && Utf8Path::new("/dev/shm").is_dir() {
        job = job.env("TMPDIR", "/dev/shm");
    }
    if let Some(filter) = filter {
        job = job.arg(filter);
    }
    let status = job.show()?;
    let exit = if status == Some(0) { Exit::Ok } else { Exit::Unexpected };
    Ok((table(&read(folder)?), exit))
}

fn read(folder: &Utf8Path) -> anyhow::Result<Vec<Record>> {
    let mut records = Vec::new();
    for entry in folder.read_dir_utf8()? {
        let record: Record = serde_json::from_slice(&fs_err::read(entry?.path())?)?;
        records.push(record);
    }
    records.sort_by(|a, b| a.reader.cmp(&b.reader));
    Ok(records)
}

fn table(records: &[Record]) -> String {
    let mut text = DAMAGED.to_owned();
    for record in records {
        let Record { reader, what, runs, failed, peak, seconds } = record;
        let peak = peak.div_ceil(1024);
        writeln!(text, "| {reader} | {what} | {runs} | {failed} | {peak} KiB | {seconds:.0} |")
            .expect("a string takes all");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_table_leaves_the_other_alone() {
        let [damaged, guided] = HEADINGS;
        let first = page("", guided, "| b |\n");
        let both = page(&first, damaged, "| a |\n");
        assert_eq!(both, page(&page("", damaged, "| a |"), guided, "| b |"));
        assert!(both.ends_with("| a |\n\n## Guided by coverage\n\n| b |\n"), "{both}");
        assert!(!page(&both, guided, "| c |").contains("| b |"));
    }
}
