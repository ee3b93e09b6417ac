//! The format of Rust's test binaries: `running N tests`, a line `test NAME ... ok` for each, and `test result: …`.
//! The outputs of several binaries, one after the other, count as one.

use super::told::{Came, Told};

/// What its plan looks like, for messages about a missing one.
pub(super) const PLAN: &str = "running N tests";

/// What `text`, its standard output, reports.
pub(super) fn read(text: &str) -> Told {
    let mut told = Told::default();
    let (mut begun, mut ended) = (0, 0);
    for line in text.lines().map(str::trim_end) {
        if let Some(count) = line.strip_prefix("running ").and_then(count) {
            begun += 1;
            told.promise(count);
        } else if let Some(result) = line.strip_prefix("test result: ") {
            ended += 1;
            // It may count more than its lines show: some tests cannot be named.
            if !result.starts_with("ok") && !told.points.iter().any(|(_, came)| came.fails()) {
                told.break_off(line);
            }
        } else if let Some((name, word)) = test(line) {
            match came(word) {
                Some(came) => told.add(name, came),
                None => told.break_off(format!("a line that is not a result: {line}")),
            }
        }
    }
    if ended < begun {
        told.break_off(format!("{begun} began, and {ended} came to their `test result`"));
    }
    told
}

/// `5 tests`.
fn count(rest: &str) -> Option<usize> {
    let (count, word) = rest.split_once(' ')?;
    count.parse().ok().filter(|_| ["test", "tests"].contains(&word))
}

/// The name and the result of `test NAME ... ok`.
fn test(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("test ")?.rsplit_once(" ... ")
}

fn came(word: &str) -> Option<Came> {
    Some(match word {
        "ok" => Came::Ok,
        "FAILED" => Came::Failed,
        // `ignored, REASON`
        _ if word.starts_with("ignored") => Came::Skip,
        // With `--report-time`, a duration follows.
        _ if word.starts_with("ok <") => Came::Ok,
        _ if word.starts_with("FAILED <") => Came::Failed,
        _ => return None,
    })
}
