//! A scenario: everything that it checks, including what is the same on all kernels.

use std::collections::BTreeSet;

use askama::Template;

use super::change::Value;
use super::known::Known;
use super::lookup::link;
use crate::explain::{Symptom, symptoms};
use crate::report::{Across, Grid, coded, observed, ranges, shows};
use crate::run::{CellId, CellRecord, Outcome, SitePage};

#[derive(Template)]
#[template(path = "site/scenario.html")]
struct Page<'p> {
    system: &'p str,
    name: &'p str,
    about: String,
    kernels: String,
    changing: Vec<Row<'p>>,
    alike: Vec<Row<'p>>,
    /// What only one kernel was asked, so that nothing can be said about others.
    single: Vec<Row<'p>>,
    /// A cell on the oldest kernel, one on the newest, and one for each way to end, with their pages.
    cells: Vec<(&'p CellId, String)>,
    /// How many others there are.
    others: usize,
    known: Vec<(&'p Symptom, String)>,
}

/// A check.
struct Row<'p> {
    name: &'p str,
    /// Its page, if it has one.
    page: String,
    values: Vec<Value>,
}

/// Its page.
pub(super) fn page<'a>(
    known: &Known<'a>,
    system: &'a str,
    name: &'a str,
    across: &Across<'a>,
) -> askama::Result<String> {
    let changing = known.of_scenario(system, name).map(|it| Row {
        name: if it.check.is_empty() { "how it ends" } else { it.check },
        page: link(it.page()),
        values: it.values.clone(),
    });
    let changing: Vec<Row> = changing.collect();
    let is_told = |check: &str| known.of_scenario(system, name).any(|it| it.check == check);
    let seen = across.checks().into_iter().filter(|check| !is_told(check));
    let (alike, single): (Vec<_>, Vec<_>) =
        seen.map(|check| seen_row(known, across, check)).partition(|(kernels, _)| *kernels > 1);
    let rows = |all: Vec<(usize, Row<'a>)>| all.into_iter().map(|(_, row)| row).collect();
    let all: Vec<&CellRecord> =
        across.columns().flat_map(|(_, cells)| cells.iter().copied()).collect();
    let shown = telling(&known.grid, &all);
    let asserting = symptoms().iter().filter(|row| row.scenarios.iter().any(|it| it == name));
    Page {
        system,
        name,
        about: shows(known.run, name),
        kernels: ranges(&known.grid, asked(across)),
        changing,
        alike: rows(alike),
        single: rows(single),
        others: all.len() - shown.len(),
        cells: shown.into_iter().map(|cell| (&cell.id, known.cite(cell).page)).collect(),
        known: asserting.map(|row| (row, link(SitePage::Symptom(&row.name)))).collect(),
    }
    .render()
}

/// The columns of the kernels that were asked, that is, that have a module to ask.
fn asked(across: &Across) -> impl Iterator<Item = usize> {
    let is_there = |cells: &[&CellRecord]| cells.iter().any(|cell| !cell.outcome.is_unbuilt());
    across.columns().filter(move |(_, cells)| is_there(cells)).map(|(column, _)| column)
}

/// Of cells from the oldest kernel to the newest: the first, the last, and the newest for each way to end.
fn telling<'a>(grid: &Grid, all: &[&'a CellRecord]) -> Vec<&'a CellRecord> {
    let newest = |end: Option<Outcome>| {
        let of_end = (0..all.len()).filter(move |at| end.is_none_or(|end| all[*at].outcome == end));
        of_end.max_by_key(|at| (grid.weight(&all[*at].id.kernel), *at))
    };
    let ends: BTreeSet<Outcome> = all.iter().map(|cell| cell.outcome).collect();
    let newest = [None].into_iter().chain(ends.into_iter().map(Some)).filter_map(newest);
    let at: BTreeSet<usize> = newest.chain([0]).collect();
    at.into_iter().filter_map(|at| all.get(at).copied()).collect()
}

/// A check that saw the same value wherever it was made, and on how many kernels.
fn seen_row<'p>(known: &Known, across: &Across<'p>, check: &'p str) -> (usize, Row<'p>) {
    let fixed = across.is_fixed(check);
    let seen =
        across.columns().filter_map(|(at, cells)| Some((at, observed(cells, check, fixed)?)));
    let (columns, values): (Vec<usize>, Vec<_>) = seen.unzip();
    let count = columns.len();
    let kernels = ranges(&known.grid, columns.into_iter());
    let first = values.into_iter().next();
    let value = first.map(|(class, text)| Value { class, text, kernels });
    (count, Row { name: check, page: String::new(), values: value.into_iter().collect() })
}

/// A scenario of the list.
pub(super) struct Listed<'p> {
    /// The system.
    system: &'p str,
    /// Its name.
    name: &'p str,
    /// What it asserts.
    about: String,
    /// Its page, relative to the first one.
    page: String,
    /// Its behaviours: page, name, values, when it changed.
    rows: Vec<(String, &'p str, &'p [Value], String)>,
    /// On how many kernels it ran.
    kernels: usize,
}

#[derive(Template)]
#[template(path = "site/behaviours.html")]
struct List<'p> {
    count: usize,
    scenarios: Vec<Listed<'p>>,
    constant: Vec<Listed<'p>>,
    single: Vec<Listed<'p>>,
}

/// The list of all behaviours, by scenario.
pub(super) fn list(known: &Known<'_>) -> askama::Result<String> {
    let all = known.scenarios().map(|(system, name, across)| Listed {
        system,
        name,
        about: shows(known.run, name),
        page: SitePage::Scenario(system, name).file(),
        rows: known
            .of_scenario(system, name)
            .map(|it| {
                let name = if it.check.is_empty() { "how it ends" } else { it.check };
                (it.page().file(), name, it.values.as_slice(), it.changed())
            })
            .collect(),
        kernels: asked(&across).count(),
    });
    let (constant, scenarios): (Vec<_>, Vec<_>) = all.partition(|it| it.rows.is_empty());
    let ran = constant.into_iter().filter(|it| it.kernels > 0);
    let (constant, single) = ran.partition(|it| it.kernels > 1);
    List { count: known.behaviours.len(), scenarios, constant, single }.render()
}
