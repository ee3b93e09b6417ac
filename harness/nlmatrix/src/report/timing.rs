//! Times that shifted between two runs.

use serde::Serialize;

use crate::run::{CellRecord, KernelRecord, PastRun, Run};

/// Times that differ by less than this factor are noise, as every time here is a median.
const NOISE_FACTOR: f64 = 1.5;
/// A shift of a boot or a cell by fewer milliseconds than this is not worth a line.
const NOISE_MS: f64 = 100.0;
/// The same for forks, which take about 60 ms.
const FORK_NOISE_MS: f64 = 20.0;
/// A median over fewer cells than this says nothing.
const FEWEST_CELLS: usize = 5;

/// A time of a kernel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimingShift {
    /// Kernel id.
    pub kernel: String,
    /// `boot`, `fork`, or `cell`: the median of the cells that both runs drove.
    pub what: String,
    /// Earlier milliseconds.
    pub old_ms: f64,
    /// Milliseconds now.
    pub new_ms: f64,
}

/// Boot and fork times of a kernel that shifted by more than noise.
pub(super) fn timing_shifts(old: &KernelRecord, new: &KernelRecord) -> Vec<TimingShift> {
    let boot = shift(&new.id, "boot", old.boot_ms, new.boot_ms, NOISE_MS);
    let fork = shift(&new.id, "fork", old.fork_ms, new.fork_ms, FORK_NOISE_MS);
    boot.into_iter().chain(fork).collect()
}

/// The median time of the cells of `kernel` that ended the same way in both runs.
pub(super) fn cell_shift(old: &PastRun, new: &Run, kernel: &str) -> Option<TimingShift> {
    let same = |cell: &CellRecord| {
        let earlier = old.cells.get(&cell.id)?;
        let driven = cell.boot_ms.is_some() && earlier.outcome == cell.outcome;
        driven.then_some((earlier.duration_ms as f64, cell.duration_ms as f64))
    };
    let cells = new.cells.iter().filter(|cell| cell.id.kernel == kernel);
    let (before, after): (Vec<f64>, Vec<f64>) = cells.filter_map(same).unzip();
    if before.len() < FEWEST_CELLS {
        return None;
    }
    shift(kernel, "cell", median(before), median(after), NOISE_MS)
}

/// The shift from `old_ms` to `new_ms`, if it is more than noise.
fn shift(
    kernel: &str,
    what: &str,
    old_ms: Option<f64>,
    new_ms: Option<f64>,
    floor_ms: f64,
) -> Option<TimingShift> {
    let (old_ms, new_ms) = (old_ms?, new_ms?);
    let factor = old_ms.max(new_ms) / old_ms.min(new_ms).max(f64::MIN_POSITIVE);
    let beyond = factor >= NOISE_FACTOR && (old_ms - new_ms).abs() >= floor_ms;
    let (kernel, what) = (kernel.to_owned(), what.to_owned());
    beyond.then_some(TimingShift { kernel, what, old_ms, new_ms })
}

/// The median of `values`; `None` if there are none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
