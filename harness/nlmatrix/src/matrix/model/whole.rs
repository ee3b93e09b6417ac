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

/// The files that mark a system's folder.
pub const SYSTEM: &str = "system.toml";
/// The files that mark a generation's folder.
pub const GENERATION: &str = "generation.toml";

/// A whole matrix: every name in it is known, every path is absolute.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The file from which it was read.
    pub path: Utf8PathBuf,
    /// Scenarios about each kernel alone; `boot` is always one and is not listed.
    pub kernel_scenarios: Vec<String>,
    /// Kernels, in version order.
    pub kernels: Vec<KernelEntry>,
    /// The debug kernel whose cells every run has, if one was asked for.
    pub debug: Option<String>,
    /// Git repositories with the source of kernels.
    pub repositories: Vec<Utf8PathBuf>,
    /// Client programs that every guest has.
    pub clients: Vec<ClientEntry>,
    /// Files that every guest has.
    pub files: Vec<FileEntry>,
    /// Trees of programs that every guest has.
    pub roots: Vec<RootEntry>,
    /// Kernel parameters that are set before every scenario.
    pub sysctls: Sysctls,
    /// Systems under test, in the order of the file.
    pub systems: Vec<SystemEntry>,
    /// What is known about the kernel's interfaces, from which it follows which kernels refuse what.
    pub facts: Arc<Facts>,
    /// Scenarios that the file declares.
    pub scenarios: Vec<DeclaredScenario>,
    /// Scenarios that come with nlmatrix.
    pub shipped: &'static [Shipped],
    /// Predicted differences.
    pub expectations: Vec<Expectation>,
    /// What only a thorough run has.
    pub thorough: Vec<Thorough>,
    /// What the kernel must not print in a cell, or has to print.
    pub complaints: Vec<ComplaintRule>,
    /// The specifications of modules' messages.
    pub specs: Vec<Arc<Spec>>,
    /// How much the store may take up, if the file says so.
    pub store_limit: Option<Limit>,
}

/// `[[system]]`.
#[derive(Clone, Debug)]
pub struct SystemEntry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// The folder that contains its generations, or the module itself.
    pub path: Utf8PathBuf,
    /// The folder with the whole project, if the module is only a part of it.
    pub root: Option<Utf8PathBuf>,
    /// How a user's own module (`[[module]]`) is built; its single generation has no name.
    pub own: Option<Method>,
    /// Debian packages that its build needs, in addition to those for every user's own module.
    pub build_packages: Vec<String>,
    /// How long building it may take, if the file says so.
    pub build_deadline: Option<Duration>,
    /// Parameters of its modules, by their names.
    pub parameters: BTreeMap<String, String>,
    /// The folder with the firmware that they request.
    pub firmware: Option<Utf8PathBuf>,
    /// The processors that it is for, and why not for others; none are named if it is for all.
    pub arches: (Vec<Arch>, String),
    /// Does it exist to test the harness, like modules that are faulty on purpose? Reports keep such systems apart.
    pub self_test: bool,
    /// Its generations, oldest API first.
    pub generations: Vec<GenerationEntry>,
}

impl SystemEntry {
    /// The id of one of its generations.
    pub fn module(&self, generation: &GenerationEntry) -> ModuleId {
        ModuleId::new(&self.name, &generation.name)
    }

    /// Why it is not for this processor; `None` if it is.
    pub fn why_not_on(&self, arch: Arch) -> Option<String> {
        let (arches, reason) = &self.arches;
        let names: Vec<&str> = arches.iter().map(|arch| arch.name()).collect();
        let is_for_it = arches.is_empty() || arches.contains(&arch);
        (!is_for_it).then(|| format!("{} is for {} only: {reason}", self.name, names.join(" and ")))
    }
}

/// Does an argument contain `/clients/name`, such as a line for a shell?
fn names_client(word: &str, name: &str) -> bool {
    let path = format!("/clients/{name}");
    let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || "-_.".contains(c));
    word.match_indices(&path).any(|(at, _)| !goes_on(&word[at + path.len()..]))
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

    /// The clients that the scenario of this name needs.
    pub fn clients_of(&self, scenario: &str) -> Vec<&ClientEntry> {
        let declared = || self.declared(scenario).map_or(Vec::new(), DeclaredScenario::clients);
        let named = match self.shipped(scenario) {
            Some(shipped) => shipped.client.into_iter().collect(),
            None => declared(),
        };
        named.into_iter().filter_map(|name| self.client(name)).collect()
    }

    /// The clients that it runs: those, and any whose path is in a program's arguments.
    pub fn clients_run_by(&self, scenario: &str) -> Vec<&ClientEntry> {
        let mut clients = self.clients_of(scenario);
        let words: Vec<&str> = self.declared(scenario).map_or(Vec::new(), DeclaredScenario::words);
        let is_named = |it: &&ClientEntry| words.iter().any(|word| names_client(word, &it.name));
        let by_path = self.clients.iter().filter(is_named);
        clients.extend(by_path);
        clients
    }

    /// The scenario of this name that the file declares. Here and below, it may be the variant name that a cell uses.
    pub fn declared(&self, name: &str) -> Option<&DeclaredScenario> {
        let name = scenario_of(name);
        self.scenarios.iter().find(|scenario| scenario.name == name)
    }

    /// The scenario of this name that comes with nlmatrix.
    pub fn shipped(&self, name: &str) -> Option<&'static Shipped> {
        let name = scenario_of(name);
        self.shipped.iter().find(|scenario| scenario.name == name)
    }

    /// The kernel's own modules that are loaded before the scenario of this name.
    pub fn kernel_modules(&self, scenario: &str) -> Vec<&str> {
        match self.declared(scenario) {
            Some(declared) => declared.kernel_modules.iter().map(String::as_str).collect(),
            None => self.shipped(scenario).map_or(Vec::new(), |it| it.modules.to_vec()),
        }
    }

    /// The file with the pins: `matrix.lock` beside `matrix.toml`.
    pub fn lock_path(&self) -> Utf8PathBuf {
        self.path.with_extension("lock")
    }

    /// The files that decide which cells there are and how they should end: itself, its pins, and the files of its
    /// systems, generations and expectations. Some of them may not exist.
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
