//! The format of automake's parallel test driver: `PASS: NAME` for each test, and a summary with `# TOTAL:  N`.

use super::told::{Came, Told};

/// What its plan looks like, for messages about a missing one.
pub(super) const PLAN: &str = "# TOTAL: N";

/// What `text`, its standard output, reports.
pub(super) fn read(text: &str) -> Told {
    let mut told = Told::default();
    for line in text.lines().map(str::trim_end) {
        if let Some(count) = line.strip_prefix("# TOTAL:") {
            match count.trim().parse() {
                Ok(count) => told.promise(count),
                Err(_) => told.break_off(format!("a line that is not a sum: {line}")),
            }
        } else if let Some((came, name)) = point(line) {
            told.add(name, came);
        }
    }
    told
}

fn point(line: &str) -> Option<(Came, &str)> {
    let (word, name) = line.split_once(": ")?;
    let came = match word {
        "PASS" => Came::Ok,
        "FAIL" => Came::Failed,
        "SKIP" => Came::Skip,
        "XFAIL" => Came::Todo,
        "XPASS" => Came::Unexpected,
        "ERROR" => Came::Error,
        _ => return None,
    };
    Some((came, name))
}
