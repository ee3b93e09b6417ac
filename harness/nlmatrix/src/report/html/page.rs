//! The page as a whole: what the template gets to see.

use std::collections::HashMap;

use askama::Template;

use crate::run::{CellRecord, Gap, PastCell, Run};

use super::super::ReportError;
use super::super::diff::since;
use super::super::grid::{Grid, Row};
use super::super::text::{
    Tally, Told, duration, is_good, meaning, moment, on_kernels, passed_over, symbol, told,
    visible_run,
};
use super::band::{self, Band};
use super::behaviour::behaviours;
use super::build::{Refusal, refusals};
use super::chart::{Chart, charts};
use super::difference::Changes;
use super::links::{cell_link, cell_page, class, kernel_anchor, key, plain, row_key, sign};
use super::pack::{Chunk, chunks};
use super::policy::{BASE, SCRIPT, STYLE, policy};

/// Kernel ids stand upright over their columns when there are more than this.
const UPRIGHT: usize = 12;

/// The run as one self-contained HTML page: no network, no text of a guest as markup, under 5 MB
/// for a thousand cells (details are compressed, and cut when they are long; the cells' own pages,
/// see [`cell_pages`](super::cell_pages), have them whole and are what links lead to without a
/// script).
pub fn html(run: &Run) -> Result<String, ReportError> {
    Ok(Page::of(&visible_run(run))?.render()?)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    run: &'a Run,
    tally: Tally,
    policy: String,
    took: String,
    grid: Grid<'a>,
    before: HashMap<&'a str, PastCell>,
    unexpected: Vec<Told<'a>>,
    gaps: Vec<Gap>,
    since: Option<(String, String)>,
    bands: Vec<(&'a str, Vec<Band>)>,
    probes: Vec<Band>,
    constants: Vec<Band>,
    charts: Vec<Chart>,
    refusals: Vec<Refusal<'a>>,
    chunks: Vec<Chunk>,
}

impl<'a> Page<'a> {
    fn of(run: &'a Run) -> Result<Self, ReportError> {
        let grid = Grid::of(run);
        let here = grid.kernels_here();
        let (constants, probes) =
            band::probes(run, &here).into_iter().partition(|band| band.is_constant());
        let last = run.history.last();
        let before = last.into_iter().flat_map(|past| &past.cells);
        Ok(Self {
            tally: Tally::of(run),
            policy: policy(&[BASE, STYLE], Some(SCRIPT)),
            took: duration(run.host.duration_ms as f64),
            before: before.map(|(id, cell)| (id.as_str(), *cell)).collect(),
            unexpected: told(run),
            gaps: run.gaps(),
            since: since_last(run)?,
            bands: bands(run, &grid),
            probes,
            constants,
            charts: charts(run, &here),
            refusals: refusals(run, &grid),
            chunks: chunks(run, &grid)?,
            grid,
            run,
        })
    }

    fn style(&self) -> String {
        format!("<style>{BASE}</style>\n<style>{STYLE}</style>")
    }

    fn script(&self) -> &'static str {
        SCRIPT
    }

    /// `good` or `bad`, for the headline.
    fn mood(&self) -> &'static str {
        if is_good(self.run) { "good" } else { "bad" }
    }

    /// `upright` when there are many columns to show.
    fn heads(&self) -> &'static str {
        if self.grid.here().len() > UPRIGHT { "upright" } else { "" }
    }

    fn columns(&self) -> Vec<usize> {
        (0..self.grid.kernels.len()).collect()
    }

    /// How many kernels cannot be had.
    fn away(&self) -> usize {
        self.grid.away.iter().filter(|away| **away).count()
    }

    /// Did the cell end otherwise than in the run before?
    fn changed(&self, cell: &CellRecord) -> bool {
        let earlier = self.before.get(cell.id.as_str());
        earlier.is_some_and(|it| (it.outcome, it.as_expected) != (cell.outcome, cell.as_expected))
    }

    /// Classes of a matrix cell in `column`.
    fn classes(&self, cell: &Option<&CellRecord>, column: &usize) -> String {
        let class = cell.map_or("", class);
        let away = if self.grid.away[*column] { " away" } else { "" };
        format!("{class}{away}")
    }

    /// Each outcome's part of all cells: class, start and width in thousandths.
    fn parts(&self) -> Vec<(&'static str, usize, usize)> {
        let total = self.run.cells.len().max(1);
        let mut start = 0;
        let classes = ["good", "known", "none", "bad", "lost"].into_iter();
        classes
            .map(|name| {
                let count = self.run.cells.iter().filter(|cell| class(cell) == name).count();
                let part = (name, start, count * 1000 / total);
                start += part.2;
                part
            })
            .filter(|part| part.2 > 0)
            .collect()
    }
}

/// The key of a row, from any of its cells.
fn key_of(row: &Row) -> String {
    row.cells.iter().flatten().next().map_or(String::new(), |cell| row_key(cell))
}

/// When the last run was, and what changed since then as a part of the page.
fn since_last(run: &Run) -> Result<Option<(String, String)>, ReportError> {
    let Some(past) = run.history.last() else { return Ok(None) };
    let diff = since(past, run);
    Ok(Some((past.started.clone(), Changes { diff: &diff, linked: true }.render()?)))
}

/// By system: where each generation builds, and what each scenario saw.
fn bands<'a>(run: &Run, grid: &Grid<'a>) -> Vec<(&'a str, Vec<Band>)> {
    let kernels = grid.kernels_here();
    let of = |system: &super::super::grid::SystemRows<'a>| {
        let mut bands = band::builds(run, &kernels, system.name);
        bands.extend(behaviours(grid, system));
        (system.name, bands)
    };
    grid.systems.iter().map(of).filter(|(_, bands)| !bands.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{cells, fixture};
    use super::super::super::markdown;
    use super::*;
    use crate::run::Outcome;

    /// What the page is without the style and script that it brings itself.
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
            (cell.kernel, cell.system, cell.generation) = ("k".into(), "own".into(), "".into());
            cell.scenario = format!("s{index}");
            (cell.outcome, cell.as_expected) = (Outcome::BuildFail, false);
            cell.reason = "no such header".to_owned();
        }
        let page = html(&run).unwrap();
        let list = page.split("<h2 id=").find(|section| section.starts_with("\"unexpected\""));
        for report in [list.unwrap().to_owned(), markdown(&run)] {
            assert_eq!(report.matches("no such header").count(), 1, "{report}");
            assert!(report.contains("nd so without it: s1, s2"), "{report}");
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

    /// For people: `NLMATRIX_REPORT=/tmp/report.html cargo test` leaves the page there.
    #[test]
    fn leave_the_page_for_people() {
        if let Ok(path) = std::env::var("NLMATRIX_REPORT") {
            fs_err::write(path, html(&fixture()).unwrap()).unwrap();
        }
    }
}
