//! The matrix as a table: kernels across, systems ▸ generations ▸ scenarios down.

use std::collections::HashSet;

use crate::arch::Arch;
use crate::run::{CellRecord, KernelRecord, ModuleId, Outcome, Run};
use crate::version::KernelVersion;

/// The table. Rows keep the order of the plan. Kernels are in version order, processor by processor, beginning with
/// the usual one, since a comparison of neighbouring versions makes sense only within one processor.
pub(crate) struct Grid<'a> {
    /// Kernel ids, one per column.
    pub(crate) kernels: Vec<&'a str>,
    /// The processor of each.
    pub(crate) arches: Vec<Arch>,
    /// Is every cell of this column `unavailable`? Never true for all columns.
    pub(crate) away: Vec<bool>,
    /// The row groups.
    pub(crate) systems: Vec<SystemRows<'a>>,
}

/// The rows of one system.
pub(crate) struct SystemRows<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its generations; a single one without a name if it has none.
    pub(crate) generations: Vec<GenerationRows<'a>>,
}

/// The rows of one generation.
pub(crate) struct GenerationRows<'a> {
    /// Which generation.
    pub(crate) module: &'a ModuleId,
    /// One row per scenario.
    pub(crate) rows: Vec<Row<'a>>,
}

/// One scenario on every kernel.
pub(crate) struct Row<'a> {
    /// The scenario.
    pub(crate) name: &'a str,
    /// One for each kernel; `None` if nothing was planned there.
    pub(crate) cells: Vec<Option<&'a CellRecord>>,
    /// Is nothing left of it without the unavailable columns?
    pub(crate) away: bool,
}

impl<'a> Row<'a> {
    /// Its cells, each one column wide, and each gap between them as a single stretch: empty squares for all kernels
    /// without a cell would be most of the table.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (Option<&'a CellRecord>, usize)> {
        let stretches = self.cells.chunk_by(|one, other| one.is_none() && other.is_none());
        stretches.map(|cells| (cells[0], cells.len()))
    }
}

/// The cells of one generation on one kernel, summed up.
pub(crate) struct Summary {
    /// The worst outcome; one that is not as expected outranks any that is.
    pub(crate) worst: Outcome,
    /// How many cells there are.
    pub(crate) total: usize,
    /// How many are not as expected.
    pub(crate) unexpected: usize,
}

impl<'a> Grid<'a> {
    /// Lays out the cells of `run`.
    pub(crate) fn of(run: &'a Run) -> Self {
        let (kernels, arches): (Vec<&str>, Vec<Arch>) = kernels(run).into_iter().unzip();
        let away = away(run, &kernels);
        let mut grid = Self { kernels, arches, away, systems: Vec::new() };
        for cell in &run.cells {
            let columns = grid.kernels.len();
            let column = grid.kernels.iter().position(|id| *id == cell.id.kernel);
            let row = grid.row(cell, columns);
            if let Some(slot) = column.and_then(|column| row.cells.get_mut(column)) {
                *slot = Some(cell);
            }
        }
        grid.mark_rows();
        grid
    }

    /// The available columns.
    pub(crate) fn here(&self) -> Vec<usize> {
        (0..self.kernels.len()).filter(|column| !self.away[*column]).collect()
    }

    /// The kernels of these columns.
    pub(crate) fn kernels_here(&self) -> Vec<&'a str> {
        self.here().into_iter().map(|column| self.kernels[column]).collect()
    }

    /// Is a column's kernel for the same processor as the first column's?
    pub(crate) fn is_main(&self, column: usize) -> bool {
        self.arches[column] == self.arches[0]
    }

    /// The kernels of these columns that are for one processor, so that they can be compared.
    pub(crate) fn main_kernels_here(&self) -> Vec<&'a str> {
        let main = self.here().into_iter().filter(|column| self.is_main(*column));
        main.map(|column| self.kernels[column]).collect()
    }

    /// How representative a kernel is: the newest most, and those of other processors not at all.
    pub(crate) fn weight(&self, kernel: &str) -> Option<(bool, usize)> {
        let column = self.kernels.iter().position(|id| *id == kernel)?;
        Some((self.is_main(column), column))
    }

    fn mark_rows(&mut self) {
        let here = self.here();
        let generations = self.systems.iter_mut().flat_map(|it| it.generations.iter_mut());
        for row in generations.flat_map(|generation| generation.rows.iter_mut()) {
            let cells = here.iter().filter_map(|column| row.cells[*column]);
            row.away = cells.into_iter().all(|cell| cell.outcome == Outcome::Unavailable);
        }
    }

    /// The row for `cell`, which is added if it is the first one there.
    fn row(&mut self, cell: &'a CellRecord, columns: usize) -> &mut Row<'a> {
        let system = find_or_push(
            &mut self.systems,
            |system| system.name == cell.id.module.system,
            || SystemRows { name: &cell.id.module.system, generations: Vec::new() },
        );
        let generation = find_or_push(
            &mut system.generations,
            |generation| *generation.module == cell.id.module,
            || GenerationRows { module: &cell.id.module, rows: Vec::new() },
        );
        find_or_push(
            &mut generation.rows,
            |row| row.name == cell.id.scenario,
            || Row { name: &cell.id.scenario, cells: vec![None; columns], away: false },
        )
    }

    /// Every generation, in order.
    pub(crate) fn generations(&self) -> impl Iterator<Item = &GenerationRows<'a>> {
        self.systems.iter().flat_map(|system| &system.generations)
    }
}

impl<'a> GenerationRows<'a> {
    /// Is nothing left of it without the unavailable columns?
    pub(crate) fn away(&self) -> bool {
        self.rows.iter().all(|row| row.away)
    }

    /// Its name, or the system's if it has no generations.
    pub(crate) fn shown(&self) -> &'a str {
        self.module.shown()
    }

    /// The cells of one column.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = &'a CellRecord> {
        self.rows.iter().filter_map(move |row| row.cells[column])
    }

    /// Sums up one column; `None` if nothing was planned there.
    pub(crate) fn summary(&self, column: usize) -> Option<Summary> {
        let cells: Vec<_> = self.column(column).collect();
        let worst = cells.iter().max_by_key(|cell| (!cell.as_expected, severity(cell.outcome)))?;
        Some(Summary {
            worst: worst.outcome,
            total: cells.len(),
            unexpected: cells.iter().filter(|cell| !cell.as_expected).count(),
        })
    }
}

/// Whatever comes later in the order of reports is worse.
fn severity(outcome: Outcome) -> Option<usize> {
    Outcome::ALL.iter().position(|other| *other == outcome)
}

/// Which columns have only `unavailable` cells; none if that is true of all.
fn away(run: &Run, kernels: &[&str]) -> Vec<bool> {
    let had = |cell: &&CellRecord| cell.outcome != Outcome::Unavailable;
    let here: HashSet<&str> =
        run.cells.iter().filter(had).map(|it| it.id.kernel.as_str()).collect();
    kernels.iter().map(|id| !here.is_empty() && !here.contains(id)).collect()
}

/// Kernel ids with their processors: first those of the usual one, each in version order (unreadable versions last),
/// then ids that occur only in cells.
fn kernels(run: &Run) -> Vec<(&str, Arch)> {
    let mut records: Vec<&KernelRecord> = run.kernels.iter().collect();
    records.sort_by_cached_key(|kernel| {
        let version = kernel.version.parse::<KernelVersion>().ok();
        (!kernel.arch.is_usual(), kernel.arch, version.is_none(), version)
    });
    let mut all: Vec<(&str, Arch)> = records.iter().map(|it| (it.id.as_str(), it.arch)).collect();
    for cell in &run.cells {
        if !all.iter().any(|(id, _)| *id == cell.id.kernel) {
            all.push((&cell.id.kernel, Arch::default()));
        }
    }
    all
}

/// The first item for which `is` holds, or a new one at the end.
fn find_or_push<T>(items: &mut Vec<T>, is: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let index = items.iter().position(is).unwrap_or_else(|| {
        items.push(new());
        items.len() - 1
    });
    &mut items[index]
}
