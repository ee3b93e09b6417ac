//! The page as a whole: what the template gets to see.

use askama::Template;

use crate::outcome::Outcome;
use crate::run::{BuildRecord, CellRecord, Run};

use super::super::ReportError;
use super::super::grid::Grid;
use super::super::text::{Tally, duration, meaning, symbol, unexpected, visible_run};
use super::band::{self, Band};
use super::budget::{Budget, Excerpt, tail};
use super::cell::{CellView, Consoles, anchor, verdict_symbol};
use super::chart::{Chart, charts};
use super::policy::{SCRIPT, STYLE, policy};

/// The run as one self-contained HTML page: no network, no text of a guest as markup, under 5 MB
/// for a thousand cells (long texts are cut, with a note; `run.json` has them whole).
pub fn html(run: &Run) -> Result<String, ReportError> {
    Ok(Page::of(&visible_run(run)).render()?)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    run: &'a Run,
    tally: Tally,
    policy: String,
    style: &'static str,
    script: &'static str,
    took: String,
    grid: Grid<'a>,
    cells: Vec<CellView<'a>>,
    unexpected: Vec<&'a CellRecord>,
    bands: Vec<Band>,
    probes: Vec<Band>,
    charts: Vec<Chart>,
    builds: Vec<BuildView<'a>>,
}

/// A build that failed.
struct BuildView<'a> {
    build: &'a BuildRecord,
    anchor: String,
    log: Excerpt<'a>,
}

impl<'a> Page<'a> {
    fn of(run: &'a Run) -> Self {
        let grid = Grid::of(run);
        let budget = Budget::of(run);
        let mut consoles = Consoles::new();
        let mut view = |cell| CellView::of(cell, budget, &mut consoles);
        Self {
            tally: Tally::of(run),
            policy: policy(),
            style: STYLE,
            script: SCRIPT,
            took: duration(run.host.duration_ms as f64),
            cells: run.cells.iter().map(&mut view).collect(),
            unexpected: unexpected(run).collect(),
            bands: band::builds(run, &grid.kernels),
            probes: band::probes(run, &grid.kernels),
            charts: charts(run, &grid.kernels),
            builds: failed_builds(run, budget),
            grid,
            run,
        }
    }

    /// `good` or `bad`, for the headline.
    fn mood(&self) -> &'static str {
        if self.unexpected.is_empty() && self.run.stale.is_empty() { "good" } else { "bad" }
    }
}

/// Builds that did not build, each with its log's end.
fn failed_builds(run: &Run, budget: Budget) -> Vec<BuildView<'_>> {
    let failed = run.builds.iter().filter(|build| !build.built);
    let view = |build| BuildView {
        build,
        anchor: band::build_anchor(build),
        log: tail(&build.log, budget.build),
    };
    failed.map(view).collect()
}

/// The CSS class of a cell: how it looks follows from whether it is as expected, then from what.
fn class(cell: &CellRecord) -> &'static str {
    match (cell.as_expected, cell.outcome) {
        (false, outcome) if outcome.is_no_result() => "lost",
        (false, _) => "bad",
        (true, Outcome::Pass) => "good",
        (true, Outcome::Unavailable) => "none",
        (true, _) => "known",
    }
}

/// Is `text` a link that may be followed? Sources of expectations often are.
fn is_link(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{cells, fixture};
    use super::*;

    /// What the page is without the style and script that it brings itself.
    fn body(page: &str) -> String {
        page.replace(SCRIPT, "").replace(STYLE, "")
    }

    #[test]
    fn no_text_of_a_guest_is_markup() {
        let page = html(&fixture()).unwrap();
        let body = body(&page);
        assert_eq!(body.matches("<script").count(), 1);
        assert!(body.contains("&#60;script&#62;alert(1)"));
        assert!(!body.contains("alert(1)</"));
        assert!(!page.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
    }

    #[test]
    fn everything_is_there() {
        let run = fixture();
        let page = html(&run).unwrap();
        for cell in &run.cells {
            let anchor = anchor(cell);
            assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
            assert!(page.contains(&format!("href=\"#{anchor}\"")), "{anchor}");
        }
        assert!(page.contains(&run.kernels[0].origin[0].sha256));
        assert!(page.contains("as expected, 9 not"));
    }

    #[test]
    fn a_thousand_cells_stay_under_five_megabytes() {
        let page = html(&cells(1000)).unwrap();
        assert!(page.len() < 5_000_000, "{} bytes", page.len());
        assert!(page.contains("run.json"));
    }

    /// For people: `NLMATRIX_REPORT=/tmp/report.html cargo test` leaves the page there.
    #[test]
    fn leave_the_page_for_people() {
        if let Ok(path) = std::env::var("NLMATRIX_REPORT") {
            fs_err::write(path, html(&fixture()).unwrap()).unwrap();
        }
    }

    #[test]
    fn only_https_is_a_link() {
        assert!(is_link("https://docs.kernel.org/x"));
        assert!(!is_link("javascript:alert(1)") && !is_link("commit 2d4bc93368f5"));
    }
}
