//! A row of the map: the standing of a generation on the kernels; neighbours with the same standing are joined.

use crate::facts::{Need, shipped};
use crate::matrix::BUILD;
use crate::run::{CellRecord, Diagnosis, ModuleId};
use crate::words::counted;

use super::super::grid::{GenerationRows, Grid};
use super::boundary::{Reason, Side};
use super::lookup::Lookup;
use super::standing::Standing;

/// A band narrower than this part of the map's width has no room for words.
const LEGIBLE: (usize, usize) = (3, 40);

/// Neighbouring kernels on which a generation has the same standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    /// The first column.
    pub(super) start: usize,
    /// How many columns it spans.
    pub(super) width: usize,
    /// How many columns the map has.
    pub(super) columns: usize,
    /// The standing there.
    pub(super) standing: Standing,
    /// How many scenarios gave a result on each of its kernels.
    pub(super) ran: Vec<usize>,
    /// How many scenarios there are.
    pub(super) scenarios: usize,
    /// Did something change there since the last run?
    pub(super) changed: bool,
    /// Is something there flaky?
    pub(super) flaky: bool,
    /// Why it ends here, if it is refused, and on which side.
    pub(super) reason: Option<(Reason, Side)>,
}

impl Band {
    /// Its classes.
    pub(super) fn class(&self) -> String {
        let side = match &self.reason {
            Some((_, Side::Older)) => " ends",
            _ => "",
        };
        let tight = if self.is_tight() { " tight" } else { "" };
        format!("{}{side}{tight}", self.standing.class())
    }

    /// Has it no room for words?
    pub(super) fn is_tight(&self) -> bool {
        self.width * LEGIBLE.1 < self.columns * LEGIBLE.0
    }

    /// How many scenarios ran on each of its kernels; empty if it says nothing about behaviour.
    pub(super) fn counts(&self) -> &[usize] {
        let behaves = matches!(self.standing, Standing::Behaves | Standing::Differs);
        if behaves && self.ran.iter().any(|ran| *ran > 0) { &self.ran } else { &[] }
    }

    /// The same, if the numbers differ between its kernels or there is no room for more: each number is then shown
    /// below the head of its kernel.
    pub(super) fn each(&self) -> &[usize] {
        let counts = self.counts();
        let is_told = !self.is_tight() && counts.iter().all(|count| *count == counts[0]);
        if is_told { &[] } else { counts }
    }

    /// The same if it is a single number, with the words that follow it: 14 and `of 14 scenarios`.
    pub(super) fn counted(&self) -> Option<(usize, String)> {
        let count = self.counts().first()?;
        let is_one = self.ran.iter().all(|ran| ran == count);
        is_one.then(|| (*count, format!("of {}", counted(self.scenarios, "scenario"))))
    }

    /// Is it a link?
    pub(super) fn is_linked(&self) -> bool {
        !matches!(self.standing, Standing::Unplanned | Standing::Away)
    }
}

/// A generation's bands.
pub(super) fn bands<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    generation: &GenerationRows<'a>,
) -> Vec<Band> {
    let needs = needs(lookup, generation.module);
    let mut bands: Vec<Band> = Vec::new();
    for column in 0..grid.kernels.len() {
        let square = square(lookup, grid, generation, &needs, column);
        let is_of = |last: &Band| {
            grid.arches[last.start] == grid.arches[column]
                && (last.standing, last.changed, last.flaky)
                    == (square.standing, square.changed, square.flaky)
        };
        match bands.last_mut().filter(|last| is_of(last)) {
            Some(last) => {
                last.width += 1;
                last.ran.extend(square.ran);
            }
            None => bands.push(square),
        }
    }
    let reasons = (0..bands.len()).map(|at| reason(lookup, grid, generation, &needs, &bands, at));
    let reasons: Vec<_> = reasons.collect();
    bands.iter_mut().zip(reasons).for_each(|(band, reason)| band.reason = reason);
    bands
}

/// A band over one column.
fn square<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    generation: &GenerationRows<'a>,
    needs: &[Need],
    column: usize,
) -> Band {
    let cells: Vec<&CellRecord> = generation.column(column).collect();
    let is_scenario = |name: &str| name != BUILD;
    let ran = cells.iter().filter(|it| is_scenario(&it.id.scenario) && it.outcome.is_result());
    let standing = match Standing::of(cells.iter().copied()) {
        Standing::Unplanned if unmet(lookup, grid.kernels[column], needs).is_some() => {
            Standing::Foretold
        }
        standing => standing,
    };
    Band {
        start: column,
        width: 1,
        columns: grid.kernels.len(),
        standing,
        ran: vec![ran.count()],
        scenarios: generation.rows.iter().filter(|row| is_scenario(row.name)).count(),
        changed: cells.iter().any(|cell| lookup.has_changed(cell)),
        flaky: cells.iter().any(|cell| lookup.is_flaky(cell)),
        reason: None,
    }
}

/// The forms that a generation relies on, as far as this program knows them.
pub(super) fn needs(lookup: &Lookup, module: &ModuleId) -> Vec<Need> {
    let said = lookup.run.needs.get(&module.to_string()).into_iter().flatten();
    said.filter_map(|need| Need::parse(need, shipped()).ok()).collect()
}

/// The first need that a kernel does not meet, according to history.
fn unmet<'n>(lookup: &Lookup, kernel: &str, needs: &'n [Need]) -> Option<&'n Need> {
    let version = lookup.version(kernel)?;
    let vendor = lookup.kernel(kernel).map(|it| it.vendor.as_str()).filter(|it| !it.is_empty());
    needs.iter().find(|need| !need.is_met_on(&version, vendor))
}

/// Why the band at `at` is refused: the boundary to the nearest kernels that do build it, preferably newer ones.
fn reason<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    generation: &GenerationRows<'a>,
    needs: &[Need],
    bands: &[Band],
    at: usize,
) -> Option<(Reason, Side)> {
    let band = &bands[at];
    let seen =
        |it: &&Band| it.standing.is_seen() && grid.arches[it.start] == grid.arches[band.start];
    let of = |refused: usize, builds: usize, side: Side| {
        let diagnosis = diagnosis(lookup, grid.kernels[refused], generation.module, needs)?;
        let (here, there) =
            (lookup.version(grid.kernels[refused])?, lookup.version(grid.kernels[builds])?);
        let (older, newer) = if side == Side::Older { (here, there) } else { (there, here) };
        Some((Reason::of(&diagnosis, &older, &newer, side), side))
    };
    if !matches!(band.standing, Standing::Refused | Standing::Foretold) {
        return None;
    }
    let last = band.start + band.width - 1;
    let next = bands[at + 1..].iter().find(seen).filter(|it| it.standing.is_built());
    let before = bands[..at].iter().rev().find(seen).filter(|it| it.standing.is_built());
    let newer = || next.and_then(|it| of(last, it.start, Side::Older));
    let older = || before.and_then(|it| of(band.start, it.start + it.width - 1, Side::Newer));
    newer().or_else(older)
}

/// How a kernel refuses a generation: as its build did or, if none was tried, because of the first need that it does
/// not meet.
fn diagnosis<'a>(
    lookup: &Lookup<'a>,
    kernel: &'a str,
    module: &'a ModuleId,
    needs: &[Need],
) -> Option<Diagnosis> {
    let build = lookup.build(kernel, module);
    let foretold = || {
        let symbol = unmet(lookup, kernel, needs)?.symbol.bare_name().to_owned();
        Some(Diagnosis { kind: "other form".to_owned(), symbol, ..Diagnosis::default() })
    };
    build.map_or_else(foretold, |build| build.diagnosis.clone())
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::ranges;
    use super::*;

    #[test]
    fn a_refusal_that_was_not_tried_is_foretold_with_its_reason() {
        let mut run = ranges();
        run.cells.retain(|it| it.outcome != crate::run::Outcome::BuildRefused);
        run.builds.retain(|build| build.built);
        let need = |form: &str| vec![format!("netlink_kernel_create={form}")];
        run.needs = [("nlecho.g6-cfg".to_owned(), need("net-unit-cfg"))].into();
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let of = |name: &str| {
            let generation = grid.generations().find(|it| it.shown() == name).unwrap();
            bands(&lookup, &grid, generation)
        };
        let first = of("g6-cfg").swap_remove(0);
        assert_eq!((first.standing, first.start, first.width), (Standing::Foretold, 0, 2));
        let (reason, side) = first.reason.unwrap();
        assert_eq!(
            (&*reason.short, side),
            ("3.7: (net, unit, cfg) netlink_kernel_create", Side::Older)
        );
        let all = of("g5-cfg-module");
        assert_eq!(all[0].standing, Standing::Unplanned, "nobody says what it relies on");
    }
}
