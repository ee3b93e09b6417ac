//! Keeps the page small: how much of each long text it shows. Full texts are on the cells' own pages.

use crate::run::Run;

/// All cells' details of a page, in bytes of HTML before compression.
const PAGE: usize = 16_000_000;
/// The maximum for one cell that is as expected.
const CELL: usize = 24_000;
/// The least of a cell that is worth showing.
const LEAST: usize = 400;
/// Cells that are not as expected get this many times as much room as the others.
const WEIGHT: usize = 4;

/// Bytes of HTML per cell.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    share: usize,
}

impl Budget {
    /// Divides the page among the cells of `run`.
    pub(super) fn of(run: &Run) -> Self {
        let unexpected = run.cells.iter().filter(|cell| !cell.as_expected).count();
        let shares = run.cells.len() + (WEIGHT - 1) * unexpected;
        Self { share: (PAGE / shares.max(1)).min(CELL) }
    }

    /// No limit: for a cell's own page.
    pub(super) fn unlimited() -> Self {
        Self { share: usize::MAX / (16 * WEIGHT) }
    }

    /// Half of it; `None` if that is too little to say anything.
    pub(super) fn half(self) -> Option<Self> {
        Some(Self { share: self.share / 2 }).filter(|half| half.share >= LEAST)
    }

    /// The budget of one cell.
    pub(super) fn cell(&self, as_expected: bool) -> usize {
        if as_expected { self.share } else { self.share * WEIGHT }
    }
}
/// A part of a text, and how much was left out.
pub(super) struct Excerpt<'a> {
    /// What is shown.
    pub(super) text: &'a str,
    /// How many characters are not.
    pub(super) omitted: usize,
}

/// The end of `text` that costs at most `budget`, from the start of a line if possible.
pub(super) fn tail(text: &str, budget: usize) -> Excerpt<'_> {
    let mut spent = 0;
    let fits = text.char_indices().rev().take_while(|(_, c)| {
        spent += cost_of(*c);
        spent <= budget
    });
    let mut start = fits.last().map_or(text.len(), |(index, _)| index);
    if let (1.., Some(line)) = (start, text[start..].find('\n')) {
        start += line + 1;
    }
    Excerpt { text: &text[start..], omitted: text[..start].chars().count() }
}

/// The start of `text` that costs at most `budget`.
pub(super) fn head(text: &str, budget: usize) -> Excerpt<'_> {
    let mut spent = 0;
    let over = text.char_indices().find(|(_, c)| {
        spent += cost_of(*c);
        spent > budget
    });
    let end = over.map_or(text.len(), |(index, _)| index);
    Excerpt { text: &text[..end], omitted: text[end..].chars().count() }
}

/// What `text` costs, in bytes of HTML.
pub(super) fn cost(text: &str) -> usize {
    text.chars().map(cost_of).sum()
}

/// An escaped character takes five bytes.
fn cost_of(c: char) -> usize {
    if matches!(c, '<' | '>' | '&' | '"' | '\'') { 5 } else { c.len_utf8() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_keep_to_their_budget_and_to_lines() {
        let text = "first\nsecond\n<&>\n";
        let end = tail(text, 20);
        assert_eq!((end.text, end.omitted), ("<&>\n", 13));
        assert_eq!(tail(text, 1000).omitted, 0);
        assert_eq!(tail(text, 0).text, "");
        let start = head("a<<b", 6);
        assert_eq!((start.text, start.omitted), ("a<", 2));
    }
}
