//! The shape of `run.json`. `reports/run.schema.json` describes the same to other programs.
//!
//! Fields are only ever added; a change of meaning raises [`SCHEMA`].

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;

/// The version of this shape.
pub const SCHEMA: u32 = 1;

/// One run of a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What ran, where and when.
    pub host: Host,
    /// Every kernel of the matrix, in version order.
    pub kernels: Vec<KernelRecord>,
    /// Every module build that was tried.
    pub builds: Vec<BuildRecord>,
    /// Every planned cell, ordered as planned.
    pub cells: Vec<CellRecord>,
    /// Planned cells that are other shards' part: whoever merges the shards finds here what would
    /// be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<PlannedCell>,
    /// How many cells only a thorough run has.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub passed_over: usize,
    /// Expectations that matched no cell: each fails the run.
    pub stale: Vec<StaleExpectation>,
    /// API facts from the compile probes, by kernel id: fact → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub probes: BTreeMap<String, BTreeMap<String, String>>,
    /// How many cells had each outcome.
    pub totals: BTreeMap<String, usize>,
    /// Earlier runs in short, the oldest first; only what this run has cells and kernels for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<PastRun>,
}

/// An earlier run in short: what trends and differences need of it.
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
    pub cells: BTreeMap<String, PastCell>,
    /// Its stale expectations, each in short.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// How a cell of an earlier run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastCell {
    /// What happened.
    pub outcome: Outcome,
    /// Was it as expected?
    pub as_expected: bool,
    /// Wall time in milliseconds.
    #[serde(default)]
    pub duration_ms: u64,
}

impl Run {
    /// What each cell took, in milliseconds, by its id.
    pub fn durations(&self) -> HashMap<String, u64> {
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
    /// Why that one.
    pub accel_reason: String,
    /// Processors of the host.
    pub cpus: usize,
    /// The matrix file, as given.
    pub matrix: String,
}

/// One kernel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KernelRecord {
    /// Its id in the matrix, as `6.12-deb13`.
    pub id: String,
    /// Mainline version, as `6.12.57`; what the matrix says when it could not be had.
    pub version: String,
    /// `debian`, `source` or `prebuilt`.
    pub provider: String,
    /// `ready`, `boot-only`, `unavailable`, or, where its source is at hand, `bad-source` (not what
    /// the matrix says) or `build-failed`: these two fail the run.
    pub status: String,
    /// Why it is not `ready`, with the remedy; empty otherwise.
    pub reason: String,
    /// What `uname -r` says in it.
    pub release: String,
    /// Where it came from: package names with versions, or tree or tarball.
    pub origin: Vec<Artefact>,
    /// Cold boot to an answering agent, in milliseconds, when it was measured.
    pub boot_ms: Option<f64>,
    /// Fork of its template to an answering agent (median of its cells), in milliseconds.
    pub fork_ms: Option<f64>,
}

impl KernelRecord {
    /// Is its source at hand and of no use? That fails a run, whatever cells were selected.
    pub fn is_broken(&self) -> bool {
        ["bad-source", "build-failed"].contains(&self.status.as_str())
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
    /// System name.
    pub system: String,
    /// Generation name.
    pub generation: String,
    /// Did it build?
    pub built: bool,
    /// What the compiler's complaint comes down to; `None` when it built.
    pub diagnosis: Option<Diagnosis>,
    /// The compiler, as `gcc-14 (trixie root)`.
    pub toolchain: String,
    /// The end of the build's output.
    pub log: String,
    /// Wall time in milliseconds (of the build itself, also when it came from the store).
    pub duration_ms: u64,
}

/// A classified compile error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Kind: `argument-count`, `missing-member`, `missing-symbol`, `missing-header`,
    /// `incomplete-type`, `incompatible-type`, `unknown`, …
    pub kind: String,
    /// The symbol that it is about, as `netlink_kernel_create` or `genl_ops.policy`.
    pub symbol: String,
    /// The compiler's own line.
    pub line: String,
    /// What it means, in words a module author understands.
    pub meaning: String,
    /// What to do, which generation to use instead.
    pub remedy: String,
    /// The kernel's own declaration, when it was found.
    pub declaration: String,
}

/// One cell: kernel × generation × scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellRecord {
    /// `kernel/system.generation/scenario`.
    pub id: String,
    /// Kernel id.
    pub kernel: String,
    /// System name; `kernel` for cells that need no module.
    pub system: String,
    /// Generation name; empty for cells that need no module.
    pub generation: String,
    /// Scenario name.
    pub scenario: String,
    /// What happened.
    pub outcome: Outcome,
    /// What should have happened.
    pub expected: Outcome,
    /// Is `outcome` as expected? (`unavailable` always is.)
    pub as_expected: bool,
    /// Why it ended so, in one or a few sentences; empty for a plain pass.
    pub reason: String,
    /// Wall time in milliseconds, from the asking for a VM to its end.
    pub duration_ms: u64,
    /// `fork`, `cold`, `stored` (a cold boot of the same machine in an earlier run), or empty when
    /// no VM was needed.
    pub boot: String,
    /// From asking for the VM to the agent's answer, in milliseconds.
    pub boot_ms: Option<f64>,
    /// Why it did not fork; empty otherwise.
    pub fallback: String,
    /// Everything that was asked of the guest and what came back, in order.
    pub transcript: Vec<Event>,
    /// Every check that the scenario made, in order.
    pub checks: Vec<CheckRecord>,
    /// The kernel's console, or the end of it when it is long.
    pub console: String,
    /// What the console classifier found, the worst first.
    pub splats: Vec<Splat>,
    /// Figures worth a chart: name → value, the unit in the name (`bytes_per_device`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, f64>,
    /// How many tries it took.
    pub tries: u32,
    /// The command that runs this cell again.
    pub rerun: String,
}

impl CellRecord {
    /// Decides whether it is as expected; `reason` is why the plan expects what it does.
    pub fn settle(&mut self, reason: &str) {
        self.as_expected = self.outcome == self.expected || self.outcome == Outcome::Unavailable;
        if self.reason.is_empty() && self.as_expected && self.expected != Outcome::Pass {
            reason.clone_into(&mut self.reason);
        }
    }
}

/// A cell that another shard was to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCell {
    /// `kernel/system.generation/scenario`.
    pub id: String,
    /// How it should end.
    pub expected: Outcome,
}

impl PlannedCell {
    /// The record of it where there is no result.
    pub fn missing(&self, reason: &str) -> CellRecord {
        CellRecord { reason: reason.to_owned(), ..self.blank() }
    }

    /// The record of it before anything is known.
    pub fn blank(&self) -> CellRecord {
        let mut parts = self.id.splitn(3, '/');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (kernel, module, scenario) = (part(), part(), part());
        let (system, generation) = module.split_once('.').unwrap_or((&module, ""));
        CellRecord {
            id: self.id.clone(),
            kernel,
            system: system.to_owned(),
            generation: generation.to_owned(),
            scenario,
            outcome: Outcome::Missing,
            expected: self.expected,
            as_expected: false,
            reason: String::new(),
            duration_ms: 0,
            boot: String::new(),
            boot_ms: None,
            fallback: String::new(),
            transcript: Vec::new(),
            checks: Vec::new(),
            console: String::new(),
            splats: Vec::new(),
            figures: BTreeMap::new(),
            tries: 0,
            rerun: String::new(),
        }
    }
}

/// One operation in a transcript.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since the cell began.
    pub at_ms: f64,
    /// Who did it in the guest: `agent`, or a process name as `reader` with its id.
    pub who: String,
    /// The operation, as `sendmsg`.
    pub op: String,
    /// Its arguments, for people.
    pub args: String,
    /// What it gave: `= 36`, `= -1 ENOBUFS`, …
    pub result: String,
    /// The bytes that went in or came out, as hexadecimal digits without spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hex: String,
    /// The same bytes decoded, one line per header or attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decoded: Vec<String>,
}

/// One check of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// Its name, stable, as `ack length`: expectations refer to it.
    pub name: String,
    /// The reference value (the newest kernel's behaviour).
    pub reference: String,
    /// What was seen.
    pub observed: String,
    /// What the expectations table predicts for this kernel, when it predicts a difference.
    pub predicted: Option<Prediction>,
    /// Index into the transcript of the event it is about, when there is one.
    pub event: Option<usize>,
    /// `same`, `known` (differs as predicted), `differs`, or `stale` (the prediction was wrong).
    pub verdict: String,
}

/// A predicted difference and where that knowledge comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The predicted value.
    pub observed: String,
    /// Why it differs.
    pub reason: String,
    /// Kernel version, commit or document that says so.
    pub source: String,
}

/// An expectation that matched no cell of the whole matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleExpectation {
    /// The expectation, in short.
    pub expectation: String,
    /// Where it stands, as `matrix.toml:120`.
    pub place: String,
    /// Why it is stale.
    pub reason: String,
}

/// Something bad that the kernel said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splat {
    /// `oops`, `panic`, `bug`, `soft-lockup`, `hung-task`, `rcu-stall`, `kasan`, `warning`, …
    pub kind: String,
    /// The function it happened in, empty when the kernel did not say.
    pub function: String,
    /// `kind:function`, the same for the same crash in many cells.
    pub fingerprint: String,
    /// The lines of the console that say it.
    pub excerpt: String,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
