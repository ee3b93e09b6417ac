//! `cargo xtask fuzz`: every reader of foreign bytes, as often as asked, and the table of it.

use std::fmt::Write as _;

use camino::Utf8Path;
use nlmatrix::process::Job;
use serde::Deserialize;

use crate::commands::workspace;
use crate::exit::Exit;

/// Fewer runs write no table.
const WHOLE: u32 = 1_000_000;

/// What one reader's test leaves, as `harness/hostile/tests/readers.rs` writes it.
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

What others wrote is read by one function each, which panics when a promise does not hold
(`harness/src/hostile`). `cargo xtask fuzz --runs N` gives each N inputs, damaged copies of good ones
most of them, and writes this table when N is a million or more; an ordinary test run gives each 3000. The
same functions are targets of `cargo fuzz` (`cargo +nightly fuzz run NAME`).

**failed**: panics, promises that did not hold (nothing unpacked leaves its folder, no line can act on a
terminal, mistakes point into their file, …), and more memory than the bound: 64 bytes for each
byte of input, and 1 MiB. Decompressors bring memory of their own, at most 128 MiB for each.

| reader | what it reads | runs | failed | most memory | seconds |
|---|---|---:|---:|---:|---:|
";

/// Runs the readers that `filter` names, in the profile made for it.
pub fn run(runs: u32, seed: u32, filter: Option<&str>) -> anyhow::Result<Exit> {
    let folder = tempfile::tempdir()?;
    let folder = Utf8Path::from_path(folder.path()).expect("temporary folders are UTF-8");
    let mut job = Job::new("cargo")
        .args(["nextest", "run", "--cargo-profile", "fuzz", "--profile", "fuzz"])
        .args(["--package", "nlmatrix-hostile", "--no-fail-fast"])
        .dir(workspace())
        .env("NLMATRIX_FUZZ_RUNS", runs.to_string())
        .env("NLMATRIX_FUZZ_SEED", seed.to_string())
        .env("NLMATRIX_FUZZ_RECORDS", folder.as_str());
    // Archives are unpacked a million times: in memory, that is three times as fast.
    if std::env::var_os("TMPDIR").is_none() && Utf8Path::new("/dev/shm").is_dir() {
        job = job.env("TMPDIR", "/dev/shm");
    }
    if let Some(filter) = filter {
        job = job.arg(filter);
    }
    let status = job.show()?;
    let table = table(&read(folder)?);
    anstream::println!("{table}");
    if filter.is_none() && runs >= WHOLE {
        fs_err::write(workspace().join("docs/bad-input.md"), table)?;
    }
    Ok(if status == Some(0) { Exit::Ok } else { Exit::Unexpected })
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
    let mut text = INTRODUCTION.to_owned();
    for record in records {
        let Record { reader, what, runs, failed, peak, seconds } = record;
        let peak = peak.div_ceil(1024);
        writeln!(text, "| {reader} | {what} | {runs} | {failed} | {peak} KiB | {seconds:.0} |")
            .expect("a string takes all");
    }
    text
}
