//! Which checks a scenario makes: the plan that every kernel is held to.
//!
//! For scenarios in Rust, this is `checks.toml`, recorded on the newest kernel that has the scenario; `cargo xtask
//! checks` writes it from a run. For scenarios of a matrix file, it follows from their steps.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::matrix::DeclaredScenario;
use crate::run::{CellRecord, CheckRecord, CheckVerdict, Outcome, is_of_32_bits, scenario_of};

/// The file, relative to the repository.
pub const FILE: &str = "harness/nlmatrix/src/scenario/checks.toml";

/// How the names of checks begin that `[[complaint]]` tables add to a cell, in whichever scenario: they are in no
/// scenario's plan.
pub const OF_CONSOLE: &str = "console: ";

const HEAD: &str = "# The checks of each scenario, in order, as the newest kernel that has it saw them: \
                    every other kernel has\n# to see the same ones, or an [[expect]] says `absent`. \
                    Written by `cargo xtask checks` from a run.\n";

static RECORDED: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| read(include_str!("checks.toml")).expect("a test reads it"));

/// The checks that a scenario makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    /// Exactly these, in this order.
    Named(Vec<String>),
    /// Those that its program reports, which has a plan of its own.
    Told,
    /// Not recorded yet.
    Unrecorded,
}

/// The checks of the scenario `name`, driven with `modules`; `declared` is what the file says about it.
pub fn planned(name: &str, declared: Option<&DeclaredScenario>, modules: &[String]) -> Planned {
    match declared {
        Some(declared) => declared.checks(modules).map_or(Planned::Told, Planned::Named),
        None => recorded(name).map_or(Planned::Unrecorded, |names| Planned::Named(names.to_vec())),
    }
}

/// What is recorded about the scenario `name`.
pub fn recorded(name: &str) -> Option<&'static [String]> {
    RECORDED.get(scenario_of(name)).map(Vec::as_slice)
}

/// The text of the file, with the checks of a run's `cells` in place of older ones.
pub fn text(cells: &[CellRecord]) -> String {
    let mut all = RECORDED.clone();
    all.retain(|name, _| super::find(name).is_some());
    // Cells are ordered by kernel, with the newest last.
    for cell in cells.iter().filter(|cell| is_reference(cell)) {
        let own = |check: &&CheckRecord| check.was_made() && !check.name.starts_with(OF_CONSOLE);
        let made = cell.checks.iter().filter(own);
        all.insert(cell.id.scenario.clone(), made.map(|check| check.name.clone()).collect());
    }
    let list = toml::to_string_pretty(&all).expect("a table of strings is TOML");
    format!("{HEAD}\n{list}")
}

/// Can others be held to what this cell saw? It has to have come to its end, with nothing unexpected.
fn is_reference(cell: &CellRecord) -> bool {
    let wrong = |check: &CheckRecord| {
        matches!(check.verdict, CheckVerdict::Differs | CheckVerdict::Misnamed)
    };
    let by_its_checks = matches!(cell.outcome, Outcome::Pass | Outcome::Xfail | Outcome::Fail);
    super::find(&cell.id.scenario).is_some_and(|scenario| scenario.run.is_some())
        && (cell.as_expected || by_its_checks)
        && !is_of_32_bits(&cell.id.scenario)
        && !cell.outcome.is_out_of_reach()
        && cell.tries > 0
        && !cell.checks.iter().any(wrong)
}

fn read(text: &str) -> Result<BTreeMap<String, Vec<String>>, toml::de::Error> {
    toml::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Predicts;
    use crate::run::PlannedCell;
    use crate::scenario::all;
    use std::collections::BTreeSet;

    #[test]
    fn every_scenario_is_recorded_and_no_other() {
        let there: BTreeSet<&str> = all().filter(|it| it.run.is_some()).map(|it| it.name).collect();
        let recorded: BTreeSet<&str> = RECORDED.keys().map(String::as_str).collect();
        assert_eq!(recorded, there, "run `cargo xtask checks`");
    }

    #[test]
    fn names_are_there_once_and_not_empty() {
        for (scenario, names) in RECORDED.iter() {
            let distinct: BTreeSet<_> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{scenario}");
            assert!(names.iter().all(|name| !name.trim().is_empty()), "{scenario}");
        }
    }

    /// A typing mistake in a row about a kernel that nobody runs would never be noticed.
    #[test]
    fn the_default_matrix_names_checks_that_there_are() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        let matrix = crate::matrix::load(path.into(), crate::scenario::shipped()).unwrap();
        for row in &matrix.expectations {
            let names: Vec<&String> = match &row.predicts {
                Predicts::Check { check, .. } => vec![check],
                Predicts::Absent(checks) => checks.iter().collect(),
                Predicts::Ends { after, .. } => {
                    after.iter().filter(|after| !after.is_empty()).collect()
                }
            };
            let recorded = recorded(&row.scenario).expect("it is built in");
            for name in names {
                assert!(recorded.contains(name), "{}: no check `{name}`", row.place());
            }
        }
    }

    fn cell(kernel: &str, outcome: Outcome, checks: &[(&str, CheckVerdict)]) -> CellRecord {
        let id = format!("{kernel}/kernel/portid").parse().unwrap();
        let check = |&(name, verdict): &(&str, CheckVerdict)| match verdict {
            CheckVerdict::Missing => CheckRecord { verdict, ..CheckRecord::not_made(name) },
            _ => CheckRecord { name: name.to_owned(), verdict, ..CheckRecord::default() },
        };
        CellRecord {
            outcome,
            tries: 1,
            checks: checks.iter().map(check).collect(),
            ..PlannedCell { id, expected: Outcome::Pass }.blank()
        }
    }

    #[test]
    fn the_newest_kernel_that_came_to_its_end_is_the_reference() {
        use CheckVerdict::{Differs, Missing, Same, Unplanned};
        let cells = [
            cell("5.10", Outcome::Pass, &[("old", Same)]),
            cell("6.1", Outcome::Fail, &[("a", Same), ("gone", Missing), ("new", Unplanned)]),
            cell("6.12", Outcome::Pass, &[("a", Same), ("new", Same), ("console: x", Same)]),
            cell("7.2", Outcome::Crash, &[("a", Same)]),
            cell("7.3", Outcome::Fail, &[("a", Same), ("wrong", Differs)]),
        ];
        let written = read(&text(&cells)).unwrap();
        assert_eq!(written["portid"], ["a", "new"]);
        assert_eq!(written.len(), RECORDED.len());
    }
}
