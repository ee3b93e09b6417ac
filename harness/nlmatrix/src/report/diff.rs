//! What changed between two runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::run::Status::{AsExpected, DidNotRun, NotAsExpected};
use crate::run::{CellId, CellRecord, KernelRecord, Outcome, PastCell, PastRun, Run, Tally};

use super::text::{visible_past, visible_run};
use super::timing::{TimingShift, cell_shift, timing_shifts};

/// The differences between a run and an earlier one; every list is ordered by cell or kernel id.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diff {
    /// Did something get worse: is there a new failure, a new cell that fails, a cell that no longer runs, or a new
    /// stale expectation?
    pub worse: bool,
    /// How many cells of the earlier run ended as expected, how many did not, and how many did not run.
    pub old_tally: Tally,
    /// The same for the later run.
    pub new_tally: Tally,
    /// Cells that are not as expected now, and were before, did not run, or are new.
    pub new_failures: Vec<CellChange>,
    /// Cells that were not as expected and now are.
    pub fixed: Vec<CellChange>,
    /// Cells that ran before and gave no result now, and cells that are lost or missing only now.
    pub no_longer_run: Vec<CellChange>,
    /// Cells that did not run before and now end as expected.
    pub run_again: Vec<CellChange>,
    /// Cells with another outcome that counts the same way.
    pub changed: Vec<CellChange>,
    /// Ids of cells that the earlier run did not have.
    pub new_cells: Vec<CellId>,
    /// Ids of cells that only the earlier run had.
    pub vanished_cells: Vec<CellId>,
    /// Ids of kernels that the earlier run did not have.
    pub new_kernels: Vec<String>,
    /// Ids of kernels that only the earlier run had.
    pub vanished_kernels: Vec<String>,
    /// Packages and files of kernels that changed.
    pub origins: Vec<OriginChange>,
    /// Boot and fork times that shifted by more than noise.
    pub timing: Vec<TimingShift>,
    /// Expectations that became stale.
    pub new_stale: Vec<String>,
}

/// One cell in both runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// Cell id.
    pub id: CellId,
    /// Its earlier outcome; `None` for a new cell.
    pub old: Option<Outcome>,
    /// Its outcome now.
    pub new: Outcome,
    /// The reason in the newer run.
    pub reason: String,
    /// The command that runs it again.
    pub rerun: String,
}

/// One package or file of a kernel; its version is empty if it did not exist or had none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OriginChange {
    /// Kernel id.
    pub kernel: String,
    /// Package or file name.
    pub name: String,
    /// Its earlier version, or the start of its digest if only that changed.
    pub old: String,
    /// Its version, or the start of its digest, now.
    pub new: String,
}

/// Compares `new` with the earlier run `old`.
pub fn diff(old: &Run, new: &Run) -> Diff {
    since(&PastRun::of(old), new)
}

/// Compares `new` with the earlier run `old`, of which only the summary is left.
pub fn since(old: &PastRun, new: &Run) -> Diff {
    let (old, new) = (visible_past(old), visible_run(new));
    let mut diff = Diff::default();
    diff.compare_cells(&old, &new);
    diff.compare_kernels(&old, &new);
    let known: BTreeSet<_> = old.stale.iter().collect();
    let stale = new.stale.iter().map(|stale| &stale.expectation);
    diff.new_stale = stale.filter(|it| !known.contains(it)).cloned().collect();
    diff.worse = !diff.new_failures.is_empty()
        || !diff.no_longer_run.is_empty()
        || !diff.new_stale.is_empty();
    diff.old_tally = old.cells.values().map(PastCell::status).collect();
    diff.new_tally = Tally::of(&new);
    diff
}

impl Diff {
    /// Is there nothing to report?
    pub fn is_empty(&self) -> bool {
        let Self { old_tally, new_tally, .. } = *self;
        *self == Self { old_tally, new_tally, ..Self::default() }
    }

    /// Do both runs have the same cells, and did each end the same way in both?
    pub fn is_same_results(&self) -> bool {
        let apart = Self { timing: Vec::new(), origins: Vec::new(), ..self.clone() };
        apart.is_empty()
    }

    fn compare_cells(&mut self, old: &PastRun, new: &Run) {
        let before: BTreeMap<_, _> = old.cells.iter().collect();
        let after: BTreeMap<_, _> = new.cells.iter().map(|cell| (&cell.id, cell)).collect();
        (self.new_cells, self.vanished_cells) = keys_apart(&before, &after);
        for (id, cell) in after {
            let earlier = before.get(id).copied();
            let same = earlier.is_some_and(|it| it.outcome == cell.outcome);
            let was_no_result = earlier.is_some_and(|it| it.outcome.is_no_result());
            let lost = cell.outcome.is_no_result() && !was_no_result;
            let list = match (earlier.map(PastCell::status), cell.status()) {
                (Some(NotAsExpected), NotAsExpected) if !same => &mut self.changed,
                (Some(NotAsExpected), NotAsExpected) => continue,
                (_, NotAsExpected) => &mut self.new_failures,
                (Some(NotAsExpected), AsExpected) => &mut self.fixed,
                (Some(DidNotRun), AsExpected) => &mut self.run_again,
                (Some(AsExpected | NotAsExpected), DidNotRun) => &mut self.no_longer_run,
                (_, DidNotRun) if lost => &mut self.no_longer_run,
                (Some(_), _) if !same => &mut self.changed,
                _ => continue,
            };
            list.push(CellChange::of(earlier, cell));
        }
    }

    fn compare_kernels(&mut self, old: &PastRun, new: &Run) {
        let before: BTreeMap<_, _> =
            old.kernels.iter().map(|kernel| (&kernel.id, kernel)).collect();
        let after: BTreeMap<_, _> = new.kernels.iter().map(|kernel| (&kernel.id, kernel)).collect();
        (self.new_kernels, self.vanished_kernels) = keys_apart(&before, &after);
        for (id, kernel) in after {
            if let Some(earlier) = before.get(id) {
                self.origins.extend(origin_changes(earlier, kernel));
                self.timing.extend(timing_shifts(earlier, kernel));
                self.timing.extend(cell_shift(old, new, id));
            }
        }
    }
}

impl CellChange {
    fn of(old: Option<&PastCell>, new: &CellRecord) -> Self {
        Self {
            id: new.id.clone(),
            old: old.map(|old| old.outcome),
            new: new.outcome,
            reason: new.reason.clone(),
            rerun: new.rerun.clone(),
        }
    }
}

/// Keys only in `after`, and keys only in `before`.
fn keys_apart<K: Ord + Clone, T, U>(
    before: &BTreeMap<&K, T>,
    after: &BTreeMap<&K, U>,
) -> (Vec<K>, Vec<K>) {
    let new = after.keys().filter(|key| !before.contains_key(*key)).map(|key| (*key).clone());
    let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (*key).clone());
    (new.collect(), gone.collect())
}

/// What the kernel consists of now but did not before, or the other way round.
fn origin_changes(old: &KernelRecord, new: &KernelRecord) -> Vec<OriginChange> {
    let (before, after) = (parts(old), parts(new));
    let names: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    let change = |name: &str| {
        let [was, is] = [&before, &after].map(|parts| parts.get(name).copied().unwrap_or_default());
        (was != is).then(|| OriginChange {
            kernel: new.id.clone(),
            name: name.to_owned(),
            old: version_or_digest(was, is),
            new: version_or_digest(is, was),
        })
    };
    names.into_iter().filter_map(change).collect()
}

/// Name → (version, digest).
fn parts(kernel: &KernelRecord) -> BTreeMap<&str, (&str, &str)> {
    let parts = kernel.origin.iter();
    parts.map(|it| (it.name.as_str(), (it.version.as_str(), it.sha256.as_str()))).collect()
}

/// What distinguishes `this` from `other`: its version, or its digest if the versions are the same.
fn version_or_digest(this: (&str, &str), other: (&str, &str)) -> String {
    match this.0 == other.0 {
        true => format!("sha256:{}", this.1.chars().take(12).collect::<String>()),
        false => this.0.to_owned(),
    }
}

#[cfg(test)]
pub(super) use tests::later;

#[cfg(test)]
mod tests {
    use super::super::fixture::{cells, fixture};
    use super::*;

    /// The fixture with one of everything changed.
    pub(in super::super) fn later() -> Run {
        let mut run = fixture();
        let mut fresh = run.cells[0].clone();
        fresh.id = "6.12-deb13/nlecho.g5-cfg/brand-new".parse().unwrap();
        run.cells[0].outcome = Outcome::Crash;
        run.cells[0].as_expected = false;
        run.cells[4].outcome = Outcome::Pass;
        run.cells[4].as_expected = true;
        run.cells[5].outcome = Outcome::Hang;
        run.cells.pop();
        run.cells.push(fresh);
        run.kernels[1].origin[0].version = "3.16.85-1".into();
        run.kernels[1].boot_ms = Some(9000.0);
        run.kernels.remove(0);
        run
    }

    #[test]
    fn one_of_everything() {
        let diff = diff(&fixture(), &later());
        assert!(diff.worse);
        insta::assert_snapshot!(diff.to_string());
        insta::assert_json_snapshot!(diff);
    }

    #[test]
    fn times_within_noise_are_no_difference() {
        let mut run = fixture();
        for cell in &mut run.cells {
            cell.duration_ms = cell.duration_ms * 7 / 5;
        }
        run.kernels[0].fork_ms = run.kernels[0].fork_ms.map(|ms| ms + 19.0);
        assert!(diff(&fixture(), &run).timing.is_empty());
    }

    #[test]
    fn slow_cells_are_a_shift_of_their_kernel_alone() {
        let (old, mut new) = (cells(100), cells(100));
        for cell in new.cells.iter_mut().filter(|cell| cell.id.kernel == "2.6.32") {
            cell.duration_ms *= 3;
        }
        let timing = diff(&old, &new).timing;
        assert_eq!(timing.len(), 1, "{timing:?}");
        assert_eq!((timing[0].kernel.as_str(), timing[0].what.as_str()), ("2.6.32", "cell"));
    }

    #[test]
    fn what_no_longer_runs_is_neither_fixed_nor_unchanged() {
        let (old, mut new) = (fixture(), fixture());
        let of = |run: &Run, status| {
            run.cells.iter().position(|cell| cell.status() == status).expect("it has each")
        };
        let (was_good, was_bad, was_away) =
            (of(&old, AsExpected), of(&old, NotAsExpected), of(&old, DidNotRun));
        for at in [was_good, was_bad] {
            (new.cells[at].outcome, new.cells[at].as_expected) = (Outcome::Unavailable, true);
        }
        (new.cells[was_away].outcome, new.cells[was_away].as_expected) = (Outcome::Pass, true);
        let diff = diff(&old, &new);
        let ids = |list: &[CellChange]| -> Vec<CellId> {
            list.iter().map(|change| change.id.clone()).collect()
        };
        let mut gone = [was_good, was_bad].map(|at| old.cells[at].id.clone()).to_vec();
        gone.sort();
        assert_eq!(ids(&diff.no_longer_run), gone);
        assert_eq!(ids(&diff.run_again), [old.cells[was_away].id.clone()]);
        assert!(diff.worse && diff.fixed.is_empty() && diff.new_failures.is_empty());
        assert_eq!(diff.new_tally.did_not_run, diff.old_tally.did_not_run + 1);
    }

    #[test]
    fn nothing_changed() {
        let diff = diff(&fixture(), &fixture());
        assert!(diff.is_empty() && !diff.worse);
        let told = diff.to_string();
        assert!(told.starts_with("no difference: in both 8 as expected, 7 not"), "{told}");
    }
}
