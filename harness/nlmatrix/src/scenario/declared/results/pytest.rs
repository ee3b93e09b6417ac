//! The format of pytest with `-v`: a line `FILE::TEST PASSED [ 50%]` for each test, between `collected N items` and a
//! last line with the totals.

use std::sync::LazyLock;

use regex::Regex;

use super::told::{Came, Told};

/// What its plan looks like, for messages about a missing one.
pub(super) const PLAN: &str = "collected N items";

static COLLECTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:collecting \.\.\. )?collected (\d+) items?(?: / .*?(\d+) deselected.*)?")
        .expect("a test uses it")
});
static TEST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\S+::.+?) ([A-Z]+)(?: \(.*)?(?:\s+\[ *\d+%\])?$").expect("a test uses it")
});
static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^=+ (?:\d+ [a-z]+, )*\d+ [a-z]+ in [\d.]+s.* =+$").expect("a test uses it")
});

/// What `text`, its standard output, reports.
pub(super) fn read(text: &str) -> Told {
    let mut told = Told::default();
    let mut is_summed_up = false;
    // After the tests, failures are shown, with whatever was printed in them.
    let mut is_list = true;
    for line in text.lines().map(str::trim_end) {
        is_list &=
            !line.starts_with("====") || !line.contains(" FAILURES ") && !line.contains(" ERRORS ");
        if let Some(count) = COLLECTED.captures(line) {
            let number = |at| count.get(at).and_then(|it| it.as_str().parse().ok()).unwrap_or(0);
            let (all, left_out): (usize, usize) = (number(1), number(2));
            told.promise(all.saturating_sub(left_out));
        } else if SUMMARY.is_match(line) {
            is_summed_up = true;
        } else if let Some(test) = TEST.captures(line).filter(|_| is_list) {
            match came(&test[2]) {
                Some(came) => told.add(&test[1], came),
                None => told.break_off(format!("a line that is not a result: {line}")),
            }
        }
    }
    if !is_summed_up {
        told.break_off("it did not come to its summary");
    }
    told
}

fn came(word: &str) -> Option<Came> {
    Some(match word {
        "PASSED" => Came::Ok,
        "FAILED" => Came::Failed,
        "ERROR" => Came::Error,
        "SKIPPED" => Came::Skip,
        "XFAIL" => Came::Todo,
        "XPASS" => Came::Unexpected,
        _ => return None,
    })
}
