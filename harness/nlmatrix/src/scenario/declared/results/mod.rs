//! Test programs: what they print, in any of these formats, becomes individual checks.
//!
//! A program that reports no tests, or fewer than it promised, or something that cannot be parsed never counts as one
//! that passed.

mod automake;
mod ctest;
#[cfg(test)]
mod fixtures;
mod go;
mod libtest;
mod pytest;
mod tap;
mod told;

use std::time::Duration;

use self::told::Told;
use crate::guest::Exit;
use crate::matrix::Format;
use crate::scenario::program::ProgramRun;
use crate::scenario::{Stop, Test};

/// Exit status of a kselftest program that has nothing to do here.
const KSFT_SKIP: i32 = 4;

/// Loads the cell's modules and runs a program that prints TAP; each of its test points becomes a check.
pub fn run_tap(test: &mut Test, argv: &[String], deadline: Duration) -> Result<(), Stop> {
    test.load()?;
    let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
    let run = test.run(&argv, deadline)?;
    check(test, Format::Tap, "", &run, 0);
    Ok(())
}

/// Makes a check of each test point that `run` reports, with `name` before its name, one of their number, and one of
/// the exit status, which should be `exit`.
pub(super) fn check(test: &mut Test, format: Format, name: &str, run: &ProgramRun, exit: i32) {
    let (told, plan) = read(format, &run.stdout);
    let named =
        |what: &str| if name.is_empty() { what.to_owned() } else { format!("{name}: {what}") };
    for (point, came) in &told.points {
        test.check(&named(point), came.wanted(), came.word());
    }
    let skipped =
        format == Format::Tap && told.points.is_empty() && run.exit == Exit::Exited(KSFT_SKIP);
    if !skipped {
        let (promised, made) = (told.promise_in_words(plan), told.made_in_words());
        test.check_in(&named("planned test points"), promised, made, &run.stdout);
    }
    // A program with failed points also says so with its status: that is not a second failure.
    let failed = told.points.iter().any(|(_, came)| came.fails());
    let wanted = if failed { run.exit.clone() } else { Exit::Exited(exit) };
    let seen = if skipped { "skipped".to_owned() } else { run.exit.to_string() };
    test.check_in(&named("exit status"), wanted, seen, &run.stderr);
}

/// What `text` reports, and how a program with this format says how many tests it has.
fn read(format: Format, text: &str) -> (Told, &'static str) {
    match format {
        Format::Tap => (tap::read(text), tap::PLAN),
        Format::Pytest => (pytest::read(text), pytest::PLAN),
        Format::Libtest => (libtest::read(text), libtest::PLAN),
        Format::Go => (go::read(text), go::PLAN),
        Format::Ctest => (ctest::read(text), ctest::PLAN),
        Format::Automake => (automake::read(text), automake::PLAN),
    }
}
