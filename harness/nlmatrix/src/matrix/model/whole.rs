//! The whole matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;

use super::client::ClientEntry;
use super::complaint::ComplaintRule;
use super::expectation::Expectation;
use super::generation::GenerationEntry;
use super::guest::{FileEntry, Sysctls};
use super::kernel::KernelEntry;
use super::method::Method;
use super::root::RootEntry;
use super::scenario::DeclaredScenario;
use super::shipped::Shipped;
use super::thorough::Thorough;
use crate::arch::Arch;
use crate::facts::Facts;
use crate::run::{ModuleId, scenario_of};
use crate::spec::Spec;
use crate::store::Limit;

/// What a folder has that holds a system.
pub const SYSTEM: &str = "system.toml";
/// What a folder has that holds a generation.
pub const GENERATION: &str = "generation.toml";

/// A whole matrix; every name in it is known, every path is absolute.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The file it was read from.
    pub path: Utf8PathBuf,
    /// Scenarios that drive each kernel by itself; `boot` always does and is not named here.
    pub kernel_scenarios: Vec<String>,
    /// Kernels, in version order.
    pub kernels: Vec<KernelEntry>,
    /// The debug kernel whose cells every run has, where it was asked for one.
    pub debug: Option<String>,
    /// Git repositories that have the source of kernels.
    pub repositories: Vec<Utf8PathBuf>,
    /// Client programs that are put into every guest.
    pub clients: Vec<ClientEntry>,
    /// Files that are put into every guest.
    pub files: Vec<FileEntry>,
    /// Trees of programs that every guest has.
    pub roots: Vec<RootEntry>,
    /// Kernel parameters that every scenario finds set.
    pub sysctls: Sysctls,
    /// Systems under test, as written.
    pub systems: Vec<SystemEntry>,
    /// What is known about the kernel's interfaces: from it follows which kernels refuse what.
    pub facts: Arc<Facts>,
    /// Scenarios that the file declares.
    pub scenarios: Vec<DeclaredScenario>,
    /// Scenarios that come with nlmatrix.
    pub shipped: &'static [Shipped],
    /// Predicted differences.
    pub expectations: Vec<Expectation>,
    /// What only a thorough run has.
    pub thorough: Vec<Thorough>,
    /// What the kernel may not say in a cell, or has to.
    pub complaints: Vec<ComplaintRule>,
    /// The specifications of modules' messages.
    pub specs: Vec<Arc<Spec>>,
    /// How much the store may take, where the file says it.
    pub store_limit: Option<Limit>,
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
    /// How long a build of it may take, where the file says it.
    pub build_deadline: Option<Duration>,
    /// Parameters of its modules, by their names.
    pub parameters: BTreeMap<String, String>,
    /// The folder of the firmware that they ask for.
    pub firmware: Option<Utf8PathBuf>,
    /// The processors that it is for, and why for no others; none are named where it is for all.
    pub arches: (Vec<Arch>, String),
    /// Is it there to test the harness, as modules with a fault on purpose are? Reports keep it apart.
    pub self_test: bool,
    /// Its generations, oldest API first.
    pub generations: Vec<GenerationEntry>,
}

impl SystemEntry {
    /// What a generation of it is called.
    pub fn module(&self, generation: &GenerationEntry) -> ModuleId {
        ModuleId::new(&self.name, &generation.name)
    }

    /// Why it is not for this processor; `None` where it is.
    pub fn why_not_on(&self, arch: Arch) -> Option<String> {
        let (arches, reason) = &self.arches;
        let names: Vec<&str> = arches.iter().map(|arch| arch.name()).collect();
        let is_for_it = arches.is_empty() || arches.contains(&arch);
        (!is_for_it).then(|| format!("{} is for {} only: {reason}", self.name, names.join(" and ")))
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

    /// The clients that the scenario of this name cannot do without.
    pub fn clients_of(&self, scenario: &str) -> Vec<&ClientEntry> {
        let declared = || self.declared(scenario).map_or(Vec::new(), DeclaredScenario::clients);
        let named = match self.shipped(scenario) {
            Some(shipped) => shipped.client.into_iter().collect(),
            None => declared(),
        };
        named.into_iter().filter_map(|name| self.client(name)).collect()
    }

    /// The scenario of this name that the file declares. Here and below it may be the name that a cell has it by.
    pub fn declared(&self, name: &str) -> Option<&DeclaredScenario> {
        let name = scenario_of(name);
        self.scenarios.iter().find(|scenario| scenario.name == name)
    }

    /// The scenario of this name that comes with nlmatrix.
    pub fn shipped(&self, name: &str) -> Option<&'static Shipped> {
        let name = scenario_of(name);
        self.shipped.iter().find(|scenario| scenario.name == name)
    }

    /// The kernel's own modules that the scenario of this name finds loaded.
    pub fn kernel_modules(&self, scenario: &str) -> Vec<&str> {
        match self.declared(scenario) {
            Some(declared) => declared.kernel_modules.iter().map(String::as_str).collect(),
            None => self.shipped(scenario).map_or(Vec::new(), |it| it.modules.to_vec()),
        }
    }

    /// The file that pins what was resolved: `matrix.lock` beside `matrix.toml`.
    pub fn lock_path(&self) -> Utf8PathBuf {
        self.path.with_extension("lock")
    }

    /// The files that decide what its cells are and how they are to end: itself, its pins, those of its systems and
    /// generations, and those of its expectations. Not all of them have to be there.
    pub fn files(&self) -> BTreeSet<Utf8PathBuf> {
        let of_systems = self.systems.iter().flat_map(|system| {
            let generations = system.generations.iter();
            let folders = generations.map(|generation| system.path.join(&generation.name));
            let own = folders.map(|folder| folder.join(GENERATION));
            own.chain([system.path.join(SYSTEM)])
        });
        let expectations = self.expectations.iter().map(|expectation| expectation.path.clone());
        let own = [self.path.clone(), self.lock_path()];
        own.into_iter().chain(of_systems).chain(expectations).collect()
    }
}
