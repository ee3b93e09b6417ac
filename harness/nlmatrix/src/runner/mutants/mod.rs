//! Mutations: does a scenario notice when the behaviour that it is there to check is broken?
//!
//! `kmods/mutations.toml` lists them. Each is made in a copy of its module or client, or in a guest's answers, and
//! run through its scenario in a fork of the kernel's ordinary template, where the faulty file replaces the sound
//! one. Without the fault, the same cell has to be as expected.

mod error;
#[cfg(test)]
mod fixture;
mod list;
mod made;
mod page;
mod trial;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use camino::Utf8PathBuf;

use super::cell;
use super::{Sources, Workshop, WorkshopError};
use crate::fault::chain;
use crate::matrix::{BOOT, BUILD, KERNEL_SYSTEM, KernelEntry, Matrix};
use crate::plan::{self, Cell};
use crate::run::{CellId, CellRecord, ModuleId};
use crate::store::Store;
pub use error::MutantError;
pub use list::{Edit, Fault, Mutation, Sign, list};
pub use page::{page, summary};
pub use trial::{Trial, Verdict, unmoved};

/// What mutations are tried with: one kernel's template, and the results of its cells without any fault.
pub struct Mutants {
    matrix: Matrix,
    store: Store,
    kernel: KernelEntry,
    /// It has the template, which no fault changes.
    sources: Sources,
    /// The folder with the contracts of modules and clients.
    contracts: Utf8PathBuf,
    sound: Mutex<BTreeMap<String, Slot>>,
}

/// A record that one thread makes while others wait for it.
type Slot = Arc<Mutex<Option<Arc<CellRecord>>>>;

impl Mutants {
    /// Prepares for trying mutations on the kernel `kernel` of `matrix`.
    ///
    /// # Errors
    /// If there is no such kernel, or its template cannot be made.
    pub fn open(mut matrix: Matrix, store: Store, kernel: &str) -> Result<Self, MutantError> {
        let missing = || MutantError::NoKernel { id: kernel.to_owned() };
        let entry = matrix.kernel(kernel).cloned().ok_or_else(missing)?;
        matrix.kernels = vec![entry.clone()];
        let workshop = Workshop::open(matrix.clone(), store.clone(), Sources::default())?;
        let workshop = workshop.pin_missing(|_| true)?;
        workshop.template(&entry, &workshop.kernel(&entry)?)?;
        let (sources, contracts) = (workshop.sources().clone(), workshop.contracts());
        Ok(Self { matrix, store, kernel: entry, sources, contracts, sound: Mutex::default() })
    }

    /// Tries `mutations`, `jobs` of them at a time; `tell` is called with each result. With `wide`, other scenarios
    /// of the same module are also run with the fault.
    pub fn run(
        &self,
        mutations: &[Mutation],
        wide: bool,
        jobs: usize,
        tell: impl Fn(&Trial) + Sync,
    ) -> Vec<Trial> {
        let queue: Mutex<VecDeque<_>> = Mutex::new(mutations.iter().enumerate().collect());
        let done = Mutex::new(BTreeMap::new());
        let next = || queue.lock().expect("no thread panics with it").pop_front();
        let work = || {
            while let Some((at, mutation)) = next() {
                let trial = self.attempt(mutation, wide).unwrap_or_else(|error| {
                    let (cell, why) = (mutation.scenario.clone(), chain(&error));
                    Trial::without(mutation, cell, Verdict::NoResult, why)
                });
                tell(&trial);
                done.lock().expect("no thread panics with it").insert(at, trial);
            }
        };
        std::thread::scope(|scope| (0..jobs.max(1)).for_each(|_| drop(scope.spawn(work))));
        done.into_inner().expect("no thread panics with it").into_values().collect()
    }

    fn attempt(&self, mutation: &Mutation, wide: bool) -> Result<Trial, MutantError> {
        let Some(id) = self.place(mutation)? else {
            let reason = format!("there is no such cell on {}", self.kernel.id);
            let cell = mutation.scenario.clone();
            return Ok(Trial::without(mutation, cell, Verdict::NotHere, reason));
        };
        let sound = self.sound(&id)?;
        if !sound.as_expected {
            let reason = format!("without the fault it is {}: {}", sound.outcome, sound.reason);
            return Ok(Trial::without(mutation, id.to_string(), Verdict::NoResult, reason));
        }
        // It is in the store, so that the toolchain root can see it.
        let scratch = self.store.scratch("mutants").map_err(WorkshopError::from)?;
        let workshop = self.faulty(mutation, &id, scratch.path())?;
        let mut trial = Trial::of(mutation, &sound, &drive(&workshop, &id, mutation)?);
        if wide {
            trial.others = others(&workshop, &id);
        }
        Ok(trial)
    }

    /// The cell in which `mutation` has to be noticed; `None` if this kernel has none.
    fn place(&self, mutation: &Mutation) -> Result<Option<CellId>, MutantError> {
        let id = |system: &str, generation: &str| {
            CellId::new(&self.kernel.id, ModuleId::new(system, generation), &mutation.scenario)
        };
        let Some(module) = &mutation.module else { return Ok(Some(id(KERNEL_SYSTEM, ""))) };
        let unknown = || mutation.unfit(format!("there is no system {module}"));
        let system = self.matrix.system(module).ok_or_else(unknown)?;
        // A file of one generation names it; a fault in what generations share is tested in the latest.
        let named = match &mutation.fault {
            Fault::Module(edit) => edit.file.parent().filter(|folder| *folder != ""),
            _ => None,
        };
        let mut generations = system.generations.iter().rev();
        let found = generations.find(|generation| {
            let builds = generation.builds_for(&self.kernel);
            let driven = builds && generation.scenarios.contains(&mutation.scenario);
            match named {
                Some(folder) if folder != generation.name.as_str() => false,
                Some(_) => driven || mutation.scenario == BUILD,
                None => driven || builds && mutation.scenario == BUILD,
            }
        });
        let found = found.map(|generation| id(module, &generation.name));
        Ok(found.filter(|id| self.plans(id)))
    }

    /// Does this kernel have the cell `id`? Some scenarios are for debug kernels only.
    fn plans(&self, id: &CellId) -> bool {
        plan::plan(&self.around(id)).iter().any(|cell| cell.id == *id)
    }

    /// The result of the cell without a fault.
    fn sound(&self, id: &CellId) -> Result<Arc<CellRecord>, MutantError> {
        let mut slots = self.sound.lock().expect("no thread panics with it");
        let slot = slots.entry(id.to_string()).or_default().clone();
        drop(slots);
        let mut slot = slot.lock().expect("no thread panics with it");
        if let Some(record) = &*slot {
            return Ok(record.clone());
        }
        let workshop = self.workshop(self.around(id))?;
        let cells = plan::plan(&workshop.matrix);
        let cell = cells.iter().find(|cell| cell.id == *id).expect("the matrix is made around it");
        let record = Arc::new(cell::run(&workshop, cell));
        *slot = Some(record.clone());
        Ok(record)
    }

    /// The matrix with the cell `id`, even if it plans no such cell for the kernel.
    fn around(&self, id: &CellId) -> Matrix {
        let mut matrix = self.matrix.clone();
        if id.module.system == KERNEL_SYSTEM && id.scenario != BOOT {
            matrix.kernel_scenarios = vec![id.scenario.clone()];
        }
        matrix
    }

    fn workshop(&self, matrix: Matrix) -> Result<Workshop, MutantError> {
        let workshop = Workshop::open(matrix, self.store.clone(), self.sources.clone())?;
        // A system with a fault is in a folder of its own, and some clients talk to the others.
        Ok(workshop.with_contracts(self.contracts.clone()))
    }
}

/// Other scenarios of the same module that also notice.
fn others(workshop: &Workshop, id: &CellId) -> Vec<String> {
    let of_it = |other: &&Cell| other.id.module == id.module && other.id.scenario != id.scenario;
    let cells = plan::plan(&workshop.matrix);
    let driven = cells.iter().filter(of_it).filter(|other| {
        // Builds are already judged, and a fault of the kernel cannot be carried from one scenario to another.
        other.id.scenario != BUILD && other.id.module.system != KERNEL_SYSTEM
    });
    let records = driven.map(|other| cell::run(workshop, other));
    let noticed = records.filter(|it| !it.as_expected && !it.outcome.is_no_result());
    noticed.map(|record| record.id.scenario).collect()
}

fn drive(workshop: &Workshop, id: &CellId, mutation: &Mutation) -> Result<CellRecord, MutantError> {
    let cells = plan::plan(&workshop.matrix);
    let cell = cells.iter().find(|cell| cell.id == *id);
    let cell = cell.ok_or_else(|| mutation.unfit(format!("there is no cell {id}")))?;
    Ok(cell::run(workshop, cell))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use camino::Utf8Path;

    use super::*;
    use crate::matrix;
    use crate::scenario;

    fn root() -> &'static Utf8Path {
        Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }

    fn mutations() -> Vec<Mutation> {
        list(&root().join("kmods/mutations.toml")).unwrap()
    }

    #[test]
    fn every_scenario_has_a_mutation() {
        let mutations = mutations();
        let mutated: BTreeSet<&str> = mutations.iter().map(|it| it.scenario.as_str()).collect();
        let names = scenario::all().map(|scenario| scenario.name);
        let without: Vec<&str> = names.filter(|name| !mutated.contains(name)).collect();
        assert_eq!(without, [""; 0], "each takes a [[mutation]] in kmods/mutations.toml");
    }

    #[test]
    fn the_check_that_has_to_notice_is_one_of_its_scenario() {
        for Mutation { scenario, about, sign, .. } in mutations() {
            let Sign::Check(check) = sign else { continue };
            let planned = scenario::checks::recorded(&scenario).unwrap_or_default();
            assert!(planned.contains(&check), "{scenario}, {about}: it makes no check `{check}`");
        }
    }

    #[test]
    fn every_mutation_fits_its_source_once() {
        let matrix = matrix::load(&root().join("matrix.toml"), scenario::shipped()).unwrap();
        for mutation in mutations() {
            let about = &mutation.about;
            assert!(scenario::find(&mutation.scenario).is_some(), "{about}: no such scenario");
            let Some((path, edit)) = made::source(&matrix, &mutation).unwrap() else { continue };
            let text = fs_err::read_to_string(&path).unwrap();
            assert_ne!(mutation.apply(edit, &path, &text).unwrap(), text, "{about}");
        }
    }
}
