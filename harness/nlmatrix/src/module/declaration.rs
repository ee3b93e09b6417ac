//! The kernel's own declaration of a symbol, at the place in the compiler's note.

use std::sync::LazyLock;

use camino::Utf8Path;
use regex::Regex;

/// How many lines of a declaration are followed.
const LINES: usize = 12;

static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<file>[^\s:]+):(?P<line>\d+):\d+: note: (?:declared here|expected .*)$")
        .expect("a fixed expression")
});

/// The declaration to which the notes after an error point; empty if there is none.
///
/// `after` are the lines of the log from the error on.
pub(super) fn find<'a>(after: impl Iterator<Item = &'a str>) -> String {
    let own_notes = after.skip(1).take_while(|line| !line.contains(" error: "));
    let place = own_notes.filter_map(|line| NOTE.captures(line)).find_map(|note| {
        let line: usize = note["line"].parse().ok()?;
        read(Utf8Path::new(&note["file"]), line)
    });
    place.unwrap_or_default()
}

/// From `line` (counted from 1; the return type may be on the line before) to the end of the declaration.
fn read(file: &Utf8Path, line: usize) -> Option<String> {
    let text = fs_err::read_to_string(file).ok()?;
    let lines: Vec<&str> = text.lines().collect();
    let before = lines.get(line.checked_sub(2)?)?.trim();
    let goes_on =
        !before.is_empty() && !before.ends_with([';', '}', '/', ',']) && !before.starts_with('#');
    let start = if goes_on { line - 2 } else { line - 1 };
    let mut found = Vec::new();
    for text in lines.get(start..)?.iter().take(LINES) {
        found.push(text.trim_end());
        if text.trim_end().ends_with([';', '{', ')', '}']) {
            break;
        }
    }
    Some(found.join("\n"))
}
