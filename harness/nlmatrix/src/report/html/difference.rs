//! The differences between two runs as a page.

use askama::Template;

use crate::run::{CellId, Outcome, Run, page_name};

use super::super::ReportError;
use super::super::diff::{CellChange, Diff, diff};
use super::super::text::{moment, visible_run};
use super::breakable::coded;
use super::links::key_of_id;
use super::policy::{BASE, policy};

#[derive(Template)]
#[template(path = "diff.html")]
struct DiffPage {
    policy: String,
    style: &'static str,
    old: String,
    new: String,
    changes: String,
    worse: bool,
}

/// Longer lists are folded: a page should not begin with a thousand cells.
const MANY: usize = 25;

/// What changed, as a part of a page.
#[derive(Template)]
#[template(path = "changes.html")]
pub(super) struct Changes<'a> {
    /// The differences.
    pub(super) diff: &'a Diff,
    /// Are the pages of the cells next to it?
    pub(super) linked: bool,
}

impl Changes<'_> {
    /// Lists of cells, each with its heading and class.
    fn cells(&self) -> [(&'static str, &'static str, &[CellChange]); 5] {
        let Diff { new_failures, fixed, no_longer_run, run_again, changed, .. } = self.diff;
        [
            ("New failures", "bad", new_failures),
            ("No longer run", "lost", no_longer_run),
            ("Fixed", "good", fixed),
            ("Run again", "good", run_again),
            ("Changed outcome", "known", changed),
        ]
    }

    /// Lists of ids, each with its heading.
    fn ids(&self) -> [(&'static str, Vec<String>); 5] {
        let Diff { new_stale, new_cells, vanished_cells, new_kernels, vanished_kernels, .. } =
            self.diff;
        [
            ("New stale expectations", new_stale.clone()),
            ("New kernels", new_kernels.clone()),
            ("Vanished kernels", vanished_kernels.clone()),
            ("New cells", new_cells.iter().map(CellId::to_string).collect()),
            ("Vanished cells", vanished_cells.iter().map(CellId::to_string).collect()),
        ]
    }
}

/// The earlier outcome, in words.
fn before(outcome: &Option<Outcome>) -> &'static str {
    outcome.map_or("new", Outcome::words)
}

/// A version that does not exist or is not known.
fn version(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// The differences between `new` and `old` as one self-contained page.
pub fn diff_html(old: &Run, new: &Run) -> Result<String, ReportError> {
    let diff = diff(old, new);
    let page = DiffPage {
        policy: policy(&[BASE], None),
        style: BASE,
        old: visible_run(old).host.started,
        new: visible_run(new).host.started,
        changes: Changes { diff: &diff, linked: false }.render()?,
        worse: diff.worse,
    };
    Ok(page.render()?)
}

#[cfg(test)]
mod tests {
    use super::super::super::diff::later;
    use super::super::super::fixture::fixture;
    use super::*;

    #[test]
    fn one_of_everything() {
        let page = diff_html(&fixture(), &later()).unwrap();
        assert!(!page.contains("<script"));
        insta::assert_snapshot!(page.replace(BASE, "/* base.css */"));
    }
}
