//! Holds the table of patterns against captured logs: `logs/<kernel>-<scenario>[.note].log`.

use std::collections::BTreeSet;

use super::Kind;
use super::classify::{classify, rank};
use super::patterns::PATTERNS;
use crate::scenario;

/// Beginnings of patterns that no captured log shows yet: they take kernels built with KASAN,
/// lockdep or slub_debug, a machine with a performance counter, or panic_on_oops.
const AWAITED: [&str; 8] = [
    "BUG: KASAN",
    "Watchdog detected hard",
    "possible (circular",
    "list_(add",
    "BUG .*: Objects",
    "^BUG: ",
    "not syncing: Attempted",
    "not syncing: (Fatal",
];

struct Log {
    name: String,
    /// The scenario that it was captured from.
    scenario: &'static scenario::Scenario,
    text: String,
}

fn logs() -> Vec<Log> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/console/logs");
    let files = fs_err::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let log = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (_, scenario) = name.split_once('-').unwrap();
        let scenario = scenario.split('.').next().unwrap();
        let scenario = scenario::find(scenario).unwrap_or_else(|| panic!("{name}: no scenario"));
        Log { scenario, text: fs_err::read_to_string(path).unwrap(), name }
    };
    files.map(log).collect()
}

#[test]
fn each_log_is_classified_as_its_scenario_says() {
    for log in logs() {
        let splats = classify(&log.text);
        let kind = splats.first().map(|splat| splat.kind);
        assert_eq!(kind, log.scenario.splat, "{}: {splats:#?}", log.name);
    }
}

#[test]
fn each_splat_of_a_module_names_it() {
    // An object is misused in the slab; a stall's tasks are printed below the console's level.
    let elsewhere = [Kind::DoubleFree, Kind::UseAfterFree, Kind::RcuStall];
    for log in logs() {
        let Some(splat) = classify(&log.text).into_iter().next() else { continue };
        // Before 2.6.30 a panic is one line.
        if splat.kind == Kind::Panic && !log.text.contains("Call Trace") {
            continue;
        }
        if !elsewhere.contains(&splat.kind) {
            assert!(splat.function.starts_with("faulty_"), "{}: {splat:#?}", log.name);
        }
    }
}

#[test]
fn each_pattern_is_hit_by_a_log() {
    let logs = logs();
    let hit: BTreeSet<usize> =
        logs.iter().flat_map(|log| log.text.lines().filter_map(rank)).collect();
    for (row, pattern) in PATTERNS.iter().enumerate() {
        let awaited = AWAITED.iter().any(|start| pattern.regex.starts_with(start));
        assert_eq!(hit.contains(&row), !awaited, "{}: {}", pattern.kind, pattern.regex);
    }
}

#[test]
fn no_pattern_is_hit_by_a_clean_log() {
    let logs = logs();
    let clean: Vec<&Log> = logs.iter().filter(|log| log.scenario.splat.is_none()).collect();
    assert!(clean.len() >= 8);
    for log in clean {
        let hit: Vec<&str> = log.text.lines().filter(|line| rank(line).is_some()).collect();
        assert!(hit.is_empty(), "{}: {hit:?}", log.name);
    }
}
