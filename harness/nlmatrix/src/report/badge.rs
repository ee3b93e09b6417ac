//! A badge in the style of shields.io.

use crate::run::{Run, Tally};

/// Width of one character of the badge's font, in pixels, roughly.
const CHARACTER: usize = 7;

/// An SVG that says how many cells went as expected, and how many did not run. It contains no text from guests.
pub fn badge(run: &Run) -> String {
    let tally = Tally::of(run);
    let bad = tally.not_as_expected + run.stale.len();
    let apart = match tally.did_not_run {
        0 => String::new(),
        count => format!(", {count} did not run"),
    };
    let (message, colour) = match (tally.ran(), bad) {
        (_, 1..) => (format!("{bad} unexpected{apart}"), "#b3261e"),
        (0, 0) => ("nothing ran".to_owned(), "#6b6b6b"),
        (ran, 0) if run.lacks_results() => (format!("{ran} as expected{apart}"), "#8a5a00"),
        (ran, 0) => (format!("{ran} as expected{apart}"), "#2d7a1f"),
    };
    svg("nlmatrix", &message, colour)
}

/// Two boxes with a word in each.
fn svg(label: &str, message: &str, colour: &str) -> String {
    let [left, right] = [label, message].map(|text| text.len() * CHARACTER + 10);
    let (width, first, second) = (left + right, left / 2, left + right / 2);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {message}"><title>{label}: {message}</title><rect width="{left}" height="20" fill="#444"/><rect x="{left}" width="{right}" height="20" fill="{colour}"/><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="{first}" y="14">{label}</text><text x="{second}" y="14">{message}</text></g></svg>
"##
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fixture;
    use super::*;
    use crate::run::Status;

    #[test]
    fn says_how_many_are_unexpected() {
        let run = fixture();
        let bad = Tally::of(&run).not_as_expected + run.stale.len();
        assert!(badge(&run).contains(&format!("nlmatrix: {bad} unexpected, 6 did not run")));
    }

    #[test]
    fn what_did_not_run_is_never_part_of_the_green() {
        let mut run = fixture();
        run.stale.clear();
        run.cells.retain(|cell| cell.status() == Status::AsExpected);
        let (ran, away) = (run.cells.len(), fixture().cells.pop().unwrap());
        run.cells.push(away.clone());
        let shown = badge(&run);
        assert!(shown.contains(&format!("{ran} as expected, 1 did not run")), "{shown}");
        run.cells = vec![away];
        assert!(badge(&run).contains("nothing ran"));
    }
}
