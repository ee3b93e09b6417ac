//! `cargo xtask fuzz --guided`: the targets of `harness/fuzz/guided`, run by libFuzzer, with any compiler.
//!
//! cargo-fuzz needs a nightly compiler for the address sanitizer, which finds nothing in safe code. The counters that
//! guide libFuzzer are an LLVM pass, which every rustc has.

use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;

use crate::cargo::{cargo, workspace};
use nlmatrix_cli::exit::Exit;

/// Counters for each edge and for the operands of comparisons, as in cargo-fuzz; overflows are checked.
const FLAGS: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg",
    "fuzzing",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];
/// Given by name, so that build scripts and procedural macros are not affected.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// The maximum memory of a target, in MiB, including its corpus and counters.
const MEMORY: u32 = 512;
/// The maximum time for which a target runs, in seconds, if it is too slow for all its inputs.
const SECONDS: u32 = 240;
/// How long one input may take, in seconds.
const TIMEOUT: u32 = 10;

/// The result of a target.
struct Outcome {
    target: String,
    runs: u64,
    memory: u64,
    seconds: u64,
    /// The input that broke a promise, and the message about it.
    finding: Option<String>,
}

/// Runs the targets that `filter` selects; returns the table of results, and whether all promises held.
pub fn run(runs: u32, seed: u32, filter: Option<&str>) -> anyhow::Result<(String, Exit)> {
    let built = build()?;
    let work = workspace().join("target/guided");
    seeds(&work.join("seeds"))?;
    let mut outcomes = Vec::new();
    for target in targets()?.into_iter().filter(|it| filter.is_none_or(|part| it.contains(part))) {
        anstream::eprintln!("==> {target}");
        outcomes.push(fuzz(&built.join(&target), &target, &work, (runs, seed))?);
    }
    let held = outcomes.iter().all(|outcome| outcome.finding.is_none());
    Ok((table(&outcomes), if held { Exit::Ok } else { Exit::Unexpected }))
}

/// Builds all targets; returns their folder.
fn build() -> anyhow::Result<Utf8PathBuf> {
    let folder = workspace().join("target/guided");
    let manifest = workspace().join("harness/fuzz/guided/Cargo.toml");
    cargo()
        .args(["build", "--release", "--locked", "--target", TARGET])
        .args(["--manifest-path", manifest.as_str(), "--target-dir", folder.as_str()])
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"))
        .run()?;
    Ok(folder.join(TARGET).join("release"))
}

/// Writes good input for each reader to a folder of its name.
fn seeds(folder: &Utf8Path) -> anyhow::Result<()> {
    cargo()
        .args(["nextest", "run", "--package", "nlmatrix-fuzz"])
        .env("NLMATRIX_FUZZ_RUNS", "1")
        .env("NLMATRIX_FUZZ_SEEDS", folder.as_str())
        .run()?;
    Ok(())
}

fn targets() -> anyhow::Result<Vec<String>> {
    let files = workspace().join("harness/fuzz/guided/fuzz_targets").read_dir_utf8()?.flatten();
    let mut names: Vec<String> =
        files.filter_map(|file| file.path().file_stem().map(str::to_owned)).collect();
    names.sort();
    Ok(names)
}

/// Runs one target, starting with its seeds and nothing from earlier runs.
fn fuzz(
    program: &Utf8Path,
    target: &str,
    work: &Utf8Path,
    (runs, seed): (u32, u32),
) -> anyhow::Result<Outcome> {
    let corpus = work.join("corpus").join(target);
    if corpus.exists() {
        fs_err::remove_dir_all(&corpus)?;
    }
    fs_err::create_dir_all(&corpus)?;
    let found = work.join("found");
    fs_err::create_dir_all(&found)?;
    let mut job = Job::new(program.as_str())
        .args([format!("-runs={runs}"), format!("-seed={seed}")])
        .args([format!("-rss_limit_mb={MEMORY}"), format!("-max_total_time={SECONDS}")])
        .args([format!("-timeout={TIMEOUT}"), "-print_final_stats=1".to_owned()])
        .arg(format!("-artifact_prefix={found}/{target}-"))
        .args([corpus, work.join("seeds").join(target)])
        .dir(work)
        .output(work.join(format!("{target}.log")));
    if std::env::var_os("TMPDIR").is_none() && Utf8Path::new("/dev/shm").is_dir() {
        job = job.env("TMPDIR", "/dev/shm");
    }
    let done = job.finish()?;
    let stat = |name: &str| {
        let line =
            done.output.lines().find_map(|line| line.strip_prefix(&format!("stat::{name}:")));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    Ok(Outcome {
        target: target.to_owned(),
        runs: stat("number_of_executed_units"),
        memory: stat("peak_rss_mb"),
        seconds: done.took.as_secs(),
        finding: (done.status != Some(0)).then(|| told(&done.output)),
    })
}

/// libFuzzer's message about the input at which it stopped.
fn told(output: &str) -> String {
    let says = |line: &&str| line.contains("panicked at") || line.contains("ERROR: libFuzzer");
    output.lines().find(says).unwrap_or("ended without a word").to_owned()
}

fn table(outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "`cargo xtask fuzz --guided` builds the same functions with LLVM's coverage counters and has \
         libFuzzer look for\ninput that reaches new code, starting from good input, with at \
         most {MEMORY} MiB of memory (including its own corpus\nand counters) and {SECONDS} s for \
         each. It needs no nightly compiler; `cargo fuzz run NAME -- -runs=N` does the same\nwith \
         the address sanitizer, where there is a nightly compiler. An input for which a promise \
         does not hold is kept\nin `target/guided/found`.\n\n\
         | target | runs | found | most memory of the process | seconds |\n|---|---:|---|---:|---:|\n"
    );
    for Outcome { target, runs, memory, seconds, finding } in outcomes {
        let finding = finding.as_deref().unwrap_or("nothing").replace('|', "\\|");
        writeln!(text, "| {target} | {runs} | {finding} | {memory} MiB | {seconds} |")
            .expect("a string takes all");
    }
    text
}
