//! What the page says about one scenario: how it ended, and which of its checks differ between kernels.

use crate::run::{CellRecord, Run, SitePage};

use super::super::across::{Across, Why, observed};
use super::super::grid::{Grid, Row, SystemRows};
use super::super::shows::shows;
use super::super::text::sign_of;
use super::band::Band;
use super::links::{class, generation_anchor, scenario_anchor};

/// What the page says about one scenario of a system.
pub(super) struct ScenarioView<'a> {
    /// The system.
    pub(super) system: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    /// What it shows, as a sentence; empty if nothing says it.
    pub(super) shows: String,
    /// Its anchor.
    pub(super) anchor: String,
    /// How it ended.
    pub(super) ends: Band,
    /// The checks that differ on some kernel.
    pub(super) checks: Vec<(Band, Vec<Why<'a>>)>,
    /// The checks that came out the same everywhere.
    pub(super) alike: Vec<&'a str>,
    /// The generations with cells of it that gave a result, each with its anchor.
    pub(super) generations: Vec<(&'a str, String)>,
}

impl<'a> ScenarioView<'a> {
    /// Every scenario of the run that gave a result.
    pub(super) fn all(run: &Run, grid: &Grid<'a>) -> Vec<Self> {
        let of = |system: &SystemRows<'a>| {
            let names = Across::scenarios(system).into_iter();
            let all =
                names.map(|name| Self { shows: shows(run, name), ..Self::of(grid, system, name) });
            all.collect::<Vec<_>>()
        };
        grid.systems.iter().flat_map(of).collect()
    }

    fn of(grid: &Grid<'a>, system: &SystemRows<'a>, name: &'a str) -> Self {
        let columns = Across::of(grid, system, name);
        let (differing, alike): (Vec<&str>, Vec<&str>) =
            columns.checks().into_iter().partition(|check| columns.differs(check));
        let check = |check: &&'a str| {
            let fixed = columns.is_fixed(check);
            let seen = columns
                .columns()
                .filter_map(|(at, cells)| Some((at, signed(cells, check, fixed)?)));
            (Band::of(grid, check, seen), columns.reasons(check))
        };
        Self {
            system: system.name,
            name,
            shows: String::new(),
            anchor: scenario_anchor(system.name, name),
            ends: Band::of(
                grid,
                "outcome",
                columns.columns().filter_map(|(at, cells)| Some((at, end(cells)?))),
            ),
            checks: differing.iter().map(check).collect(),
            alike,
            generations: generations_of(system, name),
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

    /// Its page on the site, if there is one.
    pub(super) fn page(&self, run: &Run) -> Option<String> {
        run.on_site(SitePage::Scenario(self.system, self.name))
    }

    /// The page of a check on the site; only a check that differs between kernels has one.
    pub(super) fn page_of(&self, run: &Run, check: &Band) -> Option<String> {
        let page = SitePage::Behaviour(self.system, self.name, &check.name);
        if check.is_constant() { None } else { run.on_site(page) }
    }

    /// Its sign, if it is not the same everywhere.
    pub(super) fn sign(&self) -> &'static str {
        match self.class() {
            "bad" => "✗ ",
            "known" => "≈ ",
            _ => "",
        }
    }
}

/// The generations that have cells of a scenario which gave a result.
fn generations_of<'a>(system: &SystemRows<'a>, name: &str) -> Vec<(&'a str, String)> {
    let has_result = |row: &Row| row.cells.iter().flatten().any(|it| it.outcome.is_result());
    let is_of = |row: &Row| row.name == name && has_result(row);
    let with = system.generations.iter().filter(|it| it.rows.iter().any(is_of));
    with.map(|it| (it.shown(), generation_anchor(it.module))).collect()
}

/// How a scenario ended on a kernel: the worst of its generations.
fn end(cells: &[&CellRecord]) -> Option<(&'static str, String)> {
    let worst = cells.iter().max_by_key(|cell| (!cell.as_expected, cell.outcome))?;
    Some((
        class(worst),
        format!("{} {}", sign_of(worst.outcome, worst.as_expected), worst.outcome.words()),
    ))
}

/// What a check saw on a kernel, with a sign if that is not the reference.
fn signed(cells: &[&CellRecord], name: &str, fixed: bool) -> Option<(&'static str, String)> {
    let (class, text) = observed(cells, name, fixed)?;
    let sign = match class {
        "bad" => "✗ ",
        "known" => "≈ ",
        _ => "",
    };
    Some((class, format!("{sign}{text}")))
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::{checked, ranges};
    use super::*;

    fn told(run: &Run) -> (Vec<String>, Vec<String>) {
        let grid = Grid::of(run);
        let all = ScenarioView::all(run, &grid);
        let view = all.into_iter().find(|it| it.name == "echo").unwrap();
        let checks = view.checks.iter().flat_map(|(band, _)| {
            band.values.iter().map(|it| format!("{}: {} on {}", band.name, it.text, it.kernels))
        });
        (checks.collect(), view.alike.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn ids_are_no_behaviour_and_differences_are() {
        let mut run = ranges();
        for (index, cell) in run.cells.iter_mut().filter(|it| it.id.scenario == "echo").enumerate()
        {
            let (id, flags) = (format!("{}", 70 + index), ["0x0", "0x100"][usize::from(index > 0)]);
            cell.checks = vec![
                checked("first port is the process id", &id, &id),
                checked("ack flags", "0x100", flags),
            ];
        }
        let (checks, alike) = told(&run);
        assert_eq!(alike, ["first port is the process id"]);
        assert_eq!(checks, ["ack flags: ≈ 0x0 on 3.6", "ack flags: 0x100 on 3.16, 7.3"]);
    }

    #[test]
    fn an_id_that_is_not_as_it_should_be_is_shown() {
        let mut run = ranges();
        for (index, cell) in run.cells.iter_mut().filter(|it| it.id.scenario == "echo").enumerate()
        {
            let (id, seen) = (70 + index, if index == 0 { 0 } else { 70 + index });
            cell.checks = vec![checked("port", &id.to_string(), &seen.to_string())];
        }
        let (checks, alike) = told(&run);
        assert!(alike.is_empty());
        assert_eq!(checks, ["port: ≈ 0 on 3.6", "port: as the reference on 3.16, 7.3"]);
    }
}
