//! What the page says about one kernel.

use std::collections::{BTreeSet, HashMap};

use crate::facts::{Need, released, shipped};
use crate::matrix::BUILD;
use crate::run::{
    CellRecord, CheckRecord, CheckVerdict, Gap, KernelRecord, ModuleId, Run, SitePage, plain,
};

use super::super::grid::{GenerationRows, Grid};
use super::links::{generation_anchor, kernel_anchor, scenario_anchor};
use super::lookup::Lookup;
use super::standing::Standing;

/// One kernel.
pub(super) struct KernelView<'a> {
    /// Its id.
    pub(super) id: &'a str,
    /// Its anchor.
    pub(super) anchor: String,
    /// What it is and what it consists of.
    pub(super) record: Option<&'a KernelRecord>,
    /// Why cells on it did not run.
    pub(super) gaps: Vec<&'a Gap>,
    /// The kernel before it that ran, and what has changed since then.
    pub(super) before: Option<(&'a str, Vec<Change<'a>>)>,
    /// What should build there, by system, if nothing ran that would show it.
    pub(super) promised: Vec<(&'a str, Vec<&'a ModuleId>)>,
    /// Its cells by generation, with the standing of each generation.
    pub(super) generations: Vec<Part<'a>>,
}

/// A generation on the kernel.
pub(super) struct Part<'a> {
    /// Which.
    pub(super) module: &'a ModuleId,
    /// Does it exist to test nlmatrix itself?
    pub(super) is_self_test: bool,
    /// Its name, or the system's if it has no generations.
    pub(super) name: &'a str,
    /// The anchor of its part of the page.
    pub(super) anchor: String,
    /// Its standing.
    pub(super) standing: Standing,
    /// How many scenarios gave a result there.
    pub(super) ran: usize,
    /// Its cells.
    pub(super) cells: Vec<&'a CellRecord>,
}

/// Something that changed since the kernel before.
pub(super) struct Change<'a> {
    /// What it is.
    pub(super) what: &'a str,
    /// The anchor with more about it; empty if there is none.
    pub(super) anchor: String,
    /// Its value before.
    pub(super) before: String,
    /// Its value now.
    pub(super) now: String,
}

impl<'a> KernelView<'a> {
    /// Every kernel of the run.
    pub(super) fn all(lookup: &Lookup<'a>, grid: &Grid<'a>, gaps: &'a [Gap]) -> Vec<Self> {
        (0..grid.kernels.len()).map(|column| Self::of(lookup, grid, gaps, column)).collect()
    }

    fn of(lookup: &Lookup<'a>, grid: &Grid<'a>, gaps: &'a [Gap], column: usize) -> Self {
        let id = grid.kernels[column];
        let ran = |at: &usize| !grid.away[*at];
        // Differences from a kernel of another processor are not changes.
        let arch = |at: usize| lookup.kernel(grid.kernels[at]).map(|it| it.arch);
        let mut earlier = (0..column).rev().filter(|at| arch(*at) == arch(column));
        let before = earlier.find(ran).filter(|_| ran(&column));
        Self {
            id,
            anchor: kernel_anchor(id),
            record: lookup.kernel(id),
            gaps: gaps.iter().filter(|gap| gap.kernels.iter().any(|it| it == id)).collect(),
            before: before.map(|at| (grid.kernels[at], changes(lookup, grid, at, column))),
            promised: promised(lookup, grid, column),
            generations: parts(lookup, grid, column),
        }
    }

    /// When mainline's version was released, if that is known.
    pub(super) fn released(&self) -> Option<&'static str> {
        self.record.and_then(|it| it.version.parse().ok()).as_ref().and_then(released)
    }

    /// Its page on the site, if there is one.
    pub(super) fn page(&self, run: &Run) -> Option<String> {
        run.on_site(SitePage::Kernel(self.id))
    }

    /// Generations that build there, by system.
    pub(super) fn building(&self) -> Vec<(&'a str, Vec<&Part<'a>>)> {
        let builds = |it: &&Part| it.standing.is_built() || it.standing.is_wrong();
        let parts: Vec<&Part> = self.parts(false).into_iter().filter(builds).collect();
        let systems = parts.chunk_by(|one, other| one.module.system == other.module.system);
        systems.map(|parts| (&*parts[0].module.system, parts.to_vec())).collect()
    }

    /// How many generations it refuses.
    pub(super) fn refused(&self) -> usize {
        self.parts(false).iter().filter(|it| it.standing == Standing::Refused).count()
    }

    /// The generations that exist to test nlmatrix itself, or the others.
    pub(super) fn parts(&self, self_tests: bool) -> Vec<&Part<'a>> {
        self.generations.iter().filter(|it| it.is_self_test == self_tests).collect()
    }
}

/// The generations whose needs mainline's version meets; none if a cell of the kernel gave a result.
fn promised<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    column: usize,
) -> Vec<(&'a str, Vec<&'a ModuleId>)> {
    let Some(version) = lookup.version(grid.kernels[column]) else { return Vec::new() };
    let is_met = |need: &String| {
        Need::parse(need, shipped()).is_ok_and(|need| need.is_met_on(&version, None))
    };
    let is_promised = |module: &&'a ModuleId| {
        let needs = lookup.run.needs.get(&module.to_string());
        let is_self_test = lookup.run.self_tests.contains(&module.system);
        !is_self_test && needs.is_some_and(|needs| needs.iter().all(is_met))
    };
    let ran = grid.generations().any(|it| it.column(column).any(|cell| cell.outcome.is_result()));
    let modules = grid.generations().filter(|_| !ran).map(|it| it.module);
    let modules: Vec<&ModuleId> = modules.filter(is_promised).collect();
    let systems = modules.chunk_by(|one, other| one.system == other.system);
    systems.map(|modules| (&*modules[0].system, modules.to_vec())).collect()
}

fn parts<'a>(lookup: &Lookup<'a>, grid: &Grid<'a>, column: usize) -> Vec<Part<'a>> {
    let part = |generation: &GenerationRows<'a>| {
        let cells: Vec<&CellRecord> = generation.column(column).collect();
        let standing = Standing::of(cells.iter().copied());
        let (module, name) = (generation.module, generation.shown());
        let ran = cells.iter().filter(|it| it.id.scenario != BUILD && it.outcome.is_result());
        let ran = ran.count();
        let is_self_test = lookup.run.self_tests.contains(&module.system);
        Part { module, is_self_test, name, anchor: generation_anchor(module), standing, ran, cells }
    };
    grid.generations().map(part).filter(|part| !part.cells.is_empty()).collect()
}

/// What differs between `before` and `now`: generations, then behaviour, then interfaces.
fn changes<'a>(lookup: &Lookup<'a>, grid: &Grid<'a>, before: usize, now: usize) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for generation in grid.generations() {
        let [was, is] = [before, now].map(|column| Standing::of(generation.column(column)));
        if was.is_seen() && is.is_seen() && was.is_built() != is.is_built() {
            changes.push(Change {
                what: generation.shown(),
                anchor: generation_anchor(generation.module),
                before: was.words().to_owned(),
                now: is.words().to_owned(),
            });
        }
    }
    changes.extend(behaviour(lookup, grid.kernels[before], grid.kernels[now]));
    changes.extend(interfaces(lookup, grid.kernels[before], grid.kernels[now]));
    changes
}

/// Checks that differ from their reference on one of the two kernels, and saw something else on the other.
fn behaviour<'a>(lookup: &Lookup<'a>, before: &'a str, now: &'a str) -> Vec<Change<'a>> {
    let old: HashMap<_, _> = checks(lookup, before).collect();
    let mut seen = BTreeSet::new();
    let differs = |it: &CheckRecord| it.verdict != CheckVerdict::Same;
    let change = |(key, check): ([&'a str; 3], &'a CheckRecord)| {
        let earlier = old.get(&key)?;
        let is_other = earlier.observed != check.observed && (differs(earlier) || differs(check));
        (is_other && seen.insert(key)).then(|| Change {
            what: &check.name,
            anchor: scenario_anchor(key[0], key[1]),
            before: earlier.observed.clone(),
            now: check.observed.clone(),
        })
    };
    checks(lookup, now).filter_map(change).collect()
}

/// The checks of a kernel's cells by system, scenario and name.
fn checks<'a>(
    lookup: &Lookup<'a>,
    kernel: &str,
) -> impl Iterator<Item = ([&'a str; 3], &'a CheckRecord)> {
    let cells = lookup.run.cells.iter().filter(move |cell| cell.id.kernel == kernel);
    cells.flat_map(|cell| {
        let key =
            |check: &'a CheckRecord| [&*cell.id.module.system, &*cell.id.scenario, &*check.name];
        cell.checks.iter().map(move |check| (key(check), check))
    })
}

/// Facts of the probes that changed.
fn interfaces<'a>(lookup: &Lookup<'a>, before: &str, now: &str) -> Vec<Change<'a>> {
    let probes = &lookup.run.probes;
    let (Some(old), Some(new)) = (probes.get(before), probes.get(now)) else { return Vec::new() };
    let change = |(fact, value): (&'a String, &'a String)| {
        let earlier = old.get(fact).filter(|earlier| *earlier != value)?;
        Some(Change {
            what: fact,
            anchor: format!("api/{}", plain(fact)),
            before: earlier.clone(),
            now: value.clone(),
        })
    };
    new.iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::{checked, ranges};
    use super::*;

    fn told(run: &Run, kernel: &str) -> Vec<String> {
        let (lookup, grid) = (Lookup::of(run), Grid::of(run));
        let gaps = run.gaps();
        let all = KernelView::all(&lookup, &grid, &gaps);
        let view = all.iter().find(|it| it.id == kernel).unwrap();
        let (_, changes) = view.before.as_ref().unwrap();
        changes.iter().map(|it| format!("{}: {} → {}", it.what, it.before, it.now)).collect()
    }

    #[test]
    fn a_kernel_that_did_not_run_tells_what_should_build_there() {
        let mut run = ranges();
        let needs = |form: &str| vec![format!("netlink_kernel_create={form}")];
        run.needs = [
            ("nlecho.g5-cfg-module".to_owned(), needs("net-unit-module-cfg")),
            ("nlecho.g6-cfg".to_owned(), needs("net-unit-cfg")),
        ]
        .into();
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let gaps = run.gaps();
        let told = |id: &str| {
            let all = KernelView::all(&lookup, &grid, &gaps);
            let view = all.into_iter().find(|it| it.id == id).unwrap();
            view.promised
                .into_iter()
                .flat_map(|it| it.1)
                .map(ModuleId::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(told("3.10"), ["nlecho.g6-cfg"]);
        assert!(told("3.16").is_empty(), "it ran: what builds there was seen");
    }

    #[test]
    fn a_kernel_tells_what_came_with_it() {
        let mut run = ranges();
        let facts = |form: &str| [("strlcpy".to_owned(), form.to_owned())].into();
        run.probes =
            [("3.16".to_owned(), facts("there")), ("7.3".to_owned(), facts("absent"))].into();
        for cell in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo") {
            let flags = if cell.id.kernel == "7.3" { "0x100" } else { "0x0" };
            cell.checks = vec![
                checked("ack flags", "0x100", flags),
                checked("port", &cell.id.kernel, &cell.id.kernel),
            ];
        }
        assert_eq!(told(&run, "7.3"), ["ack flags: 0x0 → 0x100", "strlcpy: there → absent"]);
        let wanted = ["g5-cfg-module: passes → is refused", "g6-cfg: is refused → passes"];
        assert_eq!(told(&run, "3.16")[..2], wanted);
    }
}
