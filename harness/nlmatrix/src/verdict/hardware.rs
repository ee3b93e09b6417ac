//! Hardware that a module finds on one kernel but not on another.
//!
//! All guests of one processor are the same machine. So a module that finds its hardware on one kernel and not on
//! another does not work there: the cell failed, rather than did not run. A single cell cannot know this.

use std::collections::BTreeSet;

use crate::arch::Arch;
use crate::run::{CellId, CellRecord, Event, Outcome};

/// How transcripts record loads, and how they ended.
const LOAD: &str = "init_module";
const LOADED: &str = "= 0";
const NO_DEVICE: [&str; 2] = ["= -1 ENODEV", "= -1 E517"];

/// Turns each cell without hardware into a failure if its scenario loads the same system on another kernel, unless
/// this outcome is expected. `arch` says which processor a kernel is for.
pub fn hold_hardware_together(records: &mut [CellRecord], arch: impl Fn(&str) -> Option<Arch>) {
    let ran = records.iter().filter(|record| record.outcome != Outcome::NoDevice);
    let loads = ran.map(|record| (record.id.clone(), files(&record.transcript, &[LOADED])));
    let loads: Vec<(CellId, BTreeSet<String>)> =
        loads.filter(|(_, loaded)| !loaded.is_empty()).collect();
    let lacking = records.iter_mut().filter(|record| {
        record.outcome == Outcome::NoDevice && record.expected != Outcome::NoDevice
    });
    for record in lacking {
        let missing = files(&record.transcript, &NO_DEVICE);
        let has_it = |(other, loaded): &&(CellId, BTreeSet<String>)| {
            other.module.system == record.id.module.system
                && other.scenario == record.id.scenario
                && arch(&other.kernel) == arch(&record.id.kernel)
                && !loaded.is_disjoint(&missing)
        };
        let kernels = loads.iter().filter(has_it).map(|(other, _)| other.kernel.as_str());
        let kernels: Vec<&str> = kernels.collect();
        if !kernels.is_empty() {
            fail(record, &kernels);
        }
    }
}

/// The module files whose load ended in one of these ways.
fn files(transcript: &[Event], results: &[&str]) -> BTreeSet<String> {
    let loads = transcript.iter().filter(|event| event.op == LOAD);
    let ended = loads.filter(|event| results.iter().any(|it| event.result.starts_with(it)));
    let paths = ended.filter_map(|event| event.args.split_whitespace().next());
    paths.filter_map(|path| Some(path.rsplit('/').next()?.to_owned())).collect()
}

fn fail(record: &mut CellRecord, kernels: &[&str]) {
    record.objection = format!(
        "the hardware that it does not find here it finds on {}, in the same machine; if this kernel has no \
         driver for it, an [[expect]] with outcome = \"no-device\" says so",
        kernels.join(", ")
    );
    record.reason = format!("{}: {}", record.objection, record.reason);
    record.outcome = Outcome::Fail;
    record.as_expected = false;
    record.not_run = None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{NotRun, PlannedCell, Status};

    fn cell(id: &str, outcome: Outcome, load: &str) -> CellRecord {
        let planned = PlannedCell { id: id.parse().unwrap(), expected: Outcome::Pass };
        let event = Event {
            op: LOAD.to_owned(),
            args: "/modules/m/own/m.ko debug=1".to_owned(),
            result: load.to_owned(),
            ..Event::default()
        };
        let mut record = CellRecord { outcome, transcript: vec![event], ..planned.blank() };
        record.reason = "insmod m (time 1): ENODEV".to_owned();
        record.not_run = (outcome == Outcome::NoDevice).then_some(NotRun::NoDevice);
        record.settle("");
        record
    }

    fn absent(id: &str) -> CellRecord {
        cell(id, Outcome::NoDevice, "= -1 ENODEV (No such device)")
    }

    fn arch(kernel: &str) -> Option<Arch> {
        Some(if kernel == "arm" { Arch::Arm64 } else { Arch::default() })
    }

    #[test]
    fn a_module_without_hardware_on_one_kernel_that_loads_on_another_has_failed() {
        let mut records = vec![absent("5.10/m/first"), cell("6.1/m/first", Outcome::Pass, LOADED)];
        assert_eq!(records[0].status(), Status::DidNotRun);
        hold_hardware_together(&mut records, arch);
        assert_eq!(records[0].status(), Status::NotAsExpected);
        let reason = &records[0].reason;
        assert!(reason.contains("it finds on 6.1,") && reason.ends_with("ENODEV"), "{reason}");
        assert_eq!(records[1].status(), Status::AsExpected);
    }

    #[test]
    fn what_is_missing_everywhere_or_on_another_machine_did_not_run() {
        let others = [
            absent("6.1/m/first"),
            cell("arm/m/first", Outcome::Pass, LOADED),
            cell("6.1/m/second", Outcome::Pass, LOADED),
            cell("6.1/other/first", Outcome::Pass, LOADED),
        ];
        for other in others {
            let mut records = vec![absent("5.10/m/first"), other];
            hold_hardware_together(&mut records, arch);
            assert_eq!(records[0].status(), Status::DidNotRun, "{}", records[1].id);
        }
    }

    #[test]
    fn what_the_matrix_expects_is_none() {
        let expected = CellRecord { expected: Outcome::NoDevice, ..absent("5.10/m/first") };
        let mut records = vec![expected, cell("6.1/m/first", Outcome::Pass, LOADED)];
        hold_hardware_together(&mut records, arch);
        assert_eq!(records[0].outcome, Outcome::NoDevice);
    }
}
