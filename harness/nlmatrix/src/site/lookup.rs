//! Looks things up in the runs that were joined.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::join::Joined;
use crate::report::{Across, Grid};
use crate::run::{CellId, CellRecord, KernelRecord, Run, SitePage, cell_page};
use crate::version::KernelVersion;

/// A run, with what was derived from it.
pub(super) struct Lookup<'a> {
    /// The run.
    pub(super) run: &'a Run,
    /// The runs from which it was made.
    pub(super) joined: &'a Joined,
    /// Its cells by kernel.
    pub(super) grid: Grid<'a>,
    kernels: HashMap<&'a str, &'a KernelRecord>,
    /// Cells that some page shows as evidence, which get pages of their own.
    cited: RefCell<BTreeSet<&'a CellId>>,
}

/// What a scenario of a system showed on a kernel.
pub(super) struct Cited<'a> {
    /// The cell.
    pub(super) cell: &'a CellRecord,
    /// Its page, relative to a page of the site.
    pub(super) page: String,
}

impl<'a> Lookup<'a> {
    /// The lookup in the runs that were joined.
    pub(super) fn of(joined: &'a Joined) -> Self {
        let run = &joined.run;
        let grid = Grid::of(run);
        let kernels = run.kernels.iter().map(|it| (it.id.as_str(), it)).collect();
        Self { run, joined, grid, kernels, cited: RefCell::default() }
    }

    /// A kernel's record.
    pub(super) fn kernel(&self, id: &str) -> Option<&'a KernelRecord> {
        self.kernels.get(id).copied()
    }

    /// A kernel's version, if it can be parsed.
    pub(super) fn version(&self, id: &str) -> Option<KernelVersion> {
        self.kernel(id)?.version.parse().ok()
    }

    /// The columns of each processor, from the oldest kernel to the newest; the usual processor comes first.
    pub(super) fn by_arch(&self) -> Vec<Vec<usize>> {
        let columns: Vec<usize> = (0..self.grid.kernels.len()).collect();
        let arches = columns.chunk_by(|a, b| self.grid.arches[*a] == self.grid.arches[*b]);
        arches.map(<[usize]>::to_vec).collect()
    }

    /// Every scenario of every system, with its cells by kernel.
    pub(super) fn scenarios(&self) -> impl Iterator<Item = (&'a str, &'a str, Across<'a>)> {
        self.grid.systems.iter().flat_map(|system| {
            let names = Across::scenarios(system).into_iter();
            names.map(|name| (system.name, name, Across::of(&self.grid, system, name)))
        })
    }

    /// The cell as evidence, for which it gets a page.
    pub(super) fn cite(&self, cell: &'a CellRecord) -> Cited<'a> {
        self.cited.borrow_mut().insert(&cell.id);
        Cited { cell, page: format!("../{}", cell_page(&cell.id)) }
    }

    /// The cell with this id as evidence, if the runs have it.
    pub(super) fn cite_id(&self, id: &CellId) -> Option<Cited<'a>> {
        self.run.cells.iter().find(|cell| cell.id == *id).map(|cell| self.cite(cell))
    }

    /// The cells that were cited.
    pub(super) fn cited(&self) -> Vec<&'a CellRecord> {
        let cited = self.cited.borrow();
        self.run.cells.iter().filter(|cell| cited.contains(&cell.id)).collect()
    }

    /// The newest cell of a scenario, in whatever system, that gave a result.
    pub(super) fn newest(&self, scenario: &str) -> Option<&'a CellRecord> {
        let weight = |cell: &&CellRecord| self.grid.weight(&cell.id.kernel);
        let cells = self.run.cells.iter();
        cells.filter(|it| it.id.scenario == scenario && it.outcome.is_result()).max_by_key(weight)
    }

    /// How many kernels gave a result.
    pub(super) fn kernels_here(&self) -> Vec<&'a str> {
        self.grid.kernels_here()
    }
}

/// A link to a page of the site, from another one in a subfolder.
pub(super) fn link(page: SitePage<'_>) -> String {
    format!("../{}", page.file())
}
