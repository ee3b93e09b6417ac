//! The shape of `run.json`. `reports/run.schema.json` describes the same to other programs.
//!
//! Fields are only ever added; a change of meaning raises [`SCHEMA`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    CellId, CellRecord, Gap, KernelProvider, KernelStatus, LackingClient, ModuleId, Outcome,
    PlannedCell, Status, Tally,
};
use crate::arch::Arch;

/// The version of this shape.
pub const SCHEMA: u32 = 1;

/// One run of a matrix.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What ran, where and when.
    pub host: Host,
    /// Every kernel of the matrix, in version order.
    pub kernels: Vec<KernelRecord>,
    /// What each system is, in one line, by its name; systems of a matrix file without an `about` are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub systems: BTreeMap<String, String>,
    /// What each scenario of the cells shows, in one line, by its name; scenarios of a matrix file without an `about`
    /// are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scenarios: BTreeMap<String, String>,
    /// The systems that exist to test nlmatrix itself: reports keep them apart.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub self_tests: BTreeSet<String>,
    /// The forms of the kernel's interfaces that each generation relies on: each as `symbol=form`, or
    /// `symbol=form|form` if either will do.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub needs: BTreeMap<String, Vec<String>>,
    /// Every module build that was tried.
    pub builds: Vec<BuildRecord>,
    /// Clients that could not be made, each once, no matter how many cells lack it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking_clients: Vec<LackingClient>,
    /// Every planned cell, in the order of the plan; each is written with its [`Status`].
    #[serde(serialize_with = "super::cell::with_status")]
    pub cells: Vec<CellRecord>,
    /// Planned cells that belong to other shards: when shards are merged, this shows what is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<PlannedCell>,
    /// How many cells are only in thorough runs.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub passed_over: usize,
    /// How many cells are still to come, as the run goes on and their kernels are being made. None of them is in
    /// `cells`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub to_come: usize,
    /// Expectations that matched no cell: each fails the run.
    pub stale: Vec<StaleExpectation>,
    /// API facts from the compile probes, by kernel id: fact → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub probes: BTreeMap<String, BTreeMap<String, String>>,
    /// How many cells had each outcome.
    pub totals: BTreeMap<String, usize>,
    /// How many cells ended as expected, how many did not, and how many did not run.
    #[serde(default)]
    pub tally: Tally,
    /// What did not run, by reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub did_not_run: Vec<Gap>,
    /// Summaries of earlier runs, the oldest first; only of cells and kernels that this run has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<PastRun>,
}

/// Summary of an earlier run: what trends and differences need of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PastRun {
    /// Its start, RFC 3339 in UTC.
    pub started: String,
    /// Version of nlmatrix.
    pub nlmatrix: String,
    /// `tcg` or `kvm`.
    pub accel: String,
    /// Its kernels.
    pub kernels: Vec<KernelRecord>,
    /// Its cells by id.
    pub cells: BTreeMap<CellId, PastCell>,
    /// Its stale expectations, each in short form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// How a cell of an earlier run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastCell {
    /// The outcome.
    pub outcome: Outcome,
    /// Was it as expected? See [`PastCell::status`] for cells that did not run.
    pub as_expected: bool,
    /// Wall time in milliseconds.
    #[serde(default)]
    pub duration_ms: u64,
}

impl PastCell {
    /// How it counted.
    pub fn status(&self) -> Status {
        Status::of(self.outcome, self.as_expected)
    }
}

impl Run {
    /// How long each cell took, in milliseconds, by its id.
    pub fn durations(&self) -> HashMap<CellId, u64> {
        self.cells.iter().map(|cell| (cell.id.clone(), cell.duration_ms)).collect()
    }
}

/// What ran, where and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// Version of nlmatrix.
    pub nlmatrix: String,
    /// Start of the run, RFC 3339 in UTC.
    pub started: String,
    /// Wall time of the whole run in milliseconds.
    pub duration_ms: u64,
    /// First line of `qemu-system-x86_64 --version`.
    pub qemu: String,
    /// `tcg` or `kvm`.
    pub accel: String,
    /// Why this accelerator.
    pub accel_reason: String,
    /// Processors of the host.
    pub cpus: usize,
    /// The matrix file, as given on the command line.
    pub matrix: String,
    /// How the program is called.
    #[serde(default)]
    pub commands: Commands,
    /// The address of the site to whose pages the reports link (`NLMATRIX_SITE`); empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
}

/// How the program is called in commands that people are told to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    /// The program: `nlmatrix` or `cargo xtask`.
    pub program: String,
    /// The options that name the matrix file and kernel trees, with a space before each; empty if all are defaults.
    pub file: String,
    /// The command that continues the run with the cells that gave no result. Empty if the run was merged from
    /// several.
    pub resume: String,
}

/// One kernel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KernelRecord {
    /// Its id in the matrix, like `6.12-deb13`.
    pub id: String,
    /// The processor that it runs on, as Debian calls it.
    #[serde(default, skip_serializing_if = "Arch::is_usual")]
    pub arch: Arch,
    /// Whose kernel it is, like `el8`; empty for mainline's and Debian's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vendor: String,
    /// Mainline version, like `6.12.57`; the matrix's version if the kernel is not available.
    pub version: String,
    /// Who provided it.
    pub provider: KernelProvider,
    /// Its state; a source that is there but unusable fails the run.
    pub status: KernelStatus,
    /// Why it is not `ready`, with the remedy; empty if it is.
    pub reason: String,
    /// May a run do without it? The matrix says so, or `--allow-missing` did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What `uname -r` says in it.
    pub release: String,
    /// Where it came from: package names with versions, or the tree or tarball.
    pub origin: Vec<Artefact>,
    /// From a cold boot to an answering agent, in milliseconds, if it was measured.
    pub boot_ms: Option<f64>,
    /// From the fork of its template to an answering agent (median of its cells), in milliseconds.
    pub fork_ms: Option<f64>,
}

impl KernelRecord {
    /// Is its source there, but unusable? That fails a run, whatever cells were selected.
    pub fn is_broken(&self) -> bool {
        self.status.is_broken()
    }
}

/// A file that went into a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Artefact {
    /// Package or file name.
    pub name: String,
    /// Its version, when it has one.
    pub version: String,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
}

/// One module build.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// Kernel id.
    pub kernel: String,
    /// What was built.
    #[serde(flatten)]
    pub module: ModuleId,
    /// Its folder relative to that of the matrix file; empty if it is elsewhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub folder: String,
    /// Did it build?
    pub built: bool,
    /// What the compiler's complaint means; `None` if it built.
    pub diagnosis: Option<Diagnosis>,
    /// The compiler, like `gcc-14 (trixie root)`.
    pub toolchain: String,
    /// The end of the build's output.
    pub log: String,
    /// Wall time in milliseconds: that of the build itself, even if it came from the store.
    pub duration_ms: u64,
}

impl BuildRecord {
    /// Is it the build that the cell depends on?
    pub fn is_of(&self, cell: &CellId) -> bool {
        self.kernel == cell.kernel && self.module == cell.module
    }
}

/// A classified compile error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Kind: `argument-count`, `missing-member`, `missing-symbol`, `missing-header`,
    /// `incomplete-type`, `incompatible-type`, `unknown`, …
    pub kind: String,
    /// The symbol that it is about, like `netlink_kernel_create` or `genl_ops.policy`.
    pub symbol: String,
    /// The compiler's own line.
    pub line: String,
    /// What it means, in words that a module author understands.
    pub meaning: String,
    /// What to do, or which generation to use instead.
    pub remedy: String,
    /// The kernel's own declaration, if it was found.
    pub declaration: String,
    /// If nothing explains the failure, the lines around its first error; otherwise whatever else the compiler
    /// complains about, one line each.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
}

/// An expectation that matched no cell of the whole matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleExpectation {
    /// The expectation, in short form.
    pub expectation: String,
    /// Where it is written, like `matrix.toml:120`.
    pub place: String,
    /// Why it is stale.
    pub reason: String,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
