//! From the cells' records to `run.json`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::Utf8Path;

use super::Workshop;
use super::boots::STORED;
use super::record::{blank, path_of};
use super::resume;
use super::without::{Lack, Without};
use crate::fault::chain;
use crate::matrix::{BUILD, GenerationEntry, SystemEntry};
use crate::plan::Cell;
use crate::run::{
    BuildRecord, CellId, CellRecord, KernelRecord, KernelStatus, ModuleId, Outcome, PlannedCell,
    StaleExpectation, scenario_of,
};
use crate::scenario;

/// What the system of cells that load nothing is about.
const OF_THE_KERNEL: &str = "what a kernel does by itself, without a module";

/// The record of every planned cell; one that left none is `missing`.
pub fn cells(workshop: &Workshop, folder: &Utf8Path, plan: &[Cell]) -> Vec<CellRecord> {
    let mut records: Vec<_> = plan.iter().map(|cell| record_of(folder, cell)).collect();
    if records.contains(&None) {
        let reason = why_none(workshop, folder);
        for (record, cell) in records.iter_mut().zip(plan) {
            let none = || CellRecord { reason: reason.to_owned(), ..blank(workshop, cell) };
            record.get_or_insert_with(none);
        }
    }
    records.into_iter().flatten().collect()
}

fn record_of(folder: &Utf8Path, cell: &Cell) -> Option<CellRecord> {
    serde_json::from_slice(&fs_err::read(path_of(folder, &cell.id)).ok()?).ok()
}

fn why_none(workshop: &Workshop, folder: &Utf8Path) -> &'static str {
    if resume::is_of(folder, &workshop.matrix) {
        "no result was recorded: the run ended before this cell did"
    } else {
        "no result was recorded: the matrix file, or a file that it names, changed during the run; run it again"
    }
}

/// The cells of `selected` that are not in this shard's `part`.
pub fn elsewhere(selected: &[Cell], part: &[Cell]) -> Vec<PlannedCell> {
    let ours: HashSet<&CellId> = part.iter().map(|cell| &cell.id).collect();
    let others = selected.iter().filter(|cell| !ours.contains(&cell.id));
    others.map(Cell::planned).collect()
}

/// Every kernel of the matrix that has cells in `plan`.
pub fn kernels(workshop: &Workshop, plan: &[Cell], cells: &[CellRecord]) -> Vec<KernelRecord> {
    let planned = |id: &str| plan.iter().any(|cell| cell.id.kernel == id);
    let entries = workshop.matrix.kernels.iter().filter(|entry| planned(&entry.id));
    entries
        .map(|entry| {
            let mut record = KernelRecord {
                id: entry.id.clone(),
                arch: entry.arch,
                vendor: entry.vendor.unwrap_or_default().to_owned(),
                version: entry.series.to_string(),
                provider: entry.provider.kind(),
                optional: entry.optional,
                ..KernelRecord::default()
            };
            match workshop.kernel(entry) {
                Ok(kernel) => {
                    let ready = kernel.build.is_some();
                    record.status =
                        if ready { KernelStatus::Ready } else { KernelStatus::BootOnly };
                    record.version = kernel.version.to_string();
                    record.release = kernel.release;
                    record.reason = kernel.reason;
                    record.origin = kernel.origin;
                }
                Err(error) => {
                    let lack = Without::of(&error).map_or(Lack::Failed, |it| it.lack);
                    record.status = lack.status();
                    record.reason = chain(&error);
                }
            }
            record.boot_ms = median(&entry.id, &["cold", STORED], cells);
            record.fork_ms = median(&entry.id, &["fork"], cells);
            record
        })
        .collect()
}

fn median(kernel: &str, boots: &[&str], cells: &[CellRecord]) -> Option<f64> {
    let ours =
        cells.iter().filter(|cell| cell.id.kernel == kernel && boots.contains(&cell.boot.as_str()));
    let mut times: Vec<f64> = ours.filter_map(|cell| cell.boot_ms).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

/// What each system of the cells is, if the matrix says it.
pub fn systems(workshop: &Workshop, plan: &[Cell]) -> BTreeMap<String, String> {
    let about = |name: &str| match workshop.matrix.system(name) {
        None => OF_THE_KERNEL.to_owned(),
        Some(system) => system.about.clone(),
    };
    let all = names(plan).into_iter().map(|name| (name.to_owned(), about(name)));
    all.filter(|(_, about)| !about.is_empty()).collect()
}

/// What each scenario of the cells shows, if the matrix says it.
pub fn scenarios(workshop: &Workshop, plan: &[Cell]) -> BTreeMap<String, String> {
    let names: BTreeSet<&str> = plan.iter().map(|cell| scenario_of(&cell.id.scenario)).collect();
    let about = |name: &str| match scenario::find(name) {
        Some(scenario) => scenario.about.to_owned(),
        None => workshop.matrix.declared(name).map_or(String::new(), |it| it.about.clone()),
    };
    let all = names.into_iter().map(|name| (name.to_owned(), about(name)));
    all.filter(|(_, about)| !about.is_empty()).collect()
}

fn names(plan: &[Cell]) -> BTreeSet<&str> {
    plan.iter().map(|cell| cell.id.module.system.as_str()).collect()
}

/// Those of these systems that exist to test nlmatrix itself.
pub fn self_tests(workshop: &Workshop, plan: &[Cell]) -> BTreeSet<String> {
    let systems = names(plan).into_iter().filter_map(|name| workshop.matrix.system(name));
    systems.filter(|system| system.self_test).map(|system| system.name.clone()).collect()
}

/// The forms of the kernel's interfaces that each generation of the cells' systems relies on, including generations
/// that no kernel of this run builds.
pub fn needs(workshop: &Workshop, plan: &[Cell]) -> BTreeMap<String, Vec<String>> {
    let planned = names(plan);
    let of = |system: &SystemEntry| -> Vec<(ModuleId, Vec<String>)> {
        let needs = |it: &GenerationEntry| it.needs.iter().map(ToString::to_string).collect();
        system.generations.iter().map(|it| (system.module(it), needs(it))).collect()
    };
    let systems = workshop.matrix.systems.iter().filter(|it| planned.contains(it.name.as_str()));
    let all = systems.flat_map(of).filter(|(_, needs)| !needs.is_empty());
    all.map(|(module, needs)| (module.to_string(), needs)).collect()
}

/// Every build of the planned generations; by now, all of them come from the store.
pub fn builds(workshop: &Workshop, plan: &[Cell]) -> Vec<BuildRecord> {
    let built = plan.iter().filter(|cell| cell.id.scenario == BUILD);
    let possible = built.filter(|cell| cell.expected != Outcome::Unavailable);
    possible
        .filter_map(|cell| {
            let entry = workshop.matrix.kernel(&cell.id.kernel)?;
            let kernel = workshop.kernel(entry).ok()?;
            let module = workshop.module(&kernel, &cell.id.module).ok()?;
            let folder = folder(workshop, &cell.id.module).unwrap_or_default();
            Some(BuildRecord { folder, ..module.record })
        })
        .collect()
}

/// The folder of a generation relative to that of the matrix file; `None` if it is elsewhere.
fn folder(workshop: &Workshop, module: &ModuleId) -> Option<String> {
    let base = workshop.matrix.path.parent()?;
    let own = workshop.matrix.system(&module.system)?.path.strip_prefix(base).ok()?;
    let own = own.join(module.generation_or_empty());
    Some(own.as_str().trim_end_matches('/').to_owned())
}

/// Expectations that apply to no planned cell.
pub fn stale(workshop: &Workshop, plan: &[Cell]) -> Vec<StaleExpectation> {
    let predictions = plan.iter().flat_map(|cell| &cell.predictions);
    let used: BTreeSet<String> = predictions.map(|prediction| prediction.place()).collect();
    let all = workshop.matrix.expectations.iter();
    let mut unused: Vec<_> =
        all.filter(|expectation| !used.contains(&expectation.place())).collect();
    // A row with a table of checks is reported once.
    unused.dedup_by_key(|expectation| expectation.place());
    unused
        .into_iter()
        .map(|expectation| StaleExpectation {
            expectation: format!("{} on {}", expectation.scenario, expectation.kernels),
            place: expectation.place(),
            reason: "no planned cell matches it: correct its range or remove it".to_owned(),
        })
        .collect()
}
