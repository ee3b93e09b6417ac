//! What kernels say of generic netlink families while a module is loaded, and how these behave at the boundaries of
//! a specification.

use super::cell::guest;
use super::{Workshop, WorkshopError};
use crate::fault::Fault;
use crate::matrix::{KERNEL_SYSTEM, KernelEntry};
use crate::scenario::specs::{Behaviour, boundaries, families, told};
use crate::scenario::{Stop, Test};
use crate::spec::{Finding, Spec, Told, compare};

/// Why a kernel gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum SpecsError {
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// The module is not there.
    #[error("{module} does not build for {kernel}{why}")]
    NotBuilt {
        /// Its name.
        module: String,
        /// The kernel's id.
        kernel: String,
        /// The diagnosis, behind a colon.
        why: String,
    },
    /// The guest went no further.
    #[error("on {kernel}: {source}")]
    Stopped {
        /// The kernel's id.
        kernel: String,
        /// Why.
        source: Stop,
    },
}

impl SpecsError {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Workshop(error) => error.fault(),
            Self::NotBuilt { .. } => Fault::User,
            Self::Stopped { .. } => Fault::Own,
        }
    }
}

/// A specification, held against a kernel.
#[derive(Debug, Default)]
pub struct Held {
    /// How it differs from what the kernel says; nothing where the kernel has no such family.
    pub findings: Vec<Finding>,
    /// How the family behaves.
    pub behaviour: Vec<Behaviour>,
    /// Does the kernel have the family?
    pub is_there: bool,
    /// Does it tell its policies (5.8 and later)?
    pub tells_policies: bool,
}

/// A module of the matrix, by its name (`mine`, `nlecho.g6-cfg`), or the kernel alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    system: String,
    generation: String,
}

impl Subject {
    /// The module that `name` names; the error lists those that there are.
    pub fn of(workshop: &Workshop, name: &str) -> Result<Self, String> {
        if name == KERNEL_SYSTEM {
            return Ok(Self { system: name.to_owned(), generation: String::new() });
        }
        let systems = workshop.matrix.systems.iter();
        let all: Vec<Self> = systems
            .flat_map(|system| {
                system.generations.iter().map(|generation| Self {
                    system: system.name.clone(),
                    generation: generation.name.clone(),
                })
            })
            .collect();
        let found = all.iter().find(|it| it.name() == name).cloned();
        found.ok_or_else(|| {
            let names: Vec<String> = all.iter().map(Self::name).collect();
            format!("no module `{name}`: there are {}, and {KERNEL_SYSTEM} for the kernel's own families", names.join(", "))
        })
    }

    fn name(&self) -> String {
        format!("{}.{}", self.system, self.generation).trim_end_matches('.').to_owned()
    }
}

/// What the kernel says of families: of `family`, or of those that come with the module.
pub fn describe(
    workshop: &Workshop,
    entry: &KernelEntry,
    subject: &Subject,
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

/// Holds a specification against the kernel.
pub fn check(
    workshop: &Workshop,
    entry: &KernelEntry,
    subject: &Subject,
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
    subject: &Subject,
    ask: impl FnOnce(&Test) -> Result<T, Stop>,
) -> Result<T, SpecsError> {
    let kernel = workshop.kernel(entry)?;
    let Subject { system, generation } = subject;
    let mut paths = Vec::new();
    if system != KERNEL_SYSTEM {
        let module = workshop.module(&kernel, system, generation)?;
        if !module.record.built {
            let why = module.record.diagnosis.as_ref();
            let why = why.map_or(String::new(), |it| format!(": {} {}", it.kind, it.symbol));
            return Err(SpecsError::NotBuilt {
                module: subject.name(),
                kernel: entry.id.clone(),
                why,
            });
        }
        paths = workshop.guest_paths(&kernel, system, generation, &module)?;
    }
    let (vm, guest) = guest(workshop, entry, &kernel)?;
    let console = || vm.console();
    let mut test = Test::new(&guest, &paths, &kernel.release, &console);
    if let Some(system) = workshop.matrix.system(system) {
        test.parameters.clone_from(&system.parameters);
    }
    let asked = test.offer_modules().and_then(|()| test.load_needed()).and_then(|()| ask(&test));
    asked.map_err(|source| SpecsError::Stopped { kernel: entry.id.clone(), source })
}
