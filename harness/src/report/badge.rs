//! A badge in the style of shields.io.

use crate::run::Run;

use super::text::Tally;

/// Width of one character of the badge's font, in pixels, roughly.
const CHARACTER: usize = 7;

/// An SVG that says how many cells went as expected. Holds no text from guests.
pub fn badge(run: &Run) -> String {
    let tally = Tally::of(run);
    let bad = tally.unexpected + run.stale.len();
    let (message, colour) = match (run.cells.len(), bad) {
        (0, _) => ("no cells".to_owned(), "#6b6b6b"),
        (cells, 0) => (format!("{cells} as expected"), "#2d7a1f"),
        (_, bad) => (format!("{bad} unexpected"), "#b3261e"),
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

    #[test]
    fn says_how_many_are_unexpected() {
        let run = fixture();
        let bad = Tally::of(&run).unexpected + run.stale.len();
        assert!(badge(&run).contains(&format!("nlmatrix: {bad} unexpected")));
    }
}
