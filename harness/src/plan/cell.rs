//! Cells and the plan of them.

use std::fmt;

use crate::matrix::{Expectation, GenerationEntry, KernelEntry, Matrix, Predicts, Refusal};
use crate::outcome::Outcome;
use crate::scenario;

/// The system name of cells that need no module.
pub const KERNEL_SYSTEM: &str = "kernel";
/// The scenario that boots a kernel cold: one cell for each kernel.
pub const BOOT: &str = "boot";
/// The scenario that builds a generation: one cell for each kernel and generation.
pub const BUILD: &str = "build";

/// `kernel/system.generation/scenario`; `kernel/kernel/boot` where no module is needed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId {
    /// Kernel id.
    pub kernel: String,
    /// System name.
    pub system: String,
    /// Generation name, or empty.
    pub generation: String,
    /// Scenario name.
    pub scenario: String,
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kernel, system, generation, scenario } = self;
        let dot = if generation.is_empty() { "" } else { "." };
        write!(f, "{kernel}/{system}{dot}{generation}/{scenario}")
    }
}

/// One planned cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its id.
    pub id: CellId,
    /// How it should end.
    pub expected: Outcome,
    /// Why it should end so, when that is no plain pass.
    pub reason: String,
    /// The refusal that is predicted, where `expected` is `build-refused`.
    pub refusal: Option<Refusal>,
    /// Predicted differences that speak of this cell.
    pub predictions: Vec<Expectation>,
}

/// Every cell of `matrix`, kernel by kernel.
pub fn plan(matrix: &Matrix) -> Vec<Cell> {
    matrix.kernels.iter().flat_map(|kernel| of_kernel(matrix, kernel)).collect()
}

fn of_kernel(matrix: &Matrix, kernel: &KernelEntry) -> Vec<Cell> {
    let mut cells = vec![cell(matrix, kernel, KERNEL_SYSTEM, "", BOOT)];
    for system in &matrix.systems {
        for generation in &system.generations {
            for scenario in scenarios_on(kernel, generation) {
                let mut cell = cell(matrix, kernel, &system.name, &generation.name, scenario);
                expect(&mut cell, kernel, generation);
                cells.push(cell);
            }
        }
    }
    cells
}

/// On its own kernels a generation is built and driven; on others it is only tried.
fn scenarios_on<'a>(
    kernel: &KernelEntry,
    generation: &'a GenerationEntry,
) -> impl Iterator<Item = &'a str> {
    let driven = generation.kernels.contains(&kernel.series);
    let scenarios = generation.scenarios.iter().map(String::as_str);
    std::iter::once(BUILD).chain(scenarios.filter(move |_| driven))
}

fn cell(
    matrix: &Matrix,
    kernel: &KernelEntry,
    system: &str,
    generation: &str,
    scenario: &str,
) -> Cell {
    let matching = |expectation: &&Expectation| {
        expectation.matches(&kernel.series, system, generation, scenario)
    };
    let predictions: Vec<_> = matrix.expectations.iter().filter(matching).cloned().collect();
    let mut expected = scenario::find(scenario).map_or(Outcome::Pass, |found| found.ending);
    let mut reason = String::new();
    for prediction in &predictions {
        match prediction.predicts {
            Predicts::Ending(outcome) => expected = outcome,
            Predicts::Check { .. } => expected = Outcome::Xfail,
        }
        reason.clone_from(&prediction.reason);
    }
    let id = CellId {
        kernel: kernel.id.clone(),
        system: system.to_owned(),
        generation: generation.to_owned(),
        scenario: scenario.to_owned(),
    };
    Cell { id, expected, reason, refusal: None, predictions }
}

/// What the kernel's headers let us expect.
fn expect(cell: &mut Cell, kernel: &KernelEntry, generation: &GenerationEntry) {
    if kernel.boot_only {
        cell.expected = Outcome::Unavailable;
        cell.reason = format!(
            "headers of {} are no longer published in {}, so nothing can be built for it",
            kernel.series, kernel.suite
        );
    } else if !generation.kernels.contains(&kernel.series) {
        cell.expected = Outcome::BuildRefused;
        let refused = generation.refused.iter().find(|r| r.kernels.contains(&kernel.series));
        cell.reason = refused.map_or(String::new(), |refusal| refusal.reason.clone());
        cell.refusal = refused.cloned();
    }
}
