//! Bands of behaviour: what each scenario saw, kernel by kernel.

use std::collections::{BTreeMap, BTreeSet};

use crate::run::{CellRecord, CheckRecord, CheckVerdict};

use super::super::grid::{Grid, SystemRows};
use super::super::text::{one_line, shorten, symbol};
use super::band::{Band, Span, merge};
use super::links::class;

/// Longer values are cut: the cell has them whole.
const LONGEST: usize = 60;

/// The bands of one system: one for each scenario that went alike in all its checks, one for each
/// check that did not come out the same everywhere.
pub(super) fn behaviours(grid: &Grid, system: &SystemRows) -> Vec<Band> {
    let mut bands = Vec::new();
    for scenario in scenarios(system) {
        let columns: Vec<Vec<&CellRecord>> =
            grid.here().into_iter().map(|column| cells(system, scenario, column)).collect();
        if columns.iter().flatten().all(|cell| cell.checks.is_empty() && cell.boot.is_empty()) {
            continue;
        }
        bands.push(Band {
            name: scenario.to_owned(),
            spans: merge(columns.iter().map(|cells| ending(cells))),
        });
        for check in varying(&columns) {
            let spans = merge(columns.iter().map(|cells| observed(cells, check)));
            bands.push(Band { name: format!("· {check}"), spans });
        }
    }
    bands
}

fn scenarios<'a>(system: &SystemRows<'a>) -> Vec<&'a str> {
    let rows = system.generations.iter().flat_map(|it| it.rows.iter());
    let mut names: Vec<&str> = Vec::new();
    for row in rows.filter(|row| !row.away) {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    names
}

/// The cells of a scenario on one kernel, one for each generation that was driven there.
fn cells<'a>(system: &SystemRows<'a>, scenario: &str, column: usize) -> Vec<&'a CellRecord> {
    let rows = system.generations.iter().flat_map(|it| it.rows.iter());
    let cells = rows.filter(|row| row.name == scenario).filter_map(|row| row.cells[column]);
    cells.filter(|cell| !cell.boot.is_empty()).collect()
}

/// Checks that saw different things on different kernels, or anything but the reference.
fn varying<'a>(columns: &[Vec<&'a CellRecord>]) -> Vec<&'a str> {
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for check in columns.iter().flatten().flat_map(|cell| cell.checks.iter()) {
        if !order.contains(&check.name.as_str()) {
            order.push(&check.name);
        }
        let values = seen.entry(&check.name).or_default();
        values.extend([check.observed.as_str(), check.reference.as_str()]);
    }
    order.retain(|name| seen.get(name).is_some_and(|values| values.len() > 1));
    order
}

/// How a scenario ended on a kernel: the worst of its generations.
fn ending(cells: &[&CellRecord]) -> Span {
    match cells.iter().max_by_key(|cell| (!cell.as_expected, cell.outcome)) {
        None => Span::new("none", "–"),
        Some(cell) => Span::new(class(cell), &format!("{} {}", symbol(cell.outcome), cell.outcome)),
    }
}

/// What a check saw on a kernel: one value, or one for each generation when they disagree.
fn observed(cells: &[&CellRecord], name: &str) -> Span {
    use CheckVerdict::{Known, Stale};
    let checks: Vec<&CheckRecord> =
        cells.iter().flat_map(|cell| cell.checks.iter()).filter(|it| it.name == name).collect();
    let values: BTreeSet<String> =
        checks.iter().map(|check| shorten(&one_line(&check.observed), LONGEST)).collect();
    let wrong = |check: &&CheckRecord| check.verdict.fails() || check.verdict == Stale;
    let text = values.into_iter().collect::<Vec<_>>().join(" / ");
    match checks.is_empty() {
        true => Span::new("none", "–"),
        false if checks.iter().any(wrong) => Span::new("bad", &format!("✗ {text}")),
        false if checks.iter().any(|it| it.verdict == Known) => {
            Span::new("known", &format!("≈ {text}"))
        }
        false => Span::new("good", &text),
    }
}
