//! What nextest is told: how many cells to run at once, and which of them first.
//!
//! `.config/nextest.toml` has what never changes (which cells count double); this is what depends on the host and on
//! earlier runs.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::run::CellRecord;
use crate::store::Store;

/// Memory that one cell may use: its guest's (a fork shares most of it with its template) and QEMU's own.
const CELL_MIB: u64 = 320;
/// How many cells run on each core. They mostly wait: for a deadline, for the guest's RCU, for QEMU. Measured on 2
/// cores.
const CELLS_PER_CORE: usize = 2;
/// The file in the store with the time that each scenario takes, in milliseconds.
const DURATIONS: &str = "durations.json";

/// Milliseconds by scenario.
pub type Durations = BTreeMap<String, u64>;

/// How many cells run at once on this host.
pub fn threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let status = fs_err::read_to_string("/proc/meminfo").unwrap_or_default();
    threads_for(cores, available_mib(&status))
}

/// As many as suit the cores, but not more than fit into three quarters of the free memory.
fn threads_for(cores: usize, available_mib: Option<u64>) -> usize {
    let wanted = cores * CELLS_PER_CORE;
    let fitting = available_mib.map_or(wanted, |free| (free * 3 / 4 / CELL_MIB) as usize);
    wanted.min(fitting).max(1)
}

/// `MemAvailable` of /proc/meminfo, in MiB.
fn available_mib(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

/// How long scenarios took in earlier runs; empty before the first run.
pub fn durations(store: &Store) -> Durations {
    let text = fs_err::read(store.root().join(DURATIONS)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Records how long the scenarios of this run took; each counts with its slowest cell.
pub fn remember(store: &Store, cells: &[CellRecord]) -> std::io::Result<()> {
    let mut latest = Durations::new();
    for cell in cells.iter().filter(|cell| cell.tries > 0) {
        let longest = latest.entry(cell.id.scenario.clone()).or_default();
        *longest = (*longest).max(cell.duration_ms);
    }
    let mut all = durations(store);
    all.extend(latest);
    let path = store.root().join(DURATIONS);
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    fs_err::write(&beside, serde_json::to_vec_pretty(&all)?)?;
    fs_err::rename(beside, path)
}

/// Writes the configuration that puts the longest scenarios first, for nextest's
/// `--tool-config-file`.
pub fn write_config(durations: &Durations, path: &Utf8Path) -> std::io::Result<()> {
    fs_err::write(path, config(durations))
}

fn config(durations: &Durations) -> String {
    let mut levels: BTreeMap<i32, Vec<String>> = BTreeMap::new();
    for (scenario, &duration) in durations {
        levels.entry(priority(duration)).or_default().push(regex::escape(scenario));
    }
    let tables = levels.iter().rev().map(|(priority, scenarios)| {
        let any = scenarios.join("|");
        format!(
            "[[profile.matrix.overrides]]\nfilter = 'test(/\\/({any})$/)'\npriority = {priority}\n"
        )
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// nextest's priorities range from -100 to 100. Ten of them stand for a factor of two in time, and 0 for 100 ms.
fn priority(duration_ms: u64) -> i32 {
    let level = (duration_ms.max(1) as f64 / 100.0).log2() * 10.0;
    (level.round() as i32).clamp(-100, 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::plenty(2, Some(16_000), 4)]
    #[case::unknown(8, None, 16)]
    #[case::little_memory(8, Some(1300), 3)]
    #[case::hardly_any(8, Some(100), 1)]
    fn threads_are_bounded_by_cores_and_memory(
        #[case] cores: usize,
        #[case] available: Option<u64>,
        #[case] threads: usize,
    ) {
        assert_eq!(threads_for(cores, available), threads);
    }

    #[test]
    fn available_memory_is_read() {
        let text = "MemTotal:  2048 kB\nMemAvailable:    1048576 kB\n";
        assert_eq!(available_mib(text), Some(1024));
        assert_eq!(available_mib("nonsense"), None);
    }

    #[test]
    fn the_longest_come_first() {
        let durations = [("dump", 200), ("hang", 1300), ("echo", 203)];
        let durations = durations.map(|(name, ms)| (name.to_owned(), ms)).into();
        let expected = "[[profile.matrix.overrides]]\nfilter = 'test(/\\/(hang)$/)'\npriority = 37\
            \n\n[[profile.matrix.overrides]]\nfilter = 'test(/\\/(dump|echo)$/)'\npriority = 10\n";
        assert_eq!(config(&durations), expected);
    }

    #[test]
    fn every_duration_has_a_priority() {
        assert_eq!([0, 100, u64::MAX].map(priority), [-66, 0, 100]);
    }
}
