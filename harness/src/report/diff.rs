//! What changed between two runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::outcome::Outcome;
use crate::run::{CellRecord, KernelRecord, Run};

use super::text::visible_run;

/// Boot and fork times that differ by less than this factor are noise.
const NOISE_FACTOR: f64 = 1.5;
/// Nor is a shift of fewer milliseconds than this worth a line.
const NOISE_MS: f64 = 20.0;

/// The differences of a run from an earlier one; every list in the order of cell or kernel ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diff {
    /// Did something get worse: a new failure, a new cell that fails, a new stale expectation?
    pub worse: bool,
    /// Cells that were as expected and no longer are, and new cells that are not.
    pub new_failures: Vec<CellChange>,
    /// Cells that were not as expected and now are.
    pub fixed: Vec<CellChange>,
    /// Cells with another outcome, as expected (or not) as before.
    pub changed: Vec<CellChange>,
    /// Ids of cells that the earlier run did not have.
    pub new_cells: Vec<String>,
    /// Ids of cells that only the earlier run had.
    pub vanished_cells: Vec<String>,
    /// Ids of kernels that the earlier run did not have.
    pub new_kernels: Vec<String>,
    /// Ids of kernels that only the earlier run had.
    pub vanished_kernels: Vec<String>,
    /// Packages and files that kernels were made of, and that changed.
    pub origins: Vec<OriginChange>,
    /// Boot and fork times that shifted beyond noise.
    pub timing: Vec<TimingShift>,
    /// Expectations that became stale.
    pub new_stale: Vec<String>,
}

/// One cell in both runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// Cell id.
    pub id: String,
    /// Its earlier outcome; `None` for a new cell.
    pub old: Option<Outcome>,
    /// Its outcome now.
    pub new: Outcome,
    /// Why, in the newer run.
    pub reason: String,
    /// The command that runs it again.
    pub rerun: String,
}

/// One package or file of a kernel; an empty version is one that was not there or had none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OriginChange {
    /// Kernel id.
    pub kernel: String,
    /// Package or file name.
    pub name: String,
    /// Its earlier version, or the start of its digest when only that changed.
    pub old: String,
    /// Its version, or the start of its digest, now.
    pub new: String,
}

/// A time of a kernel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimingShift {
    /// Kernel id.
    pub kernel: String,
    /// `boot` or `fork`.
    pub what: String,
    /// Earlier milliseconds.
    pub old_ms: f64,
    /// Milliseconds now.
    pub new_ms: f64,
}

/// Compares `new` with the earlier run `old`.
pub fn diff(old: &Run, new: &Run) -> Diff {
    let (old, new) = (visible_run(old), visible_run(new));
    let mut diff = Diff::default();
    diff.compare_cells(&old, &new);
    diff.compare_kernels(&old, &new);
    let known: BTreeSet<_> = old.stale.iter().map(|stale| &stale.expectation).collect();
    let stale = new.stale.iter().map(|stale| &stale.expectation);
    diff.new_stale = stale.filter(|it| !known.contains(it)).cloned().collect();
    diff.worse = !diff.new_failures.is_empty() || !diff.new_stale.is_empty();
    diff
}

impl Diff {
    /// Is there nothing to tell?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn compare_cells(&mut self, old: &Run, new: &Run) {
        let before: BTreeMap<_, _> = old.cells.iter().map(|cell| (&cell.id, cell)).collect();
        let after: BTreeMap<_, _> = new.cells.iter().map(|cell| (&cell.id, cell)).collect();
        (self.new_cells, self.vanished_cells) = keys_apart(&before, &after);
        for (id, cell) in after {
            let earlier = before.get(id).copied();
            let was_good = earlier.is_none_or(|earlier| earlier.as_expected);
            let list = match (was_good, cell.as_expected) {
                (true, false) => &mut self.new_failures,
                (false, true) => &mut self.fixed,
                _ if earlier.is_some_and(|it| it.outcome != cell.outcome) => &mut self.changed,
                _ => continue,
            };
            list.push(CellChange::of(earlier, cell));
        }
    }

    fn compare_kernels(&mut self, old: &Run, new: &Run) {
        let before: BTreeMap<_, _> =
            old.kernels.iter().map(|kernel| (&kernel.id, kernel)).collect();
        let after: BTreeMap<_, _> = new.kernels.iter().map(|kernel| (&kernel.id, kernel)).collect();
        (self.new_kernels, self.vanished_kernels) = keys_apart(&before, &after);
        for (id, kernel) in after {
            if let Some(earlier) = before.get(id) {
                self.origins.extend(origin_changes(earlier, kernel));
                self.timing.extend(timing_shifts(earlier, kernel));
            }
        }
    }
}

impl CellChange {
    fn of(old: Option<&CellRecord>, new: &CellRecord) -> Self {
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
fn keys_apart<T>(
    before: &BTreeMap<&String, T>,
    after: &BTreeMap<&String, T>,
) -> (Vec<String>, Vec<String>) {
    let only = |these: &BTreeMap<&String, T>, those: &BTreeMap<&String, T>| {
        these.keys().filter(|key| !those.contains_key(**key)).map(|key| (*key).clone()).collect()
    };
    (only(after, before), only(before, after))
}

/// What the kernel is made of now and was not, or the other way round.
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

/// What tells `this` from `other`: its version, or its digest when the versions are the same.
fn version_or_digest(this: (&str, &str), other: (&str, &str)) -> String {
    match this.0 == other.0 {
        true => format!("sha256:{}", this.1.chars().take(12).collect::<String>()),
        false => this.0.to_owned(),
    }
}

/// Boot and fork times of a kernel that shifted beyond noise.
fn timing_shifts(old: &KernelRecord, new: &KernelRecord) -> Vec<TimingShift> {
    let times = [("boot", old.boot_ms, new.boot_ms), ("fork", old.fork_ms, new.fork_ms)];
    let shift = |(what, old_ms, new_ms): (&str, Option<f64>, Option<f64>)| {
        let (old_ms, new_ms) = (old_ms?, new_ms?);
        let factor = old_ms.max(new_ms) / old_ms.min(new_ms).max(f64::MIN_POSITIVE);
        let beyond = factor >= NOISE_FACTOR && (old_ms - new_ms).abs() >= NOISE_MS;
        let (kernel, what) = (new.id.clone(), what.to_owned());
        beyond.then_some(TimingShift { kernel, what, old_ms, new_ms })
    };
    times.into_iter().filter_map(shift).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fixture;
    use super::*;

    /// The fixture with one of everything changed.
    fn later() -> Run {
        let mut run = fixture();
        let mut fresh = run.cells[0].clone();
        fresh.id = "6.12-deb13/nlecho.g5-cfg/brand-new".into();
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
    fn nothing_changed() {
        let diff = diff(&fixture(), &fixture());
        assert!(diff.is_empty() && !diff.worse);
        assert_eq!(diff.to_string(), "no difference\n");
    }
}
