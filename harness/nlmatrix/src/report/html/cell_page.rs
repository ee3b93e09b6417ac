//! A page of its own for each cell, with everything that the run recorded of it.

use askama::Template;

use crate::run::{CellId, CellRecord, Run, page_name};

use super::super::ReportError;
use super::super::text::visible_run;
use super::budget::Budget;
use super::cell::CellView;
use super::links::has_page;
use super::policy::{BASE, policy};

#[derive(Template)]
#[template(path = "cell-page.html")]
struct CellPage<'a> {
    id: &'a CellId,
    policy: &'a str,
    style: &'static str,
    content: String,
}

/// Passes each cell's page, with its file name, to `keep`; `index.html` links to these pages in the folder `cells`.
pub fn cell_pages<E: From<ReportError>>(
    run: &Run,
    mut keep: impl FnMut(&str, &str) -> Result<(), E>,
) -> Result<(), E> {
    let run = visible_run(run);
    for cell in run.cells.iter().filter(|cell| has_page(cell)) {
        keep(&page_name(&cell.id), &cell_page_of(&run, cell)?)?;
    }
    Ok(())
}

/// The page of one cell; the texts of its run have to be visible already.
pub(crate) fn cell_page_of(run: &Run, cell: &CellRecord) -> Result<String, ReportError> {
    let content = CellView::of(run, cell, Budget::unlimited()).render()?;
    let policy = policy(&[BASE], None);
    Ok(CellPage { id: &cell.id, policy: &policy, style: BASE, content }.render()?)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::fixture;
    use super::*;

    fn pages() -> Vec<(String, String)> {
        let mut pages = Vec::new();
        let keep = |name: &str, page: &str| {
            pages.push((name.to_owned(), page.to_owned()));
            Ok::<(), ReportError>(())
        };
        cell_pages(&fixture(), keep).unwrap();
        pages
    }

    #[test]
    fn nothing_is_left_out_and_nothing_of_a_guest_is_markup() {
        let pages = pages();
        let had = fixture().cells.iter().filter(|cell| has_page(cell)).count();
        assert_eq!(pages.len(), had);
        for (name, page) in pages {
            assert!(!name.contains(['/', '<']), "{name}");
            assert!(!page.contains("<script") && page.contains("&#60;script&#62;"), "{name}");
            assert!(!page.contains("not shown"), "{name}");
        }
    }

    #[test]
    fn the_fixture() {
        let (_, page) = pages().swap_remove(3);
        insta::assert_snapshot!(page.replace(BASE, "/* base.css */"));
    }
}
