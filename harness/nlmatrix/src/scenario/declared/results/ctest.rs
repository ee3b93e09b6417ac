//! The format of `ctest`: `1/3 Test #1: NAME ....   Passed    0.01 sec` for each test, and `… tests failed out of 3`.

use std::sync::LazyLock;

use regex::Regex;

use super::told::{Came, Told};

/// What its plan looks like, for messages about a missing one.
pub(super) const PLAN: &str = "tests failed out of N";

static TEST: LazyLock<Regex> = LazyLock::new(|| {
    let line = r"^ *\d+/\d+ +Test +#\d+: +(.+?) \.*(?:\*\*\*| +)(.+?)(?: +[\d.]+ sec.*)?$";
    Regex::new(line).expect("a test uses it")
});
static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d+% tests passed, \d+ tests? failed out of (\d+)$").expect("a test uses it")
});

/// What `text`, its standard output, reports.
pub(super) fn read(text: &str) -> Told {
    let mut told = Told::default();
    for line in text.lines().map(str::trim_end) {
        if let Some(count) = SUMMARY.captures(line) {
            told.promise(count[1].parse().unwrap_or(0));
        } else if let Some(test) = TEST.captures(line) {
            // Its author has disabled it, and it is not counted.
            if &test[2] == "Not Run (Disabled)" {
                continue;
            }
            match came(&test[2]) {
                Some(came) => told.add(&test[1], came),
                None => told.break_off(format!("a line that is not a result: {line}")),
            }
        }
    }
    told
}

fn came(word: &str) -> Option<Came> {
    Some(match word {
        "Passed" => Came::Ok,
        _ if word.starts_with("Skipped") => Came::Skip,
        _ if word.starts_with("Failed") => Came::Failed,
        _ if ["Timeout", "Exception", "Not Run"].iter().any(|it| word.starts_with(it)) => {
            Came::Error
        }
        _ => return None,
    })
}
