//! `nlmatrix watch`: verdicts again on every save.

use std::time::Duration;

use camino::Utf8Path;
use nlmatrix::process::Job;
use rustix::process::{Pid, Signal, kill_process};

use crate::own::{KERNEL, own};
use crate::place::Place;
use crate::real::within;

const LIMIT: Duration = Duration::from_secs(120);

/// What has been said so far, and how often it has come to waiting.
fn rounds(log: &Utf8Path) -> usize {
    fs_err::read_to_string(log).unwrap_or_default().matches("Ctrl-C ends it").count()
}

#[test]
fn a_save_gives_verdicts_and_a_mistake_does_not_end_it() {
    let place = Place::new();
    let file = own(&place);
    let (log, module) = (place.path.join("log"), file.with_file_name("hello.c"));
    let source = fs_err::read_to_string(&module).unwrap();
    let watch = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["watch", "--kernel", KERNEL, "--filter", "hello/talk", "--matrix", file.as_str()])
        .args(["--out", place.path.join("out").as_str()])
        .env("TMPDIR", place.tmp().as_str())
        .dir(place.path.clone())
        .output(&log)
        .start()
        .unwrap();
    let said = || fs_err::read_to_string(&log).unwrap_or_default();
    assert!(within(LIMIT, || rounds(&log) == 1), "{}", said());
    assert!(said().contains("1 as expected"), "{}", said());

    // A module that does not build, and a matrix file that is none.
    fs_err::write(&module, source.replace("MODULE_LICENSE(", "NO_SUCH_MACRO(")).unwrap();
    assert!(within(LIMIT, || rounds(&log) == 2), "{}", said());
    assert!(said().contains("hello.c changed"), "{}", said());
    assert!(said().contains("error: expected declaration"), "the compiler's words: {}", said());
    let text = fs_err::read_to_string(&file).unwrap();
    fs_err::write(&file, text.replace("schema = 1", "schema = one")).unwrap();
    assert!(within(LIMIT, || rounds(&log) == 3), "{}", said());
    assert!(said().contains("matrix.toml:2:"), "{}", said());

    // Both are mended, in one go.
    fs_err::write(&file, text).unwrap();
    fs_err::write(&module, source + "\n/* mended */\n").unwrap();
    assert!(within(LIMIT, || rounds(&log) == 4), "{}", said());
    assert_eq!(said().matches("\n1 as expected, 0 not").count(), 2, "{}", said());
    assert_eq!(place.run_json().tally.as_expected, 1);
    assert!(!place.path.join("reports/history").exists(), "rounds are no history");

    kill_process(Pid::from_raw(watch.pids()[0] as i32).unwrap(), Signal::INT).unwrap();
    assert_eq!(watch.wait().unwrap().status.code(), Some(130));
    assert!(place.machines().is_empty() && place.left().is_empty());
}

/// Ctrl-C at a terminal goes to the whole process group; `kill` to the one process.
#[rstest::rstest]
fn ctrl_c_in_the_middle_of_a_round_ends_all_of_it(#[values(true, false)] alone: bool) {
    let place = Place::new();
    let file = own(&place);
    let log = place.path.join("log");
    let watch = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["watch", "--kernel", KERNEL, "--filter", "hello/", "--matrix", file.as_str()])
        .args(["--out", place.path.join("out").as_str()])
        .env("TMPDIR", place.tmp().as_str())
        .apart()
        .output(&log)
        .start()
        .unwrap();
    assert!(within(LIMIT, || !place.machines().is_empty()), "no cell started");
    let pid = Pid::from_raw(watch.pids()[0] as i32).unwrap();
    if alone {
        kill_process(pid, Signal::INT).unwrap();
    } else {
        rustix::process::kill_process_group(pid, Signal::INT).unwrap();
    }
    assert_eq!(watch.wait().unwrap().status.code(), Some(130));
    let gone = || place.machines().is_empty() && place.left().is_empty();
    assert!(within(Duration::from_secs(5), gone), "{:?} {:?}", place.machines(), place.left());
    assert!(place.path.join("out/run.json").exists(), "what had ended is reported");
}
