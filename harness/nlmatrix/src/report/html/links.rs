//! Names within the report: classes, anchors and the cells' own pages.

use crate::run::{CellId, CellRecord, ModuleId, Outcome, cell_page, plain};

/// The CSS class of an outcome: it depends first on whether it is as expected, then on what it is.
pub(crate) fn class_of(outcome: Outcome, as_expected: bool) -> &'static str {
    match (as_expected, outcome) {
        (false, outcome) if outcome.is_no_result() => "lost",
        (false, _) => "bad",
        (true, Outcome::Pass) => "good",
        (true, Outcome::BuildRefused) => "refused",
        (true, outcome) if outcome.is_out_of_reach() => "none",
        (true, _) => "known",
    }
}

/// The CSS class of a cell.
pub(super) fn class(cell: &CellRecord) -> &'static str {
    class_of(cell.outcome, cell.as_expected)
}

/// Has the cell anything to show, except why it is not available?
pub(super) fn has_page(cell: &CellRecord) -> bool {
    cell.outcome != Outcome::Unavailable
}

/// What a cell in the matrix links to.
pub(super) fn cell_link(cell: &CellRecord) -> String {
    if has_page(cell) {
        cell_page(&cell.id)
    } else {
        format!("#{}", kernel_anchor(&cell.id.kernel))
    }
}

/// A cell's id, with plain characters only.
pub(super) fn key(cell: &CellRecord) -> String {
    key_of_id(&cell.id)
}

/// The same for an id alone.
pub(in crate::report) fn key_of_id(id: &CellId) -> String {
    id.to_string().split('/').map(plain).collect::<Vec<_>>().join("/")
}

/// A cell's key without its kernel: the same for the whole row of the matrix.
pub(super) fn row_key(cell: &CellRecord) -> String {
    let key = key(cell);
    key.split_once('/').map_or(key.clone(), |(_, row)| row.to_owned())
}

/// The anchor of a kernel.
pub(super) fn kernel_anchor(kernel: &str) -> String {
    format!("kernel/{}", plain(kernel))
}

/// The anchor of a generation.
pub(super) fn generation_anchor(module: &ModuleId) -> String {
    format!("generation/{}", plain(module.to_string()))
}

/// The anchor of a scenario.
pub(super) fn scenario_anchor(system: &str, scenario: &str) -> String {
    format!("scenario/{}/{}", plain(system), plain(scenario))
}

/// Is `text` a link that can be followed? Sources of expectations often are.
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
}
