//! The outcome of a build.

use crate::plan::Cell;
use crate::run::{CellRecord, Diagnosis, LackingClient, NotRun, Outcome};

/// The diagnosis of a kernel that a `dkms.conf` excludes.
const EXCLUDED: &str = "excluded-kernel";

/// Built, refused as predicted, not meant for this kernel, or refused in another way.
pub fn of_build(cell: &Cell, diagnosis: Option<&Diagnosis>, record: &mut CellRecord) {
    let Some(diagnosis) = diagnosis else {
        record.outcome = if cell.expected == Outcome::BuildRefused {
            record.reason = "it builds, though it was predicted not to".to_owned();
            Outcome::Xpass
        } else {
            Outcome::Pass
        };
        return;
    };
    if let Some(words) = exclusion(diagnosis).filter(|_| cell.expected != Outcome::BuildRefused) {
        record.outcome = Outcome::Excluded;
        record.not_run = Some(NotRun::Excluded);
        record.reason = format!("excluded by its dkms.conf: {words}; {}", diagnosis.remedy);
        return;
    }
    let Diagnosis { kind, symbol, line, meaning, remedy, .. } = diagnosis;
    let predicted = cell.refusals.iter().any(|it| it.diagnosis == *kind && it.symbol == *symbol);
    record.outcome = if predicted { Outcome::BuildRefused } else { Outcome::BuildFail };
    let meaning = without_name(meaning, symbol);
    record.reason = format!("{kind} {symbol}: {meaning}; {remedy} ({line})");
}

/// A cell without a client that it runs: that does not build, or what builds it here failed.
pub fn of_client(lacking: &LackingClient, record: &mut CellRecord) {
    record.outcome = if lacking.blocked { Outcome::Lost } else { Outcome::BuildFail };
    record.not_run = lacking.blocked.then_some(NotRun::Blocked);
    record.lacks.clone_from(&lacking.client);
    record.reason.clone_from(&lacking.reason);
}

/// The meaning without the symbol that it begins with, so that the symbol is not repeated.
fn without_name(meaning: &str, symbol: &str) -> String {
    let name = ["", "struct ", "typedef "].map(|kind| format!("`{kind}{symbol}` "));
    let rest = name.iter().find_map(|name| meaning.strip_prefix(name.as_str()));
    rest.map_or_else(|| meaning.to_owned(), |rest| format!("it {rest}"))
}

/// Which part of it excludes the kernel; `None` if the build failed for another reason.
fn exclusion(diagnosis: &Diagnosis) -> Option<&str> {
    let line = diagnosis.line.split_once("excludes ").filter(|_| diagnosis.kind == EXCLUDED)?.1;
    Some(line.split_once(": ").map_or(line, |(_, words)| words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Refusal;
    use crate::run::{CellId, ModuleId, Status};
    use crate::version::VersionRange;

    fn cell(refusals: Vec<Refusal>) -> Cell {
        let id = CellId::new("6.1", ModuleId::new("m", ""), "build");
        let expected = if refusals.is_empty() { Outcome::Pass } else { Outcome::BuildRefused };
        Cell { expected, refusals, ..Cell::passing(id) }
    }

    #[test]
    fn a_symbol_is_named_once() {
        let version = "6.1".parse().unwrap();
        for (line, wanted) in [
            (
                "n.c:9:7: error: too many arguments to function ‘netlink_kernel_create’",
                "argument-count netlink_kernel_create: it is (net, unit, cfg) on kernel 6.1, since 3.7; write it \
                 like this: `sk = ",
            ),
            (
                "n.c:71:36: error: array type has incomplete element type ‘struct genl_split_ops’",
                "incomplete-type genl_split_ops: it does not exist yet on kernel 6.1: genl_ops; ",
            ),
        ] {
            let mut record = cell(Vec::new()).planned().blank();
            of_build(
                &cell(Vec::new()),
                crate::module::diagnose(line, &version).as_ref(),
                &mut record,
            );
            assert!(record.reason.starts_with(wanted), "{}", record.reason);
        }
    }

    fn record_of(cell: &Cell) -> CellRecord {
        let line = "ERROR: dkms.conf excludes 6.1.0: BUILD_EXCLUSIVE_CONFIG=\"CONFIG_X\" (CONFIG_X is not set)";
        let version = "6.1".parse().unwrap();
        let diagnosis = crate::module::diagnose(line, &version).unwrap();
        let mut record = cell.planned().blank();
        of_build(cell, Some(&diagnosis), &mut record);
        record.settle("");
        record
    }

    #[test]
    fn a_client_that_does_not_build_is_the_cell_s_failure_and_a_full_disk_is_not() {
        let lacking = |blocked| LackingClient {
            client: "talk".to_owned(),
            reason: "the client talk does not build".to_owned(),
            blocked,
            ..LackingClient::default()
        };
        let record = |blocked| {
            let mut record = cell(Vec::new()).planned().blank();
            of_client(&lacking(blocked), &mut record);
            record.settle("");
            record
        };
        let failed = record(false);
        assert_eq!((failed.outcome, failed.status()), (Outcome::BuildFail, Status::NotAsExpected));
        assert!(!failed.is_unbuilt(), "its module is there");
        let lost = record(true);
        assert_eq!((lost.outcome, lost.status()), (Outcome::Lost, Status::DidNotRun));
        assert_eq!(lost.not_run, Some(NotRun::Blocked));
    }

    #[test]
    fn a_kernel_that_the_dkms_conf_excludes_is_no_failure() {
        let record = record_of(&cell(Vec::new()));
        assert_eq!((record.outcome, record.status()), (Outcome::Excluded, Status::DidNotRun));
        assert_eq!(record.not_run, Some(NotRun::Excluded));
        let words = "excluded by its dkms.conf: BUILD_EXCLUSIVE_CONFIG=\"CONFIG_X\" (CONFIG_X is not set); ";
        assert!(record.reason.starts_with(words), "{}", record.reason);
    }

    #[test]
    fn an_exclusion_can_be_a_refusal_that_is_expected() {
        let text = |text: &str| text.to_owned();
        let refusal = Refusal {
            kernels: VersionRange::everything(),
            diagnosis: text("excluded-kernel"),
            symbol: text("BUILD_EXCLUSIVE_CONFIG"),
            reason: text("it needs X"),
            source: text("its dkms.conf"),
        };
        let record = record_of(&cell(vec![refusal]));
        assert_eq!((record.outcome, record.as_expected), (Outcome::BuildRefused, true));
    }
}
