//! What the parts of the page look up in a run.

use std::collections::HashMap;

use crate::run::{BuildRecord, CellId, CellRecord, KernelRecord, ModuleId, Outcome, PastCell, Run};
use crate::version::KernelVersion;

/// A cell whose outcome changed this often over the recorded runs shows no trend: it is flaky.
const FLIPS: usize = 2;

/// A run by its ids.
pub(super) struct Lookup<'a> {
    /// The run.
    pub(super) run: &'a Run,
    builds: HashMap<(&'a str, &'a ModuleId), &'a BuildRecord>,
    cells: HashMap<(&'a str, &'a ModuleId), Vec<&'a CellRecord>>,
    kernels: HashMap<&'a str, &'a KernelRecord>,
    before: HashMap<&'a CellId, PastCell>,
}

impl<'a> Lookup<'a> {
    /// The lookup of `run`.
    pub(super) fn of(run: &'a Run) -> Self {
        let builds = run.builds.iter();
        let last = run.history.last().into_iter().flat_map(|past| &past.cells);
        let mut cells: HashMap<_, Vec<&CellRecord>> = HashMap::new();
        for cell in &run.cells {
            let key = (cell.id.kernel.as_str(), &cell.id.module);
            cells.entry(key).or_default().push(cell);
        }
        Self {
            run,
            cells,
            builds: builds.map(|it| ((&*it.kernel, &it.module), it)).collect(),
            kernels: run.kernels.iter().map(|it| (it.id.as_str(), it)).collect(),
            before: last.map(|(id, cell)| (id, *cell)).collect(),
        }
    }

    /// The build of a module on a kernel.
    pub(super) fn build(&self, kernel: &'a str, module: &'a ModuleId) -> Option<&'a BuildRecord> {
        self.builds.get(&(kernel, module)).copied()
    }

    /// The cells of a module on a kernel.
    pub(super) fn cells_of(&self, kernel: &'a str, module: &'a ModuleId) -> &[&'a CellRecord] {
        self.cells.get(&(kernel, module)).map_or(&[], Vec::as_slice)
    }

    /// A kernel's record.
    pub(super) fn kernel(&self, id: &str) -> Option<&'a KernelRecord> {
        self.kernels.get(id).copied()
    }

    /// A kernel's version, if it can be parsed.
    pub(super) fn version(&self, id: &str) -> Option<KernelVersion> {
        self.kernel(id).map_or(id, |kernel| &kernel.version).parse().ok()
    }

    /// Did the cell end differently in the run before?
    pub(super) fn has_changed(&self, cell: &CellRecord) -> bool {
        let earlier = self.before.get(&cell.id);
        earlier.is_some_and(|it| (it.outcome, it.as_expected) != (cell.outcome, cell.as_expected))
    }

    /// Is the cell flaky: within this run, or from run to run?
    pub(super) fn is_flaky(&self, cell: &CellRecord) -> bool {
        let past = self.run.history.iter().filter_map(|run| run.cells.get(&cell.id));
        let results = past.map(|it| it.outcome).chain([cell.outcome]).filter(|it| it.is_result());
        let results: Vec<Outcome> = results.collect();
        let flips = results.windows(2).filter(|pair| pair[0] != pair[1]).count();
        cell.outcome == Outcome::Flaky || flips >= FLIPS
    }
}
