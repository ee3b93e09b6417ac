//! Runs every reader of foreign bytes a few thousand times (or NLMATRIX_FUZZ_RUNS times): no panics, and no more
//! memory than [`Reader::bound`]. NLMATRIX_FUZZ_SEEDS is a folder to which the good input for each is written, as the
//! start for `cargo xtask fuzz --guided`.

use std::cell::Cell;
use std::process::ExitCode;
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Failed, Trial};
use nlmatrix_fuzz::{READERS, Reader, input};
use peak_alloc::PeakAlloc;
use proptest::test_runner::{
    Config, FileFailurePersistence, RngAlgorithm, TestCaseError, TestRng, TestRunner,
};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How often each reader is run in an ordinary test run.
const RUNS: u32 = 3000;

fn main() -> ExitCode {
    let trials = READERS.iter().map(|reader| Trial::test(reader.name, || run(reader)));
    // The allocator counts for the whole process, so one at a time.
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn run(reader: &'static Reader) -> Result<(), Failed> {
    let runs = number("NLMATRIX_FUZZ_RUNS").unwrap_or(RUNS);
    if let Ok(folder) = std::env::var("NLMATRIX_FUZZ_SEEDS") {
        keep(&Utf8PathBuf::from(folder).join(reader.name), &(reader.good)())
            .map_err(|error| error.to_string())?;
    }
    let started = Instant::now();
    // What is made once (compiled patterns, caches) is not caused by an input.
    (reader.good)().iter().for_each(|good| (reader.body)(good));
    let (count, most) = (Cell::new(0u32), Cell::new(0));
    let result = runner(runs).run(&input(reader), |bytes| {
        count.set(count.get() + 1);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        (reader.body)(&bytes);
        let taken = MEMORY.peak_usage().saturating_sub(before);
        most.set(most.get().max(taken));
        if taken <= reader.bound(bytes.len()) {
            return Ok(());
        }
        Err(TestCaseError::fail(format!("{taken} bytes of memory for {}", bytes.len())))
    });
    if let Ok(folder) = std::env::var("NLMATRIX_FUZZ_RECORDS") {
        let record = serde_json::json!({
            "reader": reader.name,
            "what": reader.what,
            "runs": count.get(),
            "failed": u32::from(result.is_err()),
            "peak": most.get(),
            "seconds": started.elapsed().as_secs_f64(),
        });
        let path = Utf8PathBuf::from(folder).join(format!("{}.json", reader.name));
        fs_err::write(path, record.to_string()).map_err(|error| error.to_string())?;
    }
    Ok(result.map_err(|error| error.to_string())?)
}

/// Writes each of `inputs` to a file of its own in `folder`.
fn keep(folder: &Utf8Path, inputs: &[Vec<u8>]) -> std::io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let mut numbered = inputs.iter().enumerate();
    numbered.try_for_each(|(number, input)| fs_err::write(folder.join(number.to_string()), input))
}

/// The same cases each time; different ones with another NLMATRIX_FUZZ_SEED.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::with_cases(cases)
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("NLMATRIX_FUZZ_SEED").unwrap_or(1).to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

fn number(variable: &str) -> Option<u32> {
    std::env::var(variable).ok()?.parse().ok()
}
