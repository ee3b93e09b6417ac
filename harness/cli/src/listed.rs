//! The command `list`: the cells of a matrix, the available scenarios, and the packages that builds find.

use std::fmt::{self, Display};

use nlmatrix::matrix::Matrix;
use nlmatrix::plan::{self, Cell, Selection};
use nlmatrix::run::{CellId, ModuleId, Outcome};
use nlmatrix::runner::Asked;
use nlmatrix::scenario::{self, Scenario};
use nlmatrix::store::Store;
use nlmatrix::toolchain;
use serde::Serialize;

use crate::asked::ask;
use crate::cli::FileArgs;
use crate::exit::Exit;
use crate::format::FormatArgs;

/// A cell in the list; the fields are named as in `run.json`.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a CellId,
    kernel: &'a str,
    /// Whose that is, if it is neither mainline's nor Debian's.
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor: Option<&'static str>,
    #[serde(flatten)]
    module: &'a ModuleId,
    scenario: &'a str,
    expected: Outcome,
    reason: &'a str,
}

impl<'a> Listed<'a> {
    fn of(cell: &'a Cell, matrix: &Matrix) -> Self {
        let Cell { id, expected, reason, .. } = cell;
        let CellId { kernel, module, scenario } = id;
        let vendor = matrix.kernel(kernel).and_then(|entry| entry.vendor);
        Self { id, kernel, vendor, module, scenario, expected: *expected, reason }
    }
}

impl Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let vendor = self.vendor.map(|vendor| format!(" [{vendor}]")).unwrap_or_default();
        writeln!(f, "{} {}{vendor}", self.id, self.expected)
    }
}

/// Lists the cells that are selected.
pub fn cells(
    file: &FileArgs,
    kernel: Option<&str>,
    filter: Option<&str>,
    format: FormatArgs,
) -> anyhow::Result<Exit> {
    let Asked { matrix, pattern, .. } = ask(file, kernel)?;
    let plan = plan::plan(&matrix);
    let selection = Selection::new(pattern.as_deref(), filter)?.with_thorough(true);
    let taken = plan.iter().filter(|cell| selection.takes(cell));
    let listed: Vec<_> = taken.map(|cell| Listed::of(cell, &matrix)).collect();
    anyhow::ensure!(!listed.is_empty(), selection.says_why_nothing(&plan));
    format.print(&listed, Lines(&listed))?;
    Ok(Exit::Ok)
}

/// A scenario in the list.
#[derive(Serialize)]
struct Known {
    /// Its name.
    name: &'static str,
    /// What it asserts.
    about: &'static str,
}

impl Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:24} {}", self.name, self.about)
    }
}

/// Lists the scenarios.
pub fn scenarios(format: FormatArgs) -> anyhow::Result<Exit> {
    let known: Vec<Known> =
        scenario::all().map(|Scenario { name, about, .. }| Known { name, about }).collect();
    format.print(&known, Lines(&known))?;
    Ok(Exit::Ok)
}

/// A package in the list.
#[derive(Serialize)]
struct Installed {
    /// Its name.
    name: String,
    /// Was it requested, rather than needed by another?
    asked: bool,
}

impl Display for Installed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = if self.asked { "" } else { " (needed by others)" };
        writeln!(f, "{}{why}", self.name)
    }
}

/// Lists the packages in the toolchain root for modules.
pub fn packages(format: FormatArgs) -> anyhow::Result<Exit> {
    let (packages, is_whole) = toolchain::packages(&Store::of_user())?;
    let installed = |(name, asked)| Installed { name, asked };
    let listed: Vec<Installed> = packages.into_iter().map(installed).collect();
    format.print(&listed, Lines(&listed))?;
    if !is_whole {
        anstream::eprintln!(
            "packages that these depend on are installed, too; they are listed once a module has been built"
        );
    }
    Ok(Exit::Ok)
}

/// Joins rows, each with a line end.
pub struct Lines<'a, T>(pub &'a [T]);

impl<T: Display> Display for Lines<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|row| row.fmt(f))
    }
}
