//! A submission to KCIDB, the database of kernel test results (schema 5.3, as `kcidb-io` has it).
//!
//! A checkout is a kernel as its provider published it, a build is one module build against it (or
//! the kernel itself, for cells that need no module), a test is a cell.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::arch::Arch;
use crate::run::{
    BuildRecord, CellId, CellRecord, KernelRecord, KernelStatus, ModuleId, Outcome, Run, Status,
    plain,
};

use super::html::key_of_id;
use super::text::visible_run;

/// Our name in the database.
const ORIGIN: &str = "nlmatrix";
/// The longest log excerpt that the schema takes, in characters.
const EXCERPT: usize = 16_384;

/// The run as a submission. It includes what did not run: as `SKIP` if no run can have it, and as `MISS` if its
/// kernel was not available.
pub fn kcidb(run: &Run) -> Value {
    let run = visible_run(run);
    let here: BTreeSet<&str> = run.cells.iter().map(|cell| cell.id.kernel.as_str()).collect();
    let kernels = run.kernels.iter().filter(|kernel| here.contains(kernel.id.as_str()));
    let modules = run.builds.iter().filter(|build| here.contains(build.kernel.as_str()));
    let bare: BTreeSet<String> = run.cells.iter().map(|cell| build_of(&run, cell)).collect();
    let tried: BTreeSet<String> = run.builds.iter().map(|build| build_id(&run, build)).collect();
    let bare = bare.difference(&tried).map(|id| plain_build(&run, id));
    json!({
        "version": { "major": 5, "minor": 3 },
        "checkouts": kernels.map(|kernel| checkout(&run, kernel)).collect::<Vec<_>>(),
        "builds": modules.map(|it| build(&run, it)).chain(bare).collect::<Vec<_>>(),
        "tests": run.cells.iter().map(|cell| test(&run, cell)).collect::<Vec<_>>(),
    })
}

fn checkout(run: &Run, kernel: &KernelRecord) -> Value {
    json!({
        "id": checkout_id(run, &kernel.id),
        "origin": ORIGIN,
        "tree_name": kernel.provider,
        "git_commit_name": format!("v{}", kernel.version),
        "comment": format!("{} {}", kernel.id, kernel.release).trim(),
        "start_time": run.host.started,
        "valid": kernel.status != KernelStatus::Unavailable,
        "misc": { "origin": kernel.origin },
    })
}

fn build(run: &Run, build: &BuildRecord) -> Value {
    let refused =
        |cell: &CellRecord| cell.outcome == Outcome::BuildRefused && build.is_of(&cell.id);
    let refused = run.cells.iter().any(refused);
    // A refusal that was predicted is not a fault of the code: it does not apply to this kernel.
    let status = match (build.built, refused) {
        (true, _) => "PASS",
        (false, true) => "SKIP",
        (false, false) => "FAIL",
    };
    json!({
        "id": build_id(run, build),
        "checkout_id": checkout_id(run, &build.kernel),
        "origin": ORIGIN,
        "architecture": machine(run, &build.kernel),
        "compiler": build.toolchain,
        "comment": build.module.to_string(),
        "duration": build.duration_ms as f64 / 1000.0,
        "log_excerpt": excerpt(&build.log),
        "status": status,
        "misc": { "diagnosis": build.diagnosis },
    })
}

/// What cells are attached to if there is no record of a module build: the kernel as it was published.
fn plain_build(run: &Run, id: &str) -> Value {
    let kernel = run.kernels.iter().find(|kernel| id == bare_id(run, &kernel.id));
    let had = kernel.is_some_and(|kernel| kernel.status.boots());
    let (status, comment) = match (had, kernel) {
        (true, _) => ("PASS", "the kernel as published".to_owned()),
        (false, Some(kernel)) if kernel.is_broken() => ("FAIL", kernel.reason.clone()),
        (false, kernel) => ("MISS", kernel.map_or(String::new(), |kernel| kernel.reason.clone())),
    };
    let kernel = kernel.map_or("unknown", |kernel| kernel.id.as_str());
    json!({
        "id": id,
        "checkout_id": checkout_id(run, kernel),
        "origin": ORIGIN,
        "architecture": machine(run, kernel),
        "comment": comment,
        "status": status,
    })
}

/// The processor of a kernel under the name by which KCIDB, like the kernel, knows it.
fn machine(run: &Run, kernel: &str) -> &'static str {
    let kernel = run.kernels.iter().find(|it| it.id == kernel);
    kernel.map_or(Arch::default(), |it| it.arch).in_kcidb()
}

fn test(run: &Run, cell: &CellRecord) -> Value {
    let mut test = json!({
        "id": format!("{ORIGIN}:{}/{}", run.host.started, key_of_id(&cell.id)),
        "build_id": build_of(run, cell),
        "origin": ORIGIN,
        "path": path(cell),
        "comment": cell.id,
        "status": status(cell),
        "start_time": run.host.started,
        "duration": cell.duration_ms as f64 / 1000.0,
        "environment": { "comment": format!("{}, {}", run.host.qemu, run.host.accel) },
        "misc": {
            "outcome": cell.outcome, "expected": cell.expected, "as_expected": cell.as_expected,
            "status": cell.status(),
            "reason": cell.reason, "rerun": cell.rerun, "figures": cell.figures,
        },
    });
    if !cell.console.is_empty() {
        test["log_excerpt"] = excerpt(&cell.console).into();
    }
    test
}

/// Whatever is as expected is a pass, whatever was expected.
fn status(cell: &CellRecord) -> &'static str {
    match (cell.status(), cell.outcome) {
        (Status::AsExpected, Outcome::BuildRefused) => "SKIP",
        (Status::AsExpected, _) => "PASS",
        (Status::NotAsExpected, _) => "FAIL",
        (Status::DidNotRun, Outcome::Lost) => "ERROR",
        (Status::DidNotRun, Outcome::Excluded | Outcome::NoDevice) => "SKIP",
        (Status::DidNotRun, _) if cell.expected == Outcome::Unavailable => "SKIP",
        (Status::DidNotRun, _) => "MISS",
    }
}

/// The cell without its kernel, as a path in the tree of tests.
fn path(cell: &CellRecord) -> String {
    let CellId { module, scenario, .. } = &cell.id;
    let parts = [&module.system].into_iter().chain(&module.generation).chain([scenario]);
    let names = parts.map(|part| plain(part).replace('.', "_"));
    [ORIGIN.to_owned()].into_iter().chain(names).collect::<Vec<_>>().join(".")
}

fn checkout_id(run: &Run, kernel: &str) -> String {
    format!("{ORIGIN}:{}/{}", run.host.started, plain(kernel))
}

fn build_id(run: &Run, build: &BuildRecord) -> String {
    let checkout = checkout_id(run, &build.kernel);
    let ModuleId { system, .. } = &build.module;
    format!("{checkout}/{}.{}", plain(system), plain(build.module.generation_or_empty()))
}

fn bare_id(run: &Run, kernel: &str) -> String {
    format!("{}/kernel", checkout_id(run, kernel))
}

/// The build with which a cell was run.
fn build_of(run: &Run, cell: &CellRecord) -> String {
    let own = run.builds.iter().find(|build| build.is_of(&cell.id));
    own.map_or_else(|| bare_id(run, &cell.id.kernel), |build| build_id(run, build))
}

/// The end of `text`, short enough for the schema.
fn excerpt(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(EXCERPT);
    text.chars().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{cells, fixture};
    use super::*;

    fn ids(value: &Value, key: &str) -> Vec<String> {
        let list = value.as_array().unwrap().iter();
        list.map(|it| it[key].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_fixture() {
        insta::assert_json_snapshot!(kcidb(&fixture()));
    }

    #[test]
    fn everything_points_at_something() {
        for run in [fixture(), cells(50)] {
            let value = kcidb(&run);
            let checkouts = ids(&value["checkouts"], "id");
            let builds = ids(&value["builds"], "id");
            assert!(ids(&value["builds"], "checkout_id").iter().all(|id| checkouts.contains(id)));
            assert!(ids(&value["tests"], "build_id").iter().all(|id| builds.contains(id)));
            let tests = ids(&value["tests"], "id");
            assert_eq!(tests.iter().collect::<BTreeSet<_>>().len(), tests.len());
        }
    }
}
