//! The results of the benchmark: JSON for programs, Markdown for readers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::stats::Spread;

/// Everything measured. Times are medians in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Raw QEMU with a bare static init, over all kernels.
    pub floor_ms: f64,
    /// Our cold boot to a finished no-op cell, over all kernels.
    pub cold_ms: f64,
    /// Our fork to a finished no-op cell, by kernel.
    pub fork_ms: BTreeMap<String, f64>,
    /// Finished no-op cells in a second, by number of workers.
    pub cells_per_s: BTreeMap<String, f64>,
    /// The same no-op command in other systems; null if it could not be measured.
    pub peers: BTreeMap<String, Option<f64>>,
    /// Wall time of the whole matrix when everything is in the store, in seconds.
    pub warm_matrix_s: f64,
    /// Maximum memory of the runner and all machines during that, in MiB.
    pub peak_mib: f64,
    /// Cells of the long row that did not fork, did not pass at the first try, or left no record.
    pub lost: usize,
    /// How many cells the long row had.
    pub row: usize,
    /// Memory of one forked machine while others are running, in MiB (PSS).
    pub vm_mib: f64,
    /// The store, in MiB.
    pub store_mib: f64,
    /// Listing a matrix of 5,000 cells.
    pub list_ms: f64,
    /// Cells of the warm matrix, and how many of them were not as expected.
    pub warm_cells: (usize, usize),
    /// Floor, cold boot and fork of each kernel with their spread.
    pub kernels: BTreeMap<String, KernelTimes>,
    /// The peers' spread.
    pub peer_spread: BTreeMap<String, Spread>,
    /// Why a peer has no time.
    pub peer_reasons: BTreeMap<String, String>,
    /// Where this was measured.
    pub host: BTreeMap<String, String>,
}

/// One kernel's times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KernelTimes {
    /// Raw QEMU.
    pub floor: Spread,
    /// Cold boot to a finished no-op cell.
    pub cold: Spread,
    /// Fork to a finished no-op cell.
    pub fork: Spread,
}

impl Results {
    /// The report.
    pub fn markdown(&self) -> String {
        let mut text = String::from(HEAD);
        for (what, value) in &self.host {
            writeln!(text, "- {what}: {value}").expect("writing to a string");
        }
        text.push_str(
            "\n## Measured against the limits\n\n| what | limit | measured |\n|---|---|---|\n",
        );
        for (what, limit, measured) in self.targets() {
            writeln!(text, "| {what} | {limit} | {measured} |").expect("writing to a string");
        }
        text.push_str("\n## Kernels\n\nMedian (quartiles, how often), in milliseconds.\n\n");
        text.push_str("| kernel | floor | cold | cold / floor | fork |\n|---|---|---|---|---|\n");
        for (kernel, KernelTimes { floor, cold, fork }) in &self.kernels {
            let ratio = cold.median / floor.median;
            let times = [floor.text(), cold.text(), format!("{ratio:.2}"), fork.text()].join(" | ");
            writeln!(text, "| {kernel} | {times} |").expect("writing to a string");
        }
        text.push_str(&self.others());
        text
    }

    fn targets(&self) -> Vec<(String, &'static str, String)> {
        let slowest = self.fork_ms.iter().max_by(|a, b| a.1.total_cmp(b.1));
        let slowest =
            slowest.map_or(String::new(), |(kernel, ms)| format!("{ms:.0} ms ({kernel})"));
        let (cells, unexpected) = self.warm_cells;
        let mut rows = vec![
            ("fork to finished no-op cell, slowest kernel".to_owned(), "≤ 150 ms", slowest),
            (
                "cold boot to finished no-op cell / floor".to_owned(),
                "≤ 1.15",
                format!("{:.2} ({:.0} / {:.0} ms)", self.ratio(), self.cold_ms, self.floor_ms),
            ),
            (
                format!("matrix, warm ({cells} cells, {unexpected} not as expected)"),
                "≤ 60 s",
                format!("{:.1} s", self.warm_matrix_s),
            ),
            (
                "peak memory of the runner and all machines".to_owned(),
                "≤ 2048 MiB",
                format!("{:.0} MiB", self.peak_mib),
            ),
            (format!("lost of {} forked cells in a row", self.row), "0", self.lost.to_string()),
        ];
        for (workers, rate) in &self.cells_per_s {
            let what = format!("finished no-op cells per second, {workers} at a time");
            rows.push((what, if workers == "1" { "" } else { "≥ 10" }, format!("{rate:.1}")));
        }
        for (peer, time) in &self.peers {
            let fork = Spread::of(&self.fork_ms.values().copied().collect::<Vec<_>>());
            let fork = fork.map_or(f64::NAN, |it| it.median);
            let times = time.map(|time| format!("{:.0} × ({time:.0} / {fork:.0} ms)", time / fork));
            let reason = || format!("not measured: {}", self.peer_reasons[peer]);
            let what = format!("time of {peer} / ours, no-op command");
            rows.push((what, "≥ 50 ×", times.unwrap_or_else(reason)));
        }
        rows
    }

    /// Cold boot divided by floor: the median of the kernels' own ratios.
    fn ratio(&self) -> f64 {
        let ratios = self.kernels.values().map(|it| it.cold.median / it.floor.median);
        Spread::of(&ratios.map(|it| it * 100.0).collect::<Vec<_>>())
            .map_or(f64::NAN, |it| it.median / 100.0)
    }

    fn others(&self) -> String {
        let peers = self.peer_spread.iter();
        let peers = peers.map(|(peer, spread)| format!("- {peer}: {} ms\n", spread.text()));
        format!(
            "\n## Also measured\n\n- memory of one machine in flight: {:.0} MiB (PSS)\n- the store: {:.0} \
             MiB\n- listing a matrix of 5,000 cells: {:.0} ms\n{}",
            self.vm_mib,
            self.store_mib,
            self.list_ms,
            peers.collect::<String>()
        )
    }
}

const HEAD: &str = "\
# Benchmark

Written by `cargo xtask bench`. One run, interleaved: each round measures the floor, a cold boot and
a fork of every kernel, and the other systems, so that a change of the machine's load meets all.

- **floor**: raw QEMU with a bare static init, from its start to its end. Same kernel file, machine,
  CPU, accelerator and command line as ours; none of our sockets, agent, modules and clients.
- **cold**, **fork**: the whole process of a no-op cell, from its start to its end: it reads the
  matrix, looks up every product in the store, boots or forks, sets the clock, starts a process in
  the guest, is judged, and leaves its record. nextest adds a few milliseconds for each cell.
- **other systems**: from the start of their command to its end, on a kernel that they can boot.

";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_that_others_read_are_there() {
        let json = serde_json::to_value(Results::default()).unwrap();
        let keys = [
            "floor_ms",
            "cold_ms",
            "fork_ms",
            "cells_per_s",
            "peers",
            "warm_matrix_s",
            "peak_mib",
            "lost",
        ];
        for key in keys {
            assert!(json.get(key).is_some(), "{key}");
        }
    }

    #[test]
    fn a_peer_without_a_time_says_why() {
        let results = Results {
            peers: [("vmtest".to_owned(), None)].into(),
            peer_reasons: [("vmtest".to_owned(), "not installed".to_owned())].into(),
            ..Results::default()
        };
        assert!(results.markdown().contains("| not measured: not installed |"));
    }
}
