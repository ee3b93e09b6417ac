//! The summary of a run, for later runs.

use std::collections::BTreeSet;

use super::{CellId, CellRecord, PastCell, PastRun, Run};

impl PastRun {
    /// The summary of `run`.
    pub fn of(run: &Run) -> Self {
        let cell = |cell: &CellRecord| PastCell {
            outcome: cell.outcome,
            as_expected: cell.as_expected,
            duration_ms: cell.duration_ms,
        };
        Self {
            started: run.host.started.clone(),
            nlmatrix: run.host.nlmatrix.clone(),
            accel: run.host.accel.clone(),
            kernels: run.kernels.clone(),
            cells: run.cells.iter().map(|it| (it.id.clone(), cell(it))).collect(),
            stale: run.stale.iter().map(|stale| stale.expectation.clone()).collect(),
        }
    }

    /// Drops whatever is not in `cells` and `kernels` (ids): a run of a part of the matrix is compared with that part
    /// of the earlier runs.
    pub fn retain(&mut self, cells: &BTreeSet<&CellId>, kernels: &BTreeSet<&str>) {
        self.cells.retain(|id, _| cells.contains(id));
        self.kernels.retain(|kernel| kernels.contains(kernel.id.as_str()));
    }
}
