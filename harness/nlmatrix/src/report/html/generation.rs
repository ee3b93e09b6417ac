//! What the page says about one generation.

use crate::matrix::BUILD;
use crate::run::{CellRecord, CheckRecord, CheckVerdict, ModuleId, Outcome, Run, SitePage, Status};

use super::super::across::said;
use super::super::grid::{GenerationRows, Grid, Row};
use super::super::text::{Told, told_of, unexpected};
use super::links::{generation_anchor, scenario_anchor};
use super::lookup::Lookup;
use super::range::ranges;
use super::refusal::Refusal;
use super::squares::{Band, bands};

/// One generation, or a system without modules.
pub(super) struct GenerationView<'a> {
    /// Which module.
    pub(super) module: &'a ModuleId,
    /// Its anchor.
    pub(super) anchor: String,
    /// What its system is; empty if the matrix file does not say it.
    pub(super) about: &'a str,
    /// Its standing, from the oldest kernel to the newest.
    pub(super) bands: Vec<Band>,
    /// Its cells.
    pub(super) rows: &'a [Row<'a>],
    /// What is not as expected.
    pub(super) unexpected: Vec<Told<'a>>,
    /// Known differences.
    pub(super) known: Vec<Known<'a>>,
    /// Which kernels refuse it, and how.
    pub(super) refusals: Vec<&'a Refusal<'a>>,
}

/// A known difference.
pub(super) struct Known<'a> {
    /// The scenario.
    pub(super) scenario: &'a str,
    /// The check; empty if it is the end of the scenario that differs.
    pub(super) check: &'a str,
    /// What these kernels do.
    pub(super) observed: String,
    /// What the newest kernel does.
    pub(super) reference: &'a str,
    /// Why.
    pub(super) reason: &'a str,
    /// The source that says so.
    pub(super) source: &'a str,
    /// The kernels, as ranges.
    pub(super) kernels: String,
    columns: Vec<usize>,
}

impl<'a> GenerationView<'a> {
    /// Every generation of the run.
    pub(super) fn all(
        lookup: &Lookup<'a>,
        grid: &'a Grid<'a>,
        refusals: &'a [Refusal<'a>],
    ) -> Vec<Self> {
        let of = |generation: &'a GenerationRows<'a>| Self {
            module: generation.module,
            anchor: generation_anchor(generation.module),
            about: lookup.run.systems.get(&generation.module.system).map_or("", String::as_str),
            bands: bands(lookup, grid, generation),
            rows: &generation.rows,
            unexpected: told_of(
                unexpected(lookup.run).filter(|it| it.id.module == *generation.module),
            ),
            known: known(grid, generation),
            refusals: refusals.iter().filter(|it| it.module == generation.module).collect(),
        };
        grid.generations().map(of).collect()
    }

    /// Its page on the site, if there is one: what has no module has none.
    pub(super) fn page(&self, run: &Run) -> Option<String> {
        let is_module = self.rows.iter().any(|row| row.name == BUILD);
        run.on_site(SitePage::Generation(self.module)).filter(|_| is_module)
    }

    /// How many scenarios gave a result on each kernel; empty if there are none to run.
    pub(super) fn ran(&self) -> Vec<String> {
        let scenarios = || self.rows.iter().filter(|row| row.name != BUILD);
        let columns = self.rows.first().map_or(0, |row| row.cells.len());
        let count = |at: usize| {
            let cells = || scenarios().filter_map(move |row| row.cells[at]);
            let ran = cells().filter(|cell| cell.outcome.is_result()).count();
            if cells().count() == 0 { String::new() } else { ran.to_string() }
        };
        (0..columns).map(count).collect()
    }

    /// The anchor of one of its scenarios.
    pub(super) fn scenario(&self, name: &str) -> String {
        scenario_anchor(&self.module.system, name)
    }
}

/// The known differences in all cells, without duplicates.
fn known<'a>(grid: &Grid<'a>, generation: &GenerationRows<'a>) -> Vec<Known<'a>> {
    let mut all: Vec<Known> = Vec::new();
    for row in &generation.rows {
        for (column, cell) in row.cells.iter().enumerate() {
            for new in cell.iter().flat_map(|cell| of_cell(cell)) {
                let key = |it: &Known<'a>| (it.scenario, it.check, it.observed.clone(), it.reason);
                match all.iter_mut().find(|it| key(it) == key(&new)) {
                    Some(there) => there.columns.push(column),
                    None => all.push(Known { columns: vec![column], ..new }),
                }
            }
        }
    }
    for known in &mut all {
        known.kernels = ranges(grid, known.columns.iter().copied());
    }
    all
}

/// Those of one cell: its checks or, if these are all as the reference, its end.
fn of_cell(cell: &CellRecord) -> Vec<Known<'_>> {
    if cell.status() != Status::AsExpected {
        return Vec::new();
    }
    let checks = cell.checks.iter().filter(|it| it.verdict == CheckVerdict::Known);
    let checks: Vec<Known> = checks.map(|check| of_check(cell, check)).collect();
    let ends = !matches!(cell.outcome, Outcome::Pass | Outcome::Xfail | Outcome::BuildRefused);
    if !checks.is_empty() || !ends {
        return checks;
    }
    vec![Known { observed: cell.outcome.to_string(), ..Known::blank(cell, &cell.reason) }]
}

fn of_check<'a>(cell: &'a CellRecord, check: &'a CheckRecord) -> Known<'a> {
    let predicted = check.predicted.as_ref();
    Known {
        check: &check.name,
        observed: said(&check.observed).to_owned(),
        reference: said(&check.reference),
        source: predicted.map_or("", |it| &it.source),
        ..Known::blank(cell, predicted.map_or("", |it| &it.reason))
    }
}

impl<'a> Known<'a> {
    fn blank(cell: &'a CellRecord, reason: &'a str) -> Self {
        Self {
            scenario: &cell.id.scenario,
            check: "",
            observed: String::new(),
            reference: "",
            reason,
            source: "",
            kernels: String::new(),
            columns: Vec::new(),
        }
    }
}
