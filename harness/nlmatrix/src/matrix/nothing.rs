//! What applies to nothing: patterns that match no cell, and scenarios that check nothing.

use globset::Glob;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::{
    BOOT, BUILD, Body, DeclaredScenario, ERROR_PATHS, KERNEL_SYSTEM, Matrix, SystemEntry, TRAFFIC,
};
use super::raw::{RawMatrix, RawScenario};
use crate::arch::Arch;
use crate::names::nearest;
use crate::run::OF_32_BITS;
use crate::version::VersionRange;

impl Checker<'_> {
    /// Fails if something in the file applies to nothing in `matrix`.
    pub(super) fn nothing(&self, raw: &RawMatrix, matrix: &Matrix) -> Result<(), MatrixError> {
        let cells = names_of_cells(matrix);
        for row in &raw.thorough {
            // The command line may be what decides which kernels it is about.
            self.match_cells(row.cells.iter().chain(&row.except), &cells)?;
        }
        let of_modules = raw.module.iter().flat_map(|module| &module.complaint);
        let of_scenarios = raw.scenario.iter().flat_map(|scenario| &scenario.complaint);
        for row in raw.complaint.iter().chain(of_modules).chain(of_scenarios) {
            self.match_cells(row.cells.iter().chain(&row.except), &cells)?;
            self.match_kernels(&row.name, row.kernels.as_ref(), matrix)?;
        }
        let scenarios = raw.scenario.iter().zip(&matrix.scenarios);
        scenarios.into_iter().try_for_each(|(raw, checked)| self.looks(raw, checked, matrix))
    }

    fn match_cells<'r>(
        &self,
        patterns: impl Iterator<Item = &'r Spanned<String>>,
        cells: &[String],
    ) -> Result<(), MatrixError> {
        for pattern in patterns {
            let text = pattern.get_ref();
            let matcher = Glob::new(text).expect("each pattern was compiled before");
            let matcher = matcher.compile_matcher();
            if !cells.iter().any(|cell| matcher.is_match(cell)) {
                let near = nearest(text, cells.iter().map(String::as_str));
                let hint = near.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
                let message = format!(
                    "`{text}` matches no cell of this file{hint}: write a pattern for cells without their kernel, like \
                     `{}`",
                    cells.last().map_or("kernel/boot", String::as_str)
                );
                return Err(self.wrong(pattern.span(), &message));
            }
        }
        Ok(())
    }

    fn match_kernels(
        &self,
        place: &Spanned<String>,
        range: Option<&VersionRange>,
        matrix: &Matrix,
    ) -> Result<(), MatrixError> {
        let Some(range) = range.filter(|_| names_all_kernels(matrix)) else { return Ok(()) };
        if matrix.kernels.iter().any(|kernel| range.contains(&kernel.series)) {
            return Ok(());
        }
        let message = format!(
            "`{}` applies to no kernel of this file: none is {range}; correct `kernels`, or remove this",
            place.get_ref()
        );
        Err(self.wrong(place.span(), &message))
    }

    /// A scenario that makes no check, or never loads what it drives, would pass whatever happens.
    fn looks(
        &self,
        raw: &RawScenario,
        scenario: &DeclaredScenario,
        matrix: &Matrix,
    ) -> Result<(), MatrixError> {
        let Body::Steps(steps) = &scenario.body else { return Ok(()) };
        let name = &scenario.name;
        let alone = matrix.kernel_scenarios.contains(name);
        if !steps.iter().any(|step| step.action.is_check(!alone)) {
            let message = format!(
                "scenario `{name}` makes no check, so it could never fail: add a step that says how \
                 something ends"
            );
            return Err(self.wrong(raw.name.span(), &message));
        }
        let drives =
            |system: &&SystemEntry| system.generations.iter().any(|it| it.scenarios.contains(name));
        let module = matrix.systems.iter().find(drives);
        match module.filter(|_| !steps.iter().any(|step| step.action.may_load())) {
            Some(module) => {
                let message = format!(
                    "scenario `{name}` never loads `{}`, which it is meant to drive: begin it with a step `load = \
                     true`, or name it in `kernel-scenarios`",
                    module.name
                );
                Err(self.wrong(raw.name.span(), &message))
            }
            None => Ok(()),
        }
    }
}

/// Can the command line add kernels to those of the file?
fn names_all_kernels(matrix: &Matrix) -> bool {
    matrix.repositories.is_empty()
}

/// The cells of any kernel, without the kernel.
fn names_of_cells(matrix: &Matrix) -> Vec<String> {
    let alone = [BOOT].into_iter().chain(matrix.kernel_scenarios.iter().map(String::as_str));
    let alone = alone.map(|scenario| format!("{KERNEL_SYSTEM}/{scenario}"));
    let driven = matrix.systems.iter().flat_map(|system| {
        system.generations.iter().flat_map(|generation| {
            let module = system.module(generation);
            let scenarios = generation.scenarios.iter().map(String::as_str);
            let of_debug_kernels = [ERROR_PATHS].into_iter().chain(TRAFFIC);
            let of_debug_kernels = of_debug_kernels.filter(|_| system.own.is_some());
            let all = [BUILD].into_iter().chain(of_debug_kernels).chain(scenarios);
            all.map(move |scenario| format!("{module}/{scenario}"))
        })
    });
    alone.chain(driven).flat_map(|cell| [of_32_bits(matrix, &cell), Some(cell)]).flatten().collect()
}

/// The same cell with 32-bit clients, if some kernel has it.
fn of_32_bits(matrix: &Matrix, cell: &str) -> Option<String> {
    let (_, scenario) = cell.rsplit_once('/')?;
    let has = matrix.clients_of(scenario).iter().any(|it| it.is_of_32_bits_on(Arch::Amd64));
    has.then(|| format!("{cell}{OF_32_BITS}"))
}
