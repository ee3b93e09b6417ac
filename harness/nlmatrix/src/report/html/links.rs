//! Names within the report: classes, anchors and the cells' own pages.

use crate::run::{BuildRecord, CellRecord, Outcome};

use super::super::text::symbol;

/// The CSS class of an outcome: it follows from whether it is as expected, then from what it is.
pub(in crate::report) fn class_of(outcome: Outcome, as_expected: bool) -> &'static str {
    match (as_expected, outcome) {
        (false, outcome) if outcome.is_no_result() => "lost",
        (false, _) => "bad",
        (true, Outcome::Pass) => "good",
        (true, outcome) if outcome.is_out_of_reach() => "none",
        (true, _) => "known",
    }
}

/// The CSS class of a cell.
pub(super) fn class(cell: &CellRecord) -> &'static str {
    class_of(cell.outcome, cell.as_expected)
}

/// The sign and the outcome of a cell, `!` where it is not as expected.
pub(super) fn sign(cell: &CellRecord) -> String {
    format!("{} {}", symbol(cell.outcome), cell.outcome)
}

/// The page that has the whole of a cell, as seen from `index.html`.
pub(super) fn cell_page(cell: &CellRecord) -> String {
    page_of(&cell.id)
}

/// The same of the cell `id`.
pub(crate) fn page_of(id: &str) -> String {
    format!("cells/{}", page_name(id))
}

/// The file name of the page of the cell `id`.
pub(super) fn page_name(id: &str) -> String {
    format!("{}.html", id.split('/').map(plain).collect::<Vec<_>>().join("__"))
}

/// Has the cell anything to show besides why it is not to be had?
pub(super) fn has_page(cell: &CellRecord) -> bool {
    cell.outcome != Outcome::Unavailable
}

/// What a cell in the matrix links to.
pub(super) fn cell_link(cell: &CellRecord) -> String {
    if has_page(cell) { cell_page(cell) } else { format!("#{}", kernel_anchor(&cell.kernel)) }
}

/// A cell's id with only plain characters.
pub(super) fn key(cell: &CellRecord) -> String {
    key_of_id(&cell.id)
}

/// The same for an id alone.
pub(in crate::report) fn key_of_id(id: &str) -> String {
    id.split('/').map(plain).collect::<Vec<_>>().join("/")
}

/// A cell's key without its kernel: the same along a row of the matrix.
pub(super) fn row_key(cell: &CellRecord) -> String {
    let key = key(cell);
    key.split_once('/').map_or(key.clone(), |(_, row)| row.to_owned())
}

/// The anchor of a kernel.
pub(super) fn kernel_anchor(kernel: &str) -> String {
    format!("kernel/{}", plain(kernel))
}

/// The anchor of a build.
pub(super) fn build_anchor(build: &BuildRecord) -> String {
    let parts = [&build.kernel, &build.system, &build.generation].map(plain);
    format!("build/{}", parts.join("/"))
}

/// `part` with only characters that need no quoting in a link or a file name.
pub(in crate::report) fn plain(part: impl AsRef<str>) -> String {
    let fit = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }
    };
    let fitted: String = part.as_ref().chars().map(fit).collect();
    if fitted.starts_with('.') { format!("_{fitted}") } else { fitted }
}

/// Is `text` a link that may be followed? Sources of expectations often are.
pub(super) fn is_link(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_a_link() {
        assert!(is_link("https://docs.kernel.org/x"));
        assert!(!is_link("javascript:alert(1)") && !is_link("commit 2d4bc93368f5"));
    }

    #[test]
    fn no_id_leads_out_of_its_folder() {
        assert_eq!(plain("../x"), "_.._x");
        assert_eq!(plain("<b>\"&"), "_b___");
    }
}
