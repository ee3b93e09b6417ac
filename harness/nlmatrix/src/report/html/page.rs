//! The page as a whole: what the template works with.

use askama::Template;

use crate::facts::{shipped, source_of_days};
use crate::run::{
    CellRecord, Gap, LackingClient, Run, SitePage, Status, cell_page, page_name, plain,
};

use super::super::ReportError;
use super::super::diff::{Diff, since};
use super::super::grid::{Grid, Row};
use super::super::text::{
    Tally, Told, duration, is_good, meaning, moment, on_kernels, passed_over, symbol, visible_run,
};
use super::attention::{Attention, Part, others};
use super::breakable::{breakable, coded};
use super::cell::{Past, trend};
use super::chart::{Chart, charts};
use super::difference::Changes;
use super::generation::GenerationView;
use super::headline::headline;
use super::kernel::KernelView;
use super::links::{
    cell_link, class, class_of, generation_anchor, is_link, key, key_of_id, row_key,
};
use super::lookup::Lookup;
use super::map::Map;
use super::pack::{Chunk, chunks};
use super::policy::{BASE, SCRIPT, STYLE, policy};
use super::refusal::{Refusal, refusals};
use super::scenario::ScenarioView;
use super::standing::Standing;
use super::timeline::{Topic, topics};
use super::versions::Suited;

/// The run as one self-contained HTML page: no network, no text from guests as markup, under 5 MB for a thousand
/// cells. Details are compressed, and shortened if they are long; the cells' own pages, see
/// [`cell_pages`](super::cell_pages), have all of them, and are what links lead to if there is no script.
///
/// The map is the first level. Everything else is a leaf with an address of its own, which replaces the map when it
/// is the target, by style alone.
pub fn html(run: &Run) -> Result<String, ReportError> {
    let run = visible_run(run);
    let (lookup, grid, gaps) = (Lookup::of(&run), Grid::of(&run), run.gaps());
    let refusals = refusals(&lookup, &grid);
    let changed = run.history.last().map(|past| (past.started.as_str(), since(past, &run)));
    let parts = Parts { lookup: &lookup, grid: &grid, gaps: &gaps, refusals: &refusals };
    Ok(Page::of(&parts, changed.as_ref().map(|(started, diff)| (*started, diff)))?.render()?)
}

/// What parts of the page are made of.
struct Parts<'a> {
    lookup: &'a Lookup<'a>,
    grid: &'a Grid<'a>,
    gaps: &'a [Gap],
    refusals: &'a [Refusal<'a>],
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    run: &'a Run,
    tally: Tally,
    policy: String,
    took: String,
    headline: String,
    attention: Attention<'a>,
    map: Map<'a>,
    grid: &'a Grid<'a>,
    lookup: &'a Lookup<'a>,
    gaps: &'a [Gap],
    changes: Option<(&'a str, String)>,
    generations: Vec<GenerationView<'a>>,
    scenarios: Vec<ScenarioView<'a>>,
    kernels: Vec<KernelView<'a>>,
    refusals: &'a [Refusal<'a>],
    suited: Vec<Suited>,
    topics: Vec<Topic>,
    charts: Vec<Chart>,
    chunks: Vec<Chunk>,
    /// Flaky cells, with how they ended before.
    flaky: Vec<(&'a CellRecord, Vec<Past<'a>>)>,
}

impl<'a> Page<'a> {
    fn of(parts: &Parts<'a>, since: Option<(&'a str, &Diff)>) -> Result<Self, ReportError> {
        let Parts { lookup, grid, gaps, refusals } = *parts;
        let (run, here) = (lookup.run, grid.main_kernels_here());
        let changes = since.filter(|(_, diff)| !diff.is_empty());
        let changes = changes.map(|(at, diff)| Ok((at, Changes { diff, linked: true }.render()?)));
        Ok(Self {
            tally: Tally::of(run),
            policy: policy(&[BASE, STYLE], Some(SCRIPT)),
            took: duration(run.host.duration_ms as f64),
            headline: headline(run, grid, since),
            attention: Attention::of(run, gaps, since.map(|(_, diff)| diff)),
            map: Map::of(lookup, grid),
            changes: changes.transpose().map_err(|error: askama::Error| error)?,
            generations: GenerationView::all(lookup, grid, refusals),
            scenarios: ScenarioView::all(run, grid),
            kernels: KernelView::all(lookup, grid, gaps),
            refusals,
            suited: Suited::all(lookup, grid),
            topics: topics(run, grid),
            charts: charts(run, &here),
            chunks: chunks(run, grid)?,
            flaky: flaky(lookup),
            grid,
            lookup,
            gaps,
            run,
        })
    }

    fn style(&self) -> String {
        format!("<style>{BASE}</style>\n<style>{STYLE}</style>")
    }

    fn script(&self) -> &'static str {
        SCRIPT
    }

    /// The class and the sign of the headline. A run that is not complete yet is neither good nor bad.
    fn mood(&self) -> (&'static str, &'static str) {
        match is_good(self.run) {
            true => ("good", "✓"),
            false if self.run.to_come > 0 && self.attention.is_empty() => ("none", "…"),
            false => ("bad", "✗"),
        }
    }

    /// How many interfaces differ between kernels.
    fn drifting(&self) -> usize {
        self.topics.iter().map(|topic| topic.changes.len()).sum()
    }

    /// The site that the run knows, if any.
    fn site(&self) -> Option<String> {
        self.run.site().map(|site| format!("{site}/index.html"))
    }

    /// A symbol's page on that site.
    fn page_of(&self, symbol: &str) -> Option<String> {
        shipped().symbol(symbol)?;
        self.run.on_site(SitePage::Symbol(symbol))
    }

    /// Does a system exist to test nlmatrix itself?
    fn is_self_test(&self, system: &str) -> bool {
        self.run.self_tests.contains(system)
    }

    /// The refusals of such systems, or those of the others.
    fn refused(&self, self_tests: bool) -> Vec<&Refusal<'a>> {
        let of = |it: &&Refusal| self.is_self_test(&it.module.system) == self_tests;
        self.refusals.iter().filter(of).collect()
    }

    /// The compiler's line because of which a cell's module did not build.
    fn said_by_compiler(&self, cell: &CellRecord) -> Option<&str> {
        let builds = self.run.builds.iter().filter(|_| cell.failed_to_build());
        let build = builds.into_iter().find(|build| build.is_of(&cell.id))?;
        let line = build.diagnosis.as_ref().map(|it| it.line.as_str());
        line.filter(|line| !line.is_empty())
    }

    /// The output of building the client that a cell lacks, if everything is to be shown.
    fn said_of_client(&self, cell: &CellRecord, list: &Part<'_>) -> Option<&str> {
        let of_cell = |it: &&LackingClient| it.client == cell.lacks;
        let lacking = self.run.lacking_clients.iter().find(of_cell)?;
        Some(lacking.said.as_str()).filter(|said| list.is_whole && !said.is_empty())
    }

    /// A description of a cell, for the script's search.
    fn found(&self, cell: &CellRecord) -> String {
        let status = if cell.status() == Status::NotAsExpected { "!" } else { "" };
        let changed = if self.lookup.has_changed(cell) { "Δ" } else { "" };
        let flaky = if self.lookup.is_flaky(cell) { "~" } else { "" };
        format!("{status}{changed}{flaky}")
    }
}

/// Flaky cells, in the order of the plan.
fn flaky<'a>(lookup: &Lookup<'a>) -> Vec<(&'a CellRecord, Vec<Past<'a>>)> {
    let cells = lookup.run.cells.iter().filter(|cell| lookup.is_flaky(cell));
    cells.map(|cell| (cell, trend(lookup.run, cell))).collect()
}

/// A generation's page leaves that to the list of all problems.
fn nothing_said<'a>() -> Option<&'a str> {
    None
}

/// A cell by itself, without others like it.
fn nothing_like<'a>() -> &'a [Told<'a>] {
    &[]
}

/// The key of a row, taken from any of its cells.
fn key_of(row: &Row) -> String {
    row.cells.iter().flatten().next().map_or(String::new(), |cell| row_key(cell))
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{cells, fixture};
    use super::super::super::markdown;
    use super::*;
    use crate::run::{CellId, ModuleId, Outcome};

    /// The page without its own style and script.
    fn body(page: &str) -> String {
        page.replace(SCRIPT, "").replace(STYLE, "").replace(BASE, "")
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
            let link = cell_link(cell);
            assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
        }
        assert!(page.contains(&run.kernels[0].origin[0].sha256));
        assert!(page.contains("8 as expected, 7 not as expected, 6 did not run"));
        assert!(page.contains("kernels get 2.6.24"), "the command that gets what did not run");
    }

    #[test]
    fn a_build_that_fails_is_told_once() {
        let mut run = fixture();
        for (index, cell) in run.cells.iter_mut().take(3).enumerate() {
            cell.id = CellId::new("k", ModuleId::new("own", ""), &format!("s{index}"));
            (cell.outcome, cell.as_expected) = (Outcome::BuildFail, false);
            cell.reason = "no such header".to_owned();
        }
        let page = html(&run).unwrap();
        let list = page.split("<section").find(|it| it.contains("id=\"problems\""));
        for report in [list.unwrap().to_owned(), markdown(&run)] {
            assert_eq!(report.matches("no such header").count(), 1, "{report}");
            assert!(report.contains("lso affected: s1, s2"), "{report}");
        }
    }

    #[test]
    fn a_thousand_cells_stay_under_five_megabytes() {
        let page = html(&cells(1000)).unwrap();
        assert!(page.len() < 5_000_000, "{} bytes", page.len());
        assert!(page.contains("<template"));
    }

    #[test]
    fn the_details_are_in_the_page() {
        use base64::Engine as _;
        use std::io::Read as _;
        let page = html(&fixture()).unwrap();
        let start = page.find("<template data-row=\"nlecho.g5-cfg/echo\">").unwrap();
        let data = page[start..].split(['>', '<']).nth(2).unwrap();
        let zlib = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
        let mut details = String::new();
        flate2::read::ZlibDecoder::new(&*zlib).read_to_string(&mut details).unwrap();
        assert_eq!(details.matches("<article").count(), 4);
        assert!(details.contains("14000000 03000500") && details.contains("NLMSG_DONE"));
        assert!(!details.contains("<script"));
    }

    /// For developers: `NLMATRIX_REPORT=/tmp/report.html cargo test` leaves the page there.
    #[test]
    fn leave_the_page_for_people() {
        if let Ok(path) = std::env::var("NLMATRIX_REPORT") {
            fs_err::write(path, html(&fixture()).unwrap()).unwrap();
        }
    }
}
