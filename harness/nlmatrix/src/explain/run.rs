//! What the last run says about a scenario, so that it can be looked up there.

use std::collections::BTreeMap;
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::matrix::BUILD;
use crate::run::{CellId, ModuleId, cell_page};
use crate::version::KernelVersion;

/// A scenario that asserts an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asserted {
    /// The scenario.
    pub scenario: String,
    /// Its cell in the last run, if there is one.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Evidence>,
}

/// A cell of the last run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Its id.
    pub cell: String,
    /// How it ended.
    pub outcome: String,
    /// Its page.
    pub page: Utf8PathBuf,
}

/// The last run, as far as it is needed here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LastRun {
    #[serde(skip)]
    folder: Utf8PathBuf,
    #[serde(default)]
    host: Host,
    kernels: Vec<Kernel>,
    cells: Vec<Cell>,
    builds: Vec<Build>,
}

#[derive(Debug, Default, Deserialize)]
struct Host {
    #[serde(default)]
    site: String,
}

#[derive(Debug, Deserialize)]
struct Kernel {
    id: String,
    version: String,
}

#[derive(Debug, Deserialize)]
struct Cell {
    id: CellId,
    outcome: String,
    as_expected: bool,
}

#[derive(Debug, Deserialize)]
struct Build {
    kernel: String,
    #[serde(flatten)]
    module: ModuleId,
    diagnosis: Option<Diagnosis>,
}

#[derive(Debug, Deserialize)]
struct Diagnosis {
    symbol: String,
}

impl LastRun {
    /// The run whose `run.json` is in `folder`; `None` if there is none that can be read.
    pub(super) fn read(folder: &Utf8Path) -> Option<Self> {
        let text = fs_err::read(folder.join("run.json")).ok()?;
        let run: Self = serde_json::from_slice(&text).ok()?;
        Some(Self { folder: folder.to_owned(), ..run })
    }

    /// The address of the site to which its reports link.
    pub(super) fn site(&self) -> Option<&str> {
        Some(self.host.site.as_str()).filter(|site| !site.is_empty())
    }

    /// The cell of `scenario` on the kernel nearest to `version`, or on the newest if no version is given.
    pub(super) fn cell(&self, scenario: &str, version: Option<&KernelVersion>) -> Option<Evidence> {
        let versions: BTreeMap<&str, KernelVersion> = self.versions().collect();
        let ran = |it: &&Cell| {
            it.id.scenario == scenario && it.as_expected && it.outcome != "unavailable"
        };
        let cells =
            self.cells.iter().filter(ran).filter(|it| versions.contains_key(it.id.kernel.as_str()));
        let distance = |it: &&Cell| {
            let there = versions[it.id.kernel.as_str()];
            let wanted = version.copied().unwrap_or(there);
            // Preferably one that is not newer: what it does, the kernel in question does as well.
            (there.numbers() > wanted.numbers(), far(&there, &wanted), std::cmp::Reverse(there))
        };
        cells.min_by_key(distance).map(|it| self.evidence(it))
    }

    /// The cell of a build that was refused because of `symbol`.
    pub(super) fn refusal(&self, symbol: &str) -> Option<Evidence> {
        let is_of = |it: &&Build| it.diagnosis.as_ref().is_some_and(|it| it.symbol == symbol);
        let Build { kernel, module, .. } = self.builds.iter().rev().find(is_of)?;
        let id = CellId::new(kernel, module.clone(), BUILD);
        self.cells.iter().find(|it| it.id == id).map(|it| self.evidence(it))
    }

    fn evidence(&self, cell: &Cell) -> Evidence {
        let page = self.folder.join(cell_page(&cell.id));
        Evidence { cell: cell.id.to_string(), outcome: cell.outcome.clone(), page }
    }

    fn versions(&self) -> impl Iterator<Item = (&str, KernelVersion)> {
        self.kernels.iter().filter_map(|it| Some((it.id.as_str(), it.version.parse().ok()?)))
    }
}

/// The distance between two versions.
fn far(one: &KernelVersion, other: &KernelVersion) -> [u32; 4] {
    let (one, other) = (one.numbers(), other.numbers());
    std::array::from_fn(|at| one[at].abs_diff(other[at]))
}

impl fmt::Display for Asserted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scenario)?;
        let Some(Evidence { cell, outcome, page }) = &self.cell else { return Ok(()) };
        write!(f, ": {cell} ended {outcome} ({page})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> LastRun {
        let cell = |kernel: &str, outcome: &str| Cell {
            id: format!("{kernel}/s.g/dump").parse().unwrap(),
            outcome: outcome.to_owned(),
            as_expected: true,
        };
        let kernel = |id: &str| Kernel { id: id.to_owned(), version: id.to_owned() };
        LastRun {
            folder: "out".into(),
            host: Host::default(),
            kernels: ["2.6.24", "5.10", "7.3"].map(kernel).into(),
            cells: vec![cell("2.6.24", "pass"), cell("5.10", "xfail"), cell("7.3", "pass")],
            builds: Vec::new(),
        }
    }

    #[test]
    fn the_nearest_kernel_that_is_not_newer_is_shown() {
        let of = |version: &str| run().cell("dump", Some(&version.parse().unwrap())).unwrap().cell;
        assert_eq!(of("6.1"), "5.10/s.g/dump");
        assert_eq!(of("3.16"), "2.6.24/s.g/dump");
        assert_eq!(of("2.6.9"), "2.6.24/s.g/dump");
        assert_eq!(run().cell("dump", None).unwrap().cell, "7.3/s.g/dump");
        assert_eq!(run().cell("gone", None), None);
    }

    #[test]
    fn a_cell_is_named_with_its_page() {
        let asserted = Asserted { scenario: "dump".to_owned(), cell: run().cell("dump", None) };
        let text = asserted.to_string();
        assert!(text.contains("ended pass (out/cells/7.3__s.g__dump.html)"), "{text}");
    }
}
