//! Builds that did not succeed: which kernels refuse a generation, why, and what to do.

use std::collections::HashMap;

use crate::explain;
use crate::facts::shipped;
use crate::matrix::BUILD;
use crate::run::{BuildRecord, CellId, CellRecord, Diagnosis, ModuleId, Run, SitePage};

use super::super::grid::Grid;
use super::links::generation_anchor;
use super::lookup::Lookup;
use super::range::ranges;

/// The kernels that refuse one generation for the same reason, with the same remedy.
pub(crate) struct Refusal<'a> {
    /// Which generation they refuse.
    pub(crate) module: &'a ModuleId,
    /// The anchor of its part of the page.
    pub(crate) anchor: String,
    /// The kernels, as ranges.
    pub(crate) kernels: String,
    /// What the compiler's complaint means.
    pub(crate) diagnosis: Option<&'a Diagnosis>,
    /// Why, and what to do: the answer of `explain` to the compiler's line.
    pub(crate) answer: Advice,
    /// Generations that build on all of these kernels.
    pub(crate) instead: Vec<&'a ModuleId>,
    /// Did the matrix predict it for all of these kernels?
    pub(crate) expected: bool,
    /// The cell with the compiler's output, on the newest of the kernels.
    pub(crate) newest: CellId,
    builds: Vec<&'a BuildRecord>,
}

/// If more generations of a system than this build on one kernel, they are not forms of the same module.
const FORMS: usize = 5;

/// What is known about a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Advice {
    /// What the kernel has instead.
    pub(crate) cause: String,
    /// What to do.
    pub(crate) remedy: String,
    /// The source of that.
    pub(crate) source: String,
}

/// A cache of answers.
#[derive(Default)]
struct Answers<'a>(HashMap<[&'a str; 3], Advice>);

impl<'a> Answers<'a> {
    /// What is known about a refused build, or else what the run itself says.
    fn of(&mut self, lookup: &Lookup<'a>, build: &'a BuildRecord) -> Advice {
        let Some(diagnosis) = &build.diagnosis else { return Advice::default() };
        let kernel = lookup.kernel(&build.kernel);
        let release =
            kernel.map_or("", |it| if it.release.is_empty() { &it.version } else { &it.release });
        let advice = || match explain::refusal(&diagnosis.line, release) {
            Some(it) => Advice { cause: it.cause, remedy: it.remedy, source: it.source },
            None => Advice {
                cause: diagnosis.meaning.clone(),
                remedy: diagnosis.remedy.clone(),
                source: String::new(),
            },
        };
        let key = [&*diagnosis.kind, &*diagnosis.symbol, release];
        self.0.entry(key).or_insert_with(advice).clone()
    }
}

/// The refusals of a run, for callers that have no page to look things up for.
pub(crate) fn refusals_of<'a>(run: &'a Run, grid: &Grid<'a>) -> Vec<Refusal<'a>> {
    refusals(&Lookup::of(run), grid)
}

/// All refusals, one for each generation, diagnosis and remedy.
pub(super) fn refusals<'a>(lookup: &Lookup<'a>, grid: &Grid<'a>) -> Vec<Refusal<'a>> {
    let mut answers = Answers::default();
    let mut groups: Vec<Refusal> = Vec::new();
    for generation in grid.generations() {
        let mut kernels = grid.kernels.clone();
        kernels.sort_by_key(|id| grid.weight(id));
        for kernel in kernels {
            let build = lookup.build(kernel, generation.module);
            let Some(build) = build.filter(|build| !build.built) else { continue };
            let (expected, answer) = (is_expected(lookup, build), answers.of(lookup, build));
            let same = |it: &&mut Refusal| {
                let key = (it.module, it.expected, &it.answer.remedy, kind(it.diagnosis));
                key == (&build.module, expected, &answer.remedy, kind(build.diagnosis.as_ref()))
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.add(build, answer),
                None => groups.push(Refusal::new(build, expected, answer)),
            }
        }
    }
    for group in &mut groups {
        let of_group = |id: &&str| group.builds.iter().any(|build| build.kernel == **id);
        let columns = grid.kernels.iter().enumerate().filter(|(_, id)| of_group(id));
        group.kernels = ranges(grid, columns.map(|(column, _)| column));
        group.instead = instead(lookup, grid, &group.builds);
    }
    groups
}

impl<'a> Refusal<'a> {
    fn new(build: &'a BuildRecord, expected: bool, answer: Advice) -> Self {
        let mut group = Self {
            anchor: generation_anchor(&build.module),
            module: &build.module,
            kernels: String::new(),
            diagnosis: None,
            answer: Advice::default(),
            instead: Vec::new(),
            expected,
            newest: CellId::default(),
            builds: Vec::new(),
        };
        group.add(build, answer);
        group
    }

    /// The last kernel, which is the most representative, stands for all.
    fn add(&mut self, build: &'a BuildRecord, answer: Advice) {
        self.newest = CellId::new(&build.kernel, build.module.clone(), BUILD);
        (self.diagnosis, self.answer) = (build.diagnosis.as_ref(), answer);
        self.builds.push(build);
    }

    /// Its symbol's page on the site, if there is one.
    pub(super) fn page(&self, run: &Run) -> Option<String> {
        let symbol = shipped().about(&self.diagnosis?.symbol)?;
        run.on_site(SitePage::Symbol(&symbol.name))
    }

    /// The compiler's line without the path of a scratch folder.
    pub(crate) fn line(&self) -> &str {
        self.diagnosis.map_or("", |it| &it.line)
    }
}

/// The generations of the same system that build on all kernels which refuse this one; none if they are so many that
/// the system's generations cannot be forms of one module.
fn instead<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    refused: &[&'a BuildRecord],
) -> Vec<&'a ModuleId> {
    let system =
        grid.systems.iter().find(|it| refused.iter().any(|build| build.module.system == it.name));
    let builds = |module: &&'a ModuleId| {
        let there = |it: &&'a BuildRecord| lookup.build(&it.kernel, module);
        refused.iter().all(|it| there(it).is_some_and(|build| build.built))
    };
    let all = system.into_iter().flat_map(|it| &it.generations).map(|it| it.module);
    let all: Vec<&ModuleId> = all.filter(builds).collect();
    if all.len() > FORMS { Vec::new() } else { all }
}

fn kind(diagnosis: Option<&Diagnosis>) -> Option<(&str, &str)> {
    diagnosis.map(|it| (it.kind.as_str(), it.symbol.as_str()))
}

/// Was the refusal expected? The cell for the build itself knows.
fn is_expected<'a>(lookup: &Lookup<'a>, build: &'a BuildRecord) -> bool {
    let own = lookup.cells_of(&build.kernel, &build.module);
    let (builds, others): (Vec<&CellRecord>, Vec<_>) =
        own.iter().partition(|cell| cell.id.scenario == BUILD);
    let judges = if builds.is_empty() { others } else { builds };
    judges.iter().all(|cell| cell.as_expected)
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::ranges as run;
    use super::*;

    #[test]
    fn a_refusal_is_told_once_with_what_explain_says() {
        let run = run();
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let all = refusals(&lookup, &grid);
        let told: Vec<_> = all
            .iter()
            .map(|it| (it.module.to_string(), it.kernels.as_str(), it.answer.remedy.as_str()))
            .collect();
        let form = "`netlink_kernel_create` is (net, unit, ";
        assert_eq!(told.len(), 4, "{told:#?}");
        assert_eq!(told[1].1, "3.16, 7.3", "{told:#?}");
        let wanted =
            format!("{form}cfg) here; write it like this: `sk = netlink_kernel_create(&init_net, ");
        assert!(told[1].2.starts_with(&wanted), "{told:#?}");
        assert!(all.iter().all(|it| it.expected));
    }

    #[test]
    fn what_is_not_there_is_said_to_be_so() {
        let mut run = run();
        let line = "nlecho.c:7:3: error: implicit declaration of function 'strlcpy'";
        for it in run.builds.iter_mut().filter_map(|build| build.diagnosis.as_mut()) {
            (it.kind, it.symbol) = ("missing-symbol".into(), "strlcpy".into());
            it.line = line.into();
        }
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let causes: Vec<String> =
            refusals(&lookup, &grid).iter().map(|it| it.answer.cause.to_string()).collect();
        assert!(causes.iter().any(|it| it.ends_with("has no `strlcpy`")), "{causes:?}");
    }
}
