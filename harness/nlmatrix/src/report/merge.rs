//! Merges the runs of a matrix's shards into one.

use std::collections::BTreeMap;

use crate::run::{
    BuildRecord, CellRecord, KernelRecord, KernelStatus, LackingClient, Outcome, PastRun,
    PlannedCell, Run, SCHEMA,
};

use super::grid::Grid;

/// Why shards do not fit together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MergeError {
    /// There is nothing to merge.
    #[error("no run to merge: name the folder of at least one")]
    Nothing,
    /// Another version of run.json.
    #[error(
        "a run has schema {0}, but this program reads {SCHEMA}: run all shards with the same version"
    )]
    Schema(u32),
    /// Two results for one cell.
    #[error("cell {0} has two different results: run each cell in one shard only")]
    Cell(String),
    /// Two different kernels with the same id.
    #[error("kernel {0} differs between shards ({1}): pin it in matrix.lock")]
    Kernel(String, String),
    /// One module that built in one shard and not in another.
    #[error("{0} was built in one shard and not in another: use the same toolchain")]
    Build(String),
}

/// One run of everything that `runs` planned. A cell without a result in any of them is `missing`.
pub fn merge(runs: &[Run]) -> Result<Run, MergeError> {
    let mut merged = runs.first().ok_or(MergeError::Nothing)?.clone();
    for run in runs {
        if run.schema != SCHEMA {
            return Err(MergeError::Schema(run.schema));
        }
    }
    for run in &runs[1..] {
        merged.join_host(run);
        for kernel in &run.kernels {
            join_kernel(&mut merged.kernels, kernel)?;
        }
        for build in &run.builds {
            join_build(&mut merged.builds, build)?;
        }
        for cell in &run.cells {
            join_cell(&mut merged.cells, cell)?;
        }
        join_clients(&mut merged.lacking_clients, &run.lacking_clients);
        merged.stale.retain(|stale| run.stale.contains(stale));
        merged.systems.extend(run.systems.clone());
        merged.scenarios.extend(run.scenarios.clone());
        merged.self_tests.extend(run.self_tests.clone());
        merged.needs.extend(run.needs.clone());
        for (kernel, facts) in &run.probes {
            merged.probes.entry(kernel.clone()).or_default().extend(facts.clone());
        }
    }
    for planned in runs.iter().flat_map(|run| &run.elsewhere) {
        add_missing(&mut merged, planned);
    }
    merged.elsewhere.clear();
    merged.history = join_history(runs);
    in_order(&mut merged);
    merged.sum_up();
    Ok(merged)
}

impl Run {
    /// The whole run began with the first shard and took as long as the longest one.
    fn join_host(&mut self, other: &Self) {
        let (host, more) = (&mut self.host, &other.host);
        if more.started < host.started {
            host.started.clone_from(&more.started);
        }
        host.duration_ms = host.duration_ms.max(more.duration_ms);
        host.cpus = host.cpus.max(more.cpus);
        // That command would continue one shard only.
        host.commands.resume.clear();
        for (own, theirs) in
            [(&mut host.qemu, &more.qemu), (&mut host.accel_reason, &more.accel_reason)]
        {
            if !own.split("; ").any(|known| known == theirs) {
                own.push_str(&format!("; {theirs}"));
            }
        }
        if host.accel != more.accel {
            // If accelerators differ, figures have to be judged by the slower one.
            "tcg".clone_into(&mut host.accel);
        }
    }
}

fn join_kernel(kernels: &mut Vec<KernelRecord>, more: &KernelRecord) -> Result<(), MergeError> {
    let Some(own) = kernels.iter_mut().find(|own| own.id == more.id) else {
        kernels.push(more.clone());
        return Ok(());
    };
    let times = (own.boot_ms.or(more.boot_ms), own.fork_ms.or(more.fork_ms));
    match (own.status, more.status) {
        (KernelStatus::Unavailable, _) => own.clone_from(more),
        (_, KernelStatus::Unavailable) => {}
        _ if (&own.version, &own.origin) != (&more.version, &more.origin) => {
            let versions = format!("{} and {}", own.release, more.release);
            return Err(MergeError::Kernel(more.id.clone(), versions));
        }
        _ => {}
    }
    (own.boot_ms, own.fork_ms) = times;
    Ok(())
}

/// A client that could not be made in several shards is reported once.
fn join_clients(clients: &mut Vec<LackingClient>, more: &[LackingClient]) {
    for lacking in more {
        if clients.iter().all(|own| own.client != lacking.client) {
            clients.push(lacking.clone());
        }
    }
}

fn join_build(builds: &mut Vec<BuildRecord>, more: &BuildRecord) -> Result<(), MergeError> {
    let is_same = |own: &&BuildRecord| own.kernel == more.kernel && own.module == more.module;
    match builds.iter().find(is_same) {
        None => builds.push(more.clone()),
        Some(own) if own.built == more.built => {}
        Some(_) => {
            return Err(MergeError::Build(format!("{} on {}", more.module, more.kernel)));
        }
    }
    Ok(())
}

/// A result replaces a missing one; two results have to be the same record.
fn join_cell(cells: &mut Vec<CellRecord>, more: &CellRecord) -> Result<(), MergeError> {
    match cells.iter_mut().find(|own| own.id == more.id) {
        None => cells.push(more.clone()),
        Some(own) if own.outcome == Outcome::Missing => own.clone_from(more),
        Some(own) if more.outcome == Outcome::Missing || *own == *more => {}
        Some(_) => return Err(MergeError::Cell(more.id.to_string())),
    }
    Ok(())
}

/// A cell that this shard planned for another shard, which left no result.
fn add_missing(run: &mut Run, planned: &PlannedCell) {
    if run.cells.iter().any(|cell| cell.id == planned.id) {
        return;
    }
    let missing = planned.missing("the shard with this cell left no result");
    if run.kernels.iter().all(|kernel| kernel.id != missing.id.kernel) {
        run.kernels.push(KernelRecord {
            id: missing.id.kernel.clone(),
            status: KernelStatus::Unavailable,
            reason: missing.reason.clone(),
            ..KernelRecord::default()
        });
    }
    run.cells.push(missing);
}

/// Shards keep only their part of earlier runs; the parts of one run have the same start.
fn join_history(runs: &[Run]) -> Vec<PastRun> {
    let mut joined: BTreeMap<&str, PastRun> = BTreeMap::new();
    for past in runs.iter().flat_map(|run| &run.history) {
        let own = joined.entry(&past.started).or_insert_with(|| past.clone());
        own.cells.extend(past.cells.iter().map(|(id, cell)| (id.clone(), *cell)));
        for kernel in &past.kernels {
            if own.kernels.iter().all(|known| known.id != kernel.id) {
                own.kernels.push(kernel.clone());
            }
        }
    }
    joined.into_values().collect()
}

/// Kernels by version, cells and builds by kernel, just as a single run has them.
fn in_order(run: &mut Run) {
    let ids: Vec<String> = Grid::of(run).kernels.into_iter().map(str::to_owned).collect();
    let place = |id: &String| ids.iter().position(|known| known == id);
    run.kernels.sort_by_key(|kernel| place(&kernel.id));
    run.cells.sort_by_key(|cell| place(&cell.id.kernel));
    run.builds.sort_by_key(|build| place(&build.kernel));
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fixture;
    use super::*;

    /// A shard of `run` that planned everything and ran only `kernels`.
    fn shard(run: &Run, kernels: &[&str]) -> Run {
        let mut shard = run.clone();
        let ours = |id: &str| kernels.contains(&id);
        for cell in shard.cells.iter_mut().filter(|cell| !ours(&cell.id.kernel)) {
            (cell.outcome, cell.as_expected) = (Outcome::Missing, false);
        }
        shard.kernels.retain(|kernel| ours(&kernel.id));
        shard.builds.retain(|build| ours(&build.kernel));
        shard
    }

    /// The fixture in the order that a run has.
    fn whole() -> Run {
        let mut run = fixture();
        in_order(&mut run);
        // A run of several shards cannot be continued as a whole.
        run.host.commands.resume.clear();
        run.sum_up();
        run
    }

    #[test]
    fn shards_make_the_whole_again() {
        let run = whole();
        let shards = [shard(&run, &["7.0", "6.12-deb13"]), shard(&run, &["3.16-deb8"])];
        let rest = shard(&run, &["2.6.32", "2.6.24"]);
        assert_eq!(merge(&[&shards[..], &[rest]].concat()).unwrap(), run);
    }

    #[test]
    fn what_another_shard_was_to_run_is_missing_too() {
        let run = whole();
        let mut first = shard(&run, &["7.0"]);
        first.cells.retain(|cell| cell.id.kernel == "7.0");
        let rest = run.cells.iter().filter(|cell| cell.id.kernel != "7.0");
        let planned =
            |cell: &CellRecord| PlannedCell { id: cell.id.clone(), expected: cell.expected };
        first.elsewhere = rest.map(planned).collect();
        let merged = merge(&[first]).unwrap();
        assert_eq!(merged.cells.len(), run.cells.len());
        assert!(merged.elsewhere.is_empty());
        for (cell, original) in merged.cells.iter().map(|cell| {
            (cell, run.cells.iter().find(|it| it.id == cell.id).expect("no cell is made up"))
        }) {
            let wanted = if cell.id.kernel == "7.0" { original.outcome } else { Outcome::Missing };
            assert_eq!(
                (cell.outcome, &cell.id.scenario),
                (wanted, &original.id.scenario),
                "{}",
                cell.id
            );
        }
    }

    #[test]
    fn what_no_shard_ran_is_missing() {
        let run = whole();
        let merged = merge(&[shard(&run, &["7.0"]), shard(&run, &["2.6.32"])]).unwrap();
        let lost = merged.cells.iter().filter(|cell| cell.id.kernel == "6.12-deb13");
        assert!(lost.clone().count() > 0);
        assert!(lost.into_iter().all(|cell| cell.outcome == Outcome::Missing));
        assert_eq!(
            merged.totals["missing"],
            merged.cells.iter().filter(|it| it.outcome == Outcome::Missing).count()
        );
    }

    #[test]
    fn conflicts_are_named() {
        let run = whole();
        assert_eq!(merge(&[]), Err(MergeError::Nothing));
        let mut other = run.clone();
        other.cells[3].duration_ms += 1;
        assert_eq!(
            merge(&[run.clone(), other]),
            Err(MergeError::Cell(run.cells[3].id.to_string()))
        );
        let mut other = run.clone();
        other.kernels[1].version = "1.0".into();
        let error = merge(&[run.clone(), other]).unwrap_err();
        assert!(matches!(error, MergeError::Kernel(..)), "{error}");
        let mut other = run.clone();
        other.builds[0].built = !other.builds[0].built;
        assert!(matches!(merge(&[run, other]), Err(MergeError::Build(_))));
    }
}
