//! Several runs as one: the newest result of each cell, and where runs disagree.

use std::collections::{BTreeMap, HashMap};

use crate::report::visible;
use crate::run::{BuildRecord, CellId, CellRecord, KernelRecord, ModuleId, Outcome, Run, SCHEMA};

/// Why no site can be made of some runs.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum JoinError {
    /// There are none.
    #[error("no run to make a site from: name the folder of at least one with --from")]
    Nothing,
    /// Another version of run.json.
    #[error(
        "a run has schema {0}, but this program reads {SCHEMA}: run it again with this version"
    )]
    Schema(u32),
    /// Nothing ran.
    #[error("nothing ran in these runs, so there is nothing to show: run the matrix first")]
    NothingRan,
}

/// What the site is made of.
pub(super) struct Joined {
    /// All of it as one run.
    pub(super) run: Run,
    /// The runs, the newest first.
    pub(super) sources: Vec<Source>,
    /// Cells that ended differently in an older run of the same kernel.
    pub(super) disagreements: Vec<Disagreement>,
}

/// A run from which the site is made.
pub(super) struct Source {
    /// Its start, RFC 3339 in UTC.
    pub(super) started: String,
    /// With which version, and on what.
    pub(super) made_with: String,
    /// How many kernels gave a result in it.
    pub(super) kernels: usize,
    /// How many cells did so.
    pub(super) cells: usize,
    /// How many of these results the site shows.
    pub(super) shown: usize,
}

/// A cell on which two runs of the same kernel disagree.
pub(super) struct Disagreement {
    /// Its id.
    pub(super) id: CellId,
    /// How it ended in the newer run, which the site shows.
    pub(super) now: Outcome,
    /// How it ended in the older one.
    pub(super) before: Outcome,
    /// When that one began.
    pub(super) started: String,
}

/// Joins `runs`. If a kernel differs between two of them, only the newer run's counts: an updated package is another
/// kernel.
pub(super) fn join(mut runs: Vec<Run>) -> Result<Joined, JoinError> {
    if let Some(run) = runs.iter().find(|run| run.schema != SCHEMA) {
        return Err(JoinError::Schema(run.schema));
    }
    runs.sort_by(|a, b| b.host.started.cmp(&a.host.started));
    let mut joint = Joint::default();
    let mut sources: Vec<Source> = runs.iter().map(source).collect();
    let mut runs = runs.into_iter();
    let mut run = runs.next().ok_or(JoinError::Nothing)?;
    sources[0].shown = joint.begin(&mut run);
    for (older, source) in runs.zip(&mut sources[1..]) {
        source.shown = joint.add(&mut run, older);
    }
    if !run.cells.iter().any(|cell| cell.outcome.is_result()) {
        return Err(JoinError::NothingRan);
    }
    run.history.clear();
    run.sum_up();
    Ok(Joined { run, sources, disagreements: joint.disagreements })
}

fn source(run: &Run) -> Source {
    let ran = || run.cells.iter().filter(|cell| cell.outcome.is_result());
    let kernels: std::collections::BTreeSet<&str> =
        ran().map(|cell| cell.id.kernel.as_str()).collect();
    let (nlmatrix, host) = (&run.host.nlmatrix, &run.host);
    let qemu = visible(&host.qemu);
    let qemu = qemu.trim_start_matches("QEMU emulator version ");
    let with =
        if qemu.is_empty() { String::new() } else { format!(", QEMU {qemu}, {}", host.accel) };
    Source {
        started: host.started.clone(),
        made_with: format!("nlmatrix {nlmatrix}{with}"),
        kernels: kernels.len(),
        cells: ran().count(),
        shown: 0,
    }
}

/// Where everything is in the joined run.
#[derive(Default)]
struct Joint {
    cells: HashMap<CellId, usize>,
    kernels: BTreeMap<String, usize>,
    builds: HashMap<(String, ModuleId), usize>,
    disagreements: Vec<Disagreement>,
}

impl Joint {
    /// Takes the newest run as it is; returns how many results it has.
    fn begin(&mut self, run: &mut Run) -> usize {
        self.cells = run.cells.iter().enumerate().map(|(at, it)| (it.id.clone(), at)).collect();
        self.kernels = run.kernels.iter().enumerate().map(|(at, it)| (it.id.clone(), at)).collect();
        self.builds = run.builds.iter().enumerate().map(|(at, it)| (build_key(it), at)).collect();
        run.cells.iter().filter(|cell| cell.outcome.is_result()).count()
    }

    /// Adds what `older` has and `run` lacks; returns how many of its results the site shows.
    fn add(&mut self, run: &mut Run, older: Run) -> usize {
        let superseded: Vec<String> = older
            .kernels
            .iter()
            .filter(|it| !self.takes(run, it))
            .map(|it| it.id.clone())
            .collect();
        let counts = |kernel: &str| !superseded.iter().any(|id| id == kernel);
        for build in older.builds.into_iter().filter(|it| counts(&it.kernel)) {
            self.builds.entry(build_key(&build)).or_insert_with(|| {
                run.builds.push(build);
                run.builds.len() - 1
            });
        }
        for (system, about) in older.systems {
            run.systems.entry(system).or_insert(about);
        }
        for (scenario, about) in older.scenarios {
            run.scenarios.entry(scenario).or_insert(about);
        }
        run.self_tests.extend(older.self_tests);
        for (generation, needs) in older.needs {
            run.needs.entry(generation).or_insert(needs);
        }
        for (kernel, facts) in older.probes.into_iter().filter(|(kernel, _)| counts(kernel)) {
            run.probes.entry(kernel).or_insert(facts);
        }
        let cells = older.cells.into_iter().filter(|cell| counts(&cell.id.kernel));
        cells.filter_map(|cell| self.cell(run, cell, &older.host.started)).count()
    }

    /// Is `kernel` the one that the newer runs had under this name, or a new one? In the latter case its record is
    /// added.
    fn takes(&mut self, run: &mut Run, kernel: &KernelRecord) -> bool {
        let Some(at) = self.kernels.get(&kernel.id) else {
            self.kernels.insert(kernel.id.clone(), run.kernels.len());
            run.kernels.push(kernel.clone());
            return true;
        };
        let own = &mut run.kernels[*at];
        if !own.status.boots() {
            own.clone_from(kernel);
        }
        !kernel.status.boots() || own.release == kernel.release
    }

    /// The value, if the cell is shown.
    fn cell(&mut self, run: &mut Run, cell: CellRecord, started: &str) -> Option<()> {
        let is_result = cell.outcome.is_result();
        let Some(at) = self.cells.get(&cell.id) else {
            self.cells.insert(cell.id.clone(), run.cells.len());
            run.cells.push(cell);
            return is_result.then_some(());
        };
        let own = &mut run.cells[*at];
        if !own.outcome.is_result() && is_result {
            *own = cell;
            return Some(());
        }
        if is_result && own.outcome != cell.outcome {
            let (id, now, before) = (cell.id, own.outcome, cell.outcome);
            self.disagreements.push(Disagreement { id, now, before, started: started.to_owned() });
        }
        None
    }
}

fn build_key(build: &BuildRecord) -> (String, ModuleId) {
    (build.kernel.clone(), build.module.clone())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{kernel, passed, run};
    use super::*;

    #[test]
    fn machines_are_joined_and_the_newest_result_counts() {
        let mut old = run("2026-01-01", &["5.10", "6.1"]);
        old.cells[0].outcome = Outcome::Fail;
        let mut new = run("2026-02-01", &["5.10", "7.0"]);
        new.cells.push(CellRecord { outcome: Outcome::Lost, ..passed("6.1", "echo") });
        new.kernels.push(kernel("6.1"));
        let joined = join(vec![old, new]).unwrap();
        let cell = |id: &str| joined.run.cells.iter().find(|it| it.id.to_string() == id).unwrap();
        assert_eq!(cell("5.10/nlecho.g6/echo").outcome, Outcome::Pass);
        assert_eq!(cell("6.1/nlecho.g6/echo").outcome, Outcome::Pass, "a result wins over none");
        assert_eq!(joined.run.kernels.len(), 3);
        let said: Vec<_> = joined.disagreements.iter().map(|it| it.id.to_string()).collect();
        assert_eq!(said, ["5.10/nlecho.g6/echo"]);
        let shown: Vec<_> = joined.sources.iter().map(|it| it.shown).collect();
        assert_eq!(shown, [2, 1]);
    }

    #[test]
    fn a_kernel_that_was_updated_is_another_one() {
        let (mut old, new) = (run("2026-01-01", &["6.1"]), run("2026-02-01", &["6.1"]));
        old.kernels[0].release = "6.1.0-1".to_owned();
        old.cells[0].outcome = Outcome::Fail;
        let joined = join(vec![old, new]).unwrap();
        assert!(joined.disagreements.is_empty());
        assert_eq!(joined.sources[1].shown, 0);
    }

    #[test]
    fn of_nothing_there_is_no_site() {
        assert_eq!(join(Vec::new()).err(), Some(JoinError::Nothing));
        let mut empty = run("2026-01-01", &["6.1"]);
        empty.cells[0].outcome = Outcome::Unavailable;
        assert_eq!(join(vec![empty]).err(), Some(JoinError::NothingRan));
        let strange = Run { schema: 99, ..Run::default() };
        assert_eq!(join(vec![strange]).err(), Some(JoinError::Schema(99)));
    }
}
