//! What kernels say about generic netlink families while a module is loaded, and how these families behave at the
//! boundaries of a specification.

use super::cell::guest;
use super::{Workshop, WorkshopError};
use crate::fault::{Fault, chain};
use crate::init;
use crate::matrix::{KERNEL_SYSTEM, KernelEntry};
use crate::run::ModuleId;
use crate::scenario::specs::{Behaviour, boundaries, families, told};
use crate::scenario::{Stop, Test};
use crate::spec::{Finding, SourceNames, Spec, Told, compare};

/// Why a kernel gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum SpecsError {
    /// Another stage failed.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// The module was not built.
    #[error("{module} does not build for {kernel}{why}")]
    NotBuilt {
        /// Its name.
        module: String,
        /// The kernel's id.
        kernel: String,
        /// The diagnosis, preceded by a colon.
        why: String,
    },
    /// The guest failed.
    #[error("{kernel} could not be asked")]
    Stopped {
        /// The kernel's id.
        kernel: String,
        /// Why.
        source: Stop,
    },
}

impl SpecsError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Workshop(error) => error.fault(),
            Self::NotBuilt { .. } => Fault::User,
            Self::Stopped { .. } => Fault::Own,
        }
    }
}

/// The comparison of a specification with a kernel.
#[derive(Debug, Default)]
pub struct Held {
    /// How it differs from what the kernel says; empty if the kernel has no such family.
    pub findings: Vec<Finding>,
    /// How the family behaves.
    pub behaviour: Vec<Behaviour>,
    /// Does the kernel have the family?
    pub is_there: bool,
    /// Does it report its policies (5.8 and later)?
    pub tells_policies: bool,
}

/// The module of the matrix called `name` (like `mine` or `nlecho.g6-cfg`), or the kernel alone; the error lists what
/// there is.
pub fn module_named(workshop: &Workshop, name: &str) -> Result<ModuleId, String> {
    if name == KERNEL_SYSTEM {
        return Ok(ModuleId::new(name, ""));
    }
    let systems = workshop.matrix.systems.iter();
    let all = systems.flat_map(|it| it.generations.iter().map(|generation| it.module(generation)));
    let all: Vec<ModuleId> = all.collect();
    let found = all.iter().find(|it| it.to_string() == name).cloned();
    found.ok_or_else(|| {
        let names: Vec<String> = all.iter().map(ModuleId::to_string).collect();
        let names = names.join(", ");
        format!("no module `{name}`: known are {names}, and {KERNEL_SYSTEM} for the kernel's own families")
    })
}

/// The names in a module's sources for the parts of its families' messages. Nothing depends on them:
/// if they cannot be read, there are numbers.
pub fn names(workshop: &Workshop, subject: &ModuleId) -> Result<Vec<SourceNames>, SpecsError> {
    if subject.system == KERNEL_SYSTEM {
        return Ok(Vec::new());
    }
    let names = init::family_names(&workshop.sources_of(subject)?);
    Ok(names.unwrap_or_else(|error| {
        tracing::warn!("the sources of {subject} could not be read: {}", chain(&error));
        Vec::new()
    }))
}

/// What the kernel says about families: about `family`, or about those that the module registers.
pub fn describe(
    workshop: &Workshop,
    entry: &KernelEntry,
    subject: &ModuleId,
    family: Option<&str>,
) -> Result<(String, Vec<Told>), SpecsError> {
    in_guest(workshop, entry, subject, |test| {
        let before = families(test)?;
        load(test)?;
        let names = match family {
            Some(name) => vec![name.to_owned()],
            None => families(test)?.into_iter().filter(|it| !before.contains(it)).collect(),
        };
        let all = names.iter().map(|name| told(test, name)).collect::<Result<Vec<_>, _>>()?;
        Ok((test.release.to_owned(), all.into_iter().flatten().collect()))
    })
}

/// Compares a specification with the kernel.
pub fn check(
    workshop: &Workshop,
    entry: &KernelEntry,
    subject: &ModuleId,
    spec: &Spec,
) -> Result<Held, SpecsError> {
    in_guest(workshop, entry, subject, |test| {
        load(test)?;
        let Some(told) = told(test, &spec.name)? else { return Ok(Held::default()) };
        Ok(Held {
            findings: compare(spec, &told),
            behaviour: boundaries(test, spec, &told)?,
            is_there: true,
            tells_policies: told.policies.is_some(),
        })
    })
}

fn load(test: &Test) -> Result<(), Stop> {
    if test.modules.is_empty() { Ok(()) } else { test.load().map(drop) }
}

fn in_guest<T>(
    workshop: &Workshop,
    entry: &KernelEntry,
    subject: &ModuleId,
    ask: impl FnOnce(&Test) -> Result<T, Stop>,
) -> Result<T, SpecsError> {
    let kernel = workshop.kernel(entry)?;
    let mut paths = Vec::new();
    if subject.system != KERNEL_SYSTEM {
        let module = workshop.module(&kernel, subject)?;
        if !module.record.built {
            let why = module.record.diagnosis.as_ref();
            let why = why.map_or(String::new(), |it| format!(": {} {}", it.kind, it.symbol));
            return Err(SpecsError::NotBuilt {
                module: subject.to_string(),
                kernel: entry.id.clone(),
                why,
            });
        }
        paths = workshop.guest_paths(&kernel, subject, &module)?;
    }
    let (vm, guest) = guest(workshop, entry, &kernel)?;
    let console = || vm.console();
    let mut test = Test::new(&guest, &paths, &kernel.release, &console);
    if let Some(system) = workshop.matrix.system(&subject.system) {
        test.parameters.clone_from(&system.parameters);
    }
    let asked = test.offer_modules().and_then(|()| test.load_needed()).and_then(|()| ask(&test));
    asked.map_err(|source| SpecsError::Stopped { kernel: entry.id.clone(), source })
}
