//! One scenario across versions: how it ended, and which of its checks did not come out the same.
//!
//! A check says what was seen, and what was to be seen. The second is the newest kernel's behaviour, or, of
//! process ids, port ids, times and counters, what this very run makes of it: then the two are the same
//! everywhere, whatever the number. So what differs is what differs from its own reference, and no list of
//! names says which values are no behaviour.

use std::collections::BTreeSet;

use crate::run::{CellRecord, CheckRecord, CheckVerdict};

use super::super::grid::{Grid, SystemRows};
use super::super::text::{one_line, shorten, symbol};
use super::band::Band;
use super::links::{class, scenario_anchor};

/// Longer values are cut: the cell has them whole.
const LONGEST: usize = 60;
/// What is shown of a value that follows from the run and is as it should be.
const AS_REFERENCE: &str = "as the reference";

/// What the page tells of one scenario of a system.
pub(super) struct ScenarioView<'a> {
    /// The system.
    pub(super) system: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    /// Where it is.
    pub(super) anchor: String,
    /// How it ended.
    pub(super) ends: Band,
    /// The checks that differ somewhere.
    pub(super) checks: Vec<(Band, Vec<Why<'a>>)>,
    /// The checks that came out alike everywhere.
    pub(super) alike: Vec<&'a str>,
}

/// A known difference of a check.
pub(super) struct Why<'a> {
    /// What it saw.
    pub(super) observed: &'a str,
    /// What the newest kernel does.
    pub(super) reference: &'a str,
    /// Why.
    pub(super) reason: &'a str,
    /// Who says so.
    pub(super) source: &'a str,
}

impl<'a> ScenarioView<'a> {
    /// Every scenario of the run that made something out.
    pub(super) fn all(grid: &Grid<'a>) -> Vec<Self> {
        let of = |system: &SystemRows<'a>| {
            let names = names(system).into_iter();
            names.map(|name| Self::of(grid, system, name)).collect::<Vec<_>>()
        };
        grid.systems.iter().flat_map(of).collect()
    }

    fn of(grid: &Grid<'a>, system: &SystemRows<'a>, name: &'a str) -> Self {
        let columns = Columns::of(grid, system, name);
        let (differing, alike): (Vec<&str>, Vec<&str>) =
            columns.checks().into_iter().partition(|check| columns.differs(check));
        let check = |check: &&'a str| {
            let fixed = columns.is_fixed(check);
            let seen = columns.seen(|cells| observed(cells, check, fixed));
            (Band::of(grid, check, seen), columns.reasons(check))
        };
        Self {
            system: system.name,
            name,
            anchor: scenario_anchor(system.name, name),
            ends: Band::of(grid, "outcome", columns.seen(end)),
            checks: differing.iter().map(check).collect(),
            alike,
        }
    }
}

impl ScenarioView<'_> {
    /// The class of its worst end or check.
    pub(super) fn class(&self) -> &'static str {
        let checks = || self.checks.iter().map(|(band, _)| band);
        let values = || checks().chain([&self.ends]).flat_map(|band| &band.values);
        let has = |class: &str| values().any(|value| value.class == class);
        ["bad", "lost", "known", "good"].into_iter().find(|class| has(class)).unwrap_or("none")
    }

    /// A sign of it, where it is not the same everywhere.
    pub(super) fn sign(&self) -> &'static str {
        match self.class() {
            "bad" => "✗ ",
            "known" => "≈ ",
            _ => "",
        }
    }
}

fn names<'a>(system: &SystemRows<'a>) -> Vec<&'a str> {
    let rows = system.generations.iter().flat_map(|it| it.rows.iter());
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    names
}

/// A scenario's cells by column, one for each generation that gave a result there.
struct Columns<'a>(Vec<Vec<&'a CellRecord>>);

impl<'a> Columns<'a> {
    fn of(grid: &Grid<'a>, system: &SystemRows<'a>, scenario: &str) -> Self {
        let rows = system.generations.iter().flat_map(|it| it.rows.iter());
        let rows: Vec<_> = rows.filter(|row| row.name == scenario).collect();
        let result = |cell: &&CellRecord| cell.outcome.is_result();
        let column =
            |at: usize| rows.iter().filter_map(move |row| row.cells[at]).filter(result).collect();
        Self((0..grid.kernels.len()).map(column).collect())
    }

    fn all(&self) -> impl Iterator<Item = &'a CheckRecord> {
        self.0.iter().flatten().flat_map(|cell| cell.checks.iter())
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &'a CheckRecord> {
        self.all().filter(move |check| check.name == name)
    }

    /// The names of all checks, in their order.
    fn checks(&self) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        self.all().map(|check| check.name.as_str()).filter(|name| seen.insert(*name)).collect()
    }

    /// Did the check see anything but its own reference anywhere?
    fn differs(&self, name: &str) -> bool {
        self.named(name).any(|check| check.verdict != CheckVerdict::Same)
    }

    /// Is its reference the same everywhere, and so a behaviour?
    fn is_fixed(&self, name: &str) -> bool {
        self.named(name).map(|check| &check.reference).collect::<BTreeSet<_>>().len() <= 1
    }

    /// Why it differs as it does.
    fn reasons(&self, name: &str) -> Vec<Why<'a>> {
        let mut seen = BTreeSet::new();
        let known = self.named(name).filter(|check| check.verdict == CheckVerdict::Known);
        let why = known.filter_map(|check| {
            let predicted = check.predicted.as_ref()?;
            Some(Why {
                observed: &check.observed,
                reference: &check.reference,
                reason: &predicted.reason,
                source: &predicted.source,
            })
        });
        why.filter(|it| seen.insert((it.observed, it.reason))).collect()
    }

    /// What `of` says of each column that has cells.
    fn seen(
        &self,
        of: impl Fn(&[&CellRecord]) -> Option<(&'static str, String)>,
    ) -> impl Iterator<Item = (usize, (&'static str, String))> {
        self.0.iter().enumerate().filter_map(move |(column, cells)| Some((column, of(cells)?)))
    }
}

/// How a scenario ended on a kernel: the worst of its generations.
fn end(cells: &[&CellRecord]) -> Option<(&'static str, String)> {
    let worst = cells.iter().max_by_key(|cell| (!cell.as_expected, cell.outcome))?;
    Some((class(worst), format!("{} {}", symbol(worst.outcome), worst.outcome)))
}

/// What a check saw on a kernel: one value, or one for each generation when they disagree.
fn observed(cells: &[&CellRecord], name: &str, fixed: bool) -> Option<(&'static str, String)> {
    use CheckVerdict::{Known, Same, Stale};
    let checks: Vec<&CheckRecord> =
        cells.iter().flat_map(|cell| cell.checks.iter()).filter(|it| it.name == name).collect();
    let value = |check: &&CheckRecord| match check.verdict {
        Same if !fixed => AS_REFERENCE.to_owned(),
        _ => shorten(&one_line(&check.observed), LONGEST),
    };
    let values: BTreeSet<String> = checks.iter().map(value).collect();
    let wrong = |check: &&CheckRecord| check.verdict.fails() || check.verdict == Stale;
    let text = values.into_iter().collect::<Vec<_>>().join(" / ");
    match checks.is_empty() {
        true => None,
        false if checks.iter().any(wrong) => Some(("bad", format!("✗ {text}"))),
        false if checks.iter().any(|it| it.verdict == Known) => {
            Some(("known", format!("≈ {text}")))
        }
        false => Some(("good", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::{checked, ranges};
    use super::*;
    use crate::run::Run;

    fn told(run: &Run) -> (Vec<String>, Vec<String>) {
        let grid = Grid::of(run);
        let all = ScenarioView::all(&grid);
        let view = all.into_iter().find(|it| it.name == "echo").unwrap();
        let checks = view.checks.iter().flat_map(|(band, _)| {
            band.values.iter().map(|it| format!("{}: {} on {}", band.name, it.text, it.kernels))
        });
        (checks.collect(), view.alike.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn ids_are_no_behaviour_and_differences_are() {
        let mut run = ranges();
        for (index, cell) in run.cells.iter_mut().filter(|it| it.scenario == "echo").enumerate() {
            let (id, flags) = (format!("{}", 70 + index), ["0x0", "0x100"][usize::from(index > 0)]);
            cell.checks = vec![
                checked("first port is the process id", &id, &id),
                checked("ack flags", "0x100", flags),
            ];
        }
        let (checks, alike) = told(&run);
        assert_eq!(alike, ["first port is the process id"]);
        assert_eq!(checks, ["ack flags: ≈ 0x0 on 3.6", "ack flags: 0x100 on 3.16 to 7.3"]);
    }

    #[test]
    fn an_id_that_is_not_as_it_should_be_is_shown() {
        let mut run = ranges();
        for (index, cell) in run.cells.iter_mut().filter(|it| it.scenario == "echo").enumerate() {
            let (id, seen) = (70 + index, if index == 0 { 0 } else { 70 + index });
            cell.checks = vec![checked("port", &id.to_string(), &seen.to_string())];
        }
        let (checks, alike) = told(&run);
        assert!(alike.is_empty());
        assert_eq!(checks, ["port: ≈ 0 on 3.6", "port: as the reference on 3.16 to 7.3"]);
    }
}
