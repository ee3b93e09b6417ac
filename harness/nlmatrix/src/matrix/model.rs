//! The checked matrix.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::client::ClientEntry;
use super::complaint::ComplaintRule;
use super::generation::GenerationEntry;
use super::guest::FileEntry;
use super::thorough::Thorough;
use crate::ending::{Ending, Pattern};
use crate::facts::Facts;
use crate::kernel::prebuilt::PrebuiltSpec;
use crate::kernel::source::SourceSpec;
use crate::module::Method;
use crate::scenario::declared::DeclaredScenario;
use crate::scenario::sysctls::Sysctls;
use crate::version::{KernelVersion, VersionRange};

/// A whole matrix; every name in it is known, every path is absolute.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The file it was read from.
    pub path: Utf8PathBuf,
    /// Scenarios that drive each kernel by itself; `boot` always does and is not named here.
    pub kernel_scenarios: Vec<String>,
    /// Kernels, in version order.
    pub kernels: Vec<KernelEntry>,
    /// Git repositories that have the source of kernels.
    pub repositories: Vec<Utf8PathBuf>,
    /// Client programs that are put into every guest.
    pub clients: Vec<ClientEntry>,
    /// Files that are put into every guest.
    pub files: Vec<FileEntry>,
    /// Kernel parameters that every scenario finds set.
    pub sysctls: Sysctls,
    /// Systems under test, as written.
    pub systems: Vec<SystemEntry>,
    /// What is known about the kernel's interfaces: from it follows which kernels refuse what.
    pub facts: Arc<Facts>,
    /// Scenarios that the file declares.
    pub scenarios: Vec<DeclaredScenario>,
    /// Predicted differences.
    pub expectations: Vec<Expectation>,
    /// What only a thorough run has.
    pub thorough: Vec<Thorough>,
    /// What the kernel may not say in a cell, or has to.
    pub complaints: Vec<ComplaintRule>,
}

/// `[[kernel]]`.
#[derive(Clone, Debug)]
pub struct KernelEntry {
    /// Its id, as `6.12-deb13`.
    pub id: String,
    /// Mainline series: what version ranges are held against.
    pub series: KernelVersion,
    /// Who provides it.
    pub provider: Provider,
    /// May a run do without it, where it cannot be had?
    pub optional: bool,
}

/// Who provides a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Debian's archive.
    Debian(DebianEntry),
    /// Its source, built here.
    Source(SourceSpec),
    /// The user, ready to boot.
    Prebuilt(PrebuiltSpec),
}

/// `debian = { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebianEntry {
    /// Debian suite that it comes from.
    pub suite: String,
    /// Flavour, as `cloud-amd64`.
    pub flavour: String,
    /// A pinned package version; the newest otherwise.
    pub pin: Option<String>,
    /// Its headers are no longer published: it can be booted, and nothing built for it.
    pub boot_only: bool,
}

impl Provider {
    /// `debian`, `source` or `prebuilt`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Debian(_) => "debian",
            Self::Source(_) => "source",
            Self::Prebuilt(_) => "prebuilt",
        }
    }
}

impl KernelEntry {
    /// Is it known to have no headers, so that nothing can be built for it?
    pub fn boot_only(&self) -> bool {
        match &self.provider {
            Provider::Debian(debian) => debian.boot_only,
            Provider::Prebuilt(prebuilt) => prebuilt.build_dir.is_none(),
            Provider::Source(_) => false,
        }
    }
}

/// `[[system]]`.
#[derive(Clone, Debug)]
pub struct SystemEntry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// The folder that holds its generations, or the module itself.
    pub path: Utf8PathBuf,
    /// The folder that has all of a project whose module is only a part of it.
    pub root: Option<Utf8PathBuf>,
    /// How a module of somebody's own (`[[module]]`) is built; its one generation has no name.
    pub own: Option<Method>,
    /// Debian's packages that its build needs, beside those that every module of somebody's own has.
    pub build_packages: Vec<String>,
    /// Its generations, oldest API first.
    pub generations: Vec<GenerationEntry>,
}

/// `[[expect]]`: a difference from the reference behaviour, or another end, by kernel version.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Only this system.
    pub system: Option<String>,
    /// Only this generation.
    pub generation: Option<String>,
    /// The scenario.
    pub scenario: String,
    /// The kernels.
    pub kernels: VersionRange,
    /// What is predicted.
    pub predicts: Predicts,
    /// Why.
    pub reason: String,
    /// Kernel version, commit or document that says so.
    pub source: String,
    /// The file that it stands in.
    pub path: Utf8PathBuf,
    /// Line in that file, from 1.
    pub line: usize,
}

/// What an expectation predicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicts {
    /// The check `check` sees `observed` instead of its reference value.
    Check {
        /// Name of the check.
        check: String,
        /// The value seen.
        observed: String,
    },
    /// These checks are not made.
    Absent(Vec<String>),
    /// The cell ends so.
    Ends {
        /// How.
        ending: Ending,
        /// The last check that it makes, where it makes not all of them.
        after: Option<String>,
        /// Splats that may come with it, as `kind:function`.
        also: Vec<Pattern>,
    },
}

impl Predicts {
    /// Does it speak of the check `name`?
    pub fn is_of_check(&self, name: &str) -> bool {
        match self {
            Self::Check { check, .. } => check == name,
            Self::Absent(checks) => checks.iter().any(|check| check == name),
            Self::Ends { .. } => false,
        }
    }
}

impl Expectation {
    /// File and line.
    pub fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }

    /// Does it speak of this scenario on this kernel?
    pub fn matches(
        &self,
        kernel: &KernelVersion,
        system: &str,
        generation: &str,
        scenario: &str,
    ) -> bool {
        self.scenario == scenario
            && self.system.as_deref().is_none_or(|name| name == system)
            && self.generation.as_deref().is_none_or(|name| name == generation)
            && self.kernels.contains(kernel)
    }

    /// Is there a cell that both may speak of?
    pub fn overlaps(&self, other: &Self) -> bool {
        let may = |ours: &Option<String>, theirs: &Option<String>| match (ours, theirs) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        self.scenario == other.scenario
            && may(&self.system, &other.system)
            && may(&self.generation, &other.generation)
            && self.kernels.overlaps(&other.kernels)
    }

    /// Does it speak of every cell that `other` speaks of?
    pub fn covers(&self, other: &Self) -> bool {
        let all = |ours: &Option<String>, theirs: &Option<String>| ours.is_none() || ours == theirs;
        self.scenario == other.scenario
            && all(&self.system, &other.system)
            && all(&self.generation, &other.generation)
            && self.kernels.covers(&other.kernels)
    }
}

impl Matrix {
    /// The kernel with this id.
    pub fn kernel(&self, id: &str) -> Option<&KernelEntry> {
        self.kernels.iter().find(|kernel| kernel.id == id)
    }

    /// The client with this name.
    pub fn client(&self, name: &str) -> Option<&ClientEntry> {
        self.clients.iter().find(|client| client.name == name)
    }

    /// The system with this name.
    pub fn system(&self, name: &str) -> Option<&SystemEntry> {
        self.systems.iter().find(|system| system.name == name)
    }

    /// The scenario of this name that the file declares.
    pub fn declared(&self, name: &str) -> Option<&DeclaredScenario> {
        self.scenarios.iter().find(|scenario| scenario.name == name)
    }

    /// The file that pins what was resolved: `matrix.lock` beside `matrix.toml`.
    pub fn lock_path(&self) -> Utf8PathBuf {
        self.path.with_extension("lock")
    }
}
