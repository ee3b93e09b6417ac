//! Runs in which everything is as it should be, to test maps on.

use super::fixture::{build, host, kernel};
use crate::run::*;

/// Two generations, one of which replaces the other at 3.7, a kernel between them that is not available, and three
/// systems that build everywhere.
pub(super) fn ranges() -> Run {
    let kernels = ["3.5", "3.6", "3.10", "3.16", "7.3"];
    let mut run = Run { schema: SCHEMA, host: host(), ..Run::default() };
    let record =
        |id: &str| KernelRecord { optional: id == "3.10", reason: String::new(), ..kernel(id, id) };
    run.kernels = kernels.map(record).to_vec();
    for (generation, builds) in [("g5-cfg-module", 1..2), ("g6-cfg", 2..5)] {
        for (at, id) in kernels.iter().enumerate() {
            let built = builds.contains(&at);
            let build = build(if built { 0 } else { 1 });
            let said =
                "nlecho.c:77:23: error: too many arguments to function 'netlink_kernel_create'";
            let diagnosis = build.diagnosis.clone();
            let diagnosis = diagnosis.map(|it| Diagnosis { line: said.into(), ..it });
            let build = BuildRecord { diagnosis, ..build };
            let named = |it| BuildRecord {
                kernel: (*id).into(),
                module: ModuleId::new("nlecho", generation),
                built,
                ..it
            };
            run.builds.push(named(build));
            let outcome = if built { Outcome::Pass } else { Outcome::BuildRefused };
            let scenarios: &[&str] = if built { &["build", "echo"] } else { &["build"] };
            run.cells
                .extend(scenarios.iter().map(|it| ranged(id, "nlecho", generation, it, outcome)));
        }
    }
    for generation in ["oops", "panic", "bug"] {
        let all = kernels.iter();
        run.cells.extend(all.map(|id| ranged(id, "faulty", generation, "build", Outcome::Pass)));
    }
    run.builds.retain(|build| build.kernel != "3.10");
    for cell in run.cells.iter_mut().filter(|cell| cell.id.kernel == "3.10") {
        (cell.outcome, cell.not_run) = (Outcome::Unavailable, Some(NotRun::NoSource));
    }
    run.sum_up();
    run
}

/// As many kernels and generations as this repository's matrix has, all as they should be: each generation builds on
/// a few kernels, and then the next takes over.
pub(super) fn wide() -> Run {
    let mut run = Run { schema: SCHEMA, host: host(), ..Run::default() };
    let ids: Vec<String> = (0..37).map(|at| format!("{}.{at}-deb", 3 + at / 10)).collect();
    run.kernels =
        ids.iter().map(|id| KernelRecord { reason: String::new(), ..kernel(id, id) }).collect();
    for (system, generations) in
        [("one", 11), ("two", 7), ("three", 11), ("four", 11), ("five", 20)]
    {
        for generation in 0..generations {
            let name = format!("g{generation}-of-a-form");
            for (at, id) in ids.iter().enumerate() {
                let built = at * generations / ids.len() == generation;
                let outcome = if built { Outcome::Pass } else { Outcome::BuildRefused };
                let scenarios: &[&str] = if built { &["build", "echo"] } else { &["build"] };
                run.cells.extend(scenarios.iter().map(|it| ranged(id, system, &name, it, outcome)));
                let (kernel, module) = (id.clone(), ModuleId::new(system, &name));
                run.builds.push(BuildRecord { kernel, module, ..build(usize::from(!built)) });
            }
        }
    }
    run.sum_up();
    run
}

/// A cell as it should be.
fn ranged(
    kernel: &str,
    system: &str,
    generation: &str,
    scenario: &str,
    outcome: Outcome,
) -> CellRecord {
    let id = CellId::new(kernel, ModuleId::new(system, generation), scenario);
    let rerun = format!("cargo xtask cell {id}");
    let cell = PlannedCell { id, expected: outcome }.blank();
    CellRecord { outcome, as_expected: true, boot: "fork".into(), rerun, ..cell }
}

/// A check that saw `observed`; this is a known difference if it is not the reference.
pub(super) fn checked(name: &str, reference: &str, observed: &str) -> CheckRecord {
    let is_same = reference == observed;
    CheckRecord {
        name: name.into(),
        reference: reference.into(),
        observed: observed.into(),
        verdict: if is_same { CheckVerdict::Same } else { CheckVerdict::Known },
        predicted: (!is_same).then(|| Prediction {
            observed: observed.into(),
            reason: "so it was before".into(),
            source: "af_netlink.c".into(),
            kernels: "<3.7".into(),
        }),
        ..CheckRecord::default()
    }
}
