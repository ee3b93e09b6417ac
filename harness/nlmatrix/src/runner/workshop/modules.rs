//! Modules: each generation built for a kernel, and what is loaded before it.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;

use super::Workshop;
use crate::digest::Recipe;
use crate::kernel::Kernel;
use crate::matrix::BUILD;
use crate::module::{self, Loadable, Module, ModuleError, Shelf};
use crate::names::unknown;
use crate::plan::Cell;
use crate::run::ModuleId;
use crate::runner::WorkshopError;

impl Workshop {
    /// The generation, built for `kernel` or refused by it.
    pub fn module(&self, kernel: &Kernel, id: &ModuleId) -> Result<Module, WorkshopError> {
        let (key, system) = ((kernel.id.clone(), id.clone()), &*id.system);
        let modules = || self.modules.lock().expect("no thread panics with it");
        if let Some(module) = modules().get(&key) {
            return Ok(module.clone());
        }
        let left = format!("{}/{system}", kernel.id);
        if let Some(module) = self.sources().modules.get(&left) {
            return Ok(module.clone());
        }
        let sources = self.sources_of(id)?;
        let anew = !self.sources().is_of_run;
        let toolchain = self.toolchain_of(system, kernel.arch)?;
        let build = format!("{}/{id}", kernel.id);
        if let Some(reason) = self.sources().endless.get(&build) {
            return Err(WorkshopError::Outage(reason.clone()));
        }
        let built = module::build(&self.store, &toolchain, kernel, &sources, anew);
        if let Err(error @ ModuleError::Endless { .. }) = &built {
            self.sources().endless.insert(build, error.to_string());
        }
        let mut module = built?;
        if self.matrix.system(system).is_some_and(|system| system.own.is_some()) {
            self.sources().modules.insert(left, module.without_log());
        }
        if let (Some(diagnosis), Some(other)) =
            (&mut module.record.diagnosis, self.instead(&kernel.id, &sources, id)?)
        {
            diagnosis.remedy = format!("{}; {system}.{other} is written for it", diagnosis.remedy);
        }
        modules().insert(key, module.clone());
        Ok(module)
    }

    /// Builds a group of generations that are expected to build for `kernel`.
    pub fn modules_together(
        &self,
        kernel: &Kernel,
        group: &[module::Sources],
    ) -> Result<(), WorkshopError> {
        Ok(module::build_together(&self.store, &self.toolchain_for(kernel.arch)?, kernel, group)?)
    }

    /// The latest other generation of the same system that builds for `kernel`.
    fn instead(
        &self,
        kernel: &str,
        sources: &module::Sources,
        id: &ModuleId,
    ) -> Result<Option<&str>, WorkshopError> {
        let system = self.matrix.system(&id.system);
        let (Some(entry), Some(system)) = (self.matrix.kernel(kernel), system) else {
            return Ok(None);
        };
        let others = system.generations.iter().rev();
        let others = others.filter(|it| it.name != id.generation_or_empty());
        for other in others.filter(|it| it.builds_for(entry)) {
            let sources_of_it = self.sources_of(&ModuleId::new(&system.name, &other.name))?;
            if sources_of_it.is_same_module(sources) {
                return Ok(Some(&other.name));
            }
        }
        Ok(None)
    }

    /// The files of a generation, or of a user's own folder.
    pub fn sources_of(&self, id: &ModuleId) -> Result<module::Sources, WorkshopError> {
        let system = &*id.system;
        let entry = self.matrix.system(system).expect("planned from this matrix");
        let Some(method) = &entry.own else {
            let folder = entry.path.join(id.generation_or_empty());
            return Ok(module::Sources::of_generation(&entry.path, &folder)?);
        };
        let mut own = self.own.lock().expect("no thread panics with it");
        if let Some(sources) = own.get(system) {
            return Ok(sources.clone());
        }
        let root = entry.root.as_deref();
        let sources = module::Sources::of_folder(system, &entry.path, root, method.clone())?
            .with_deadline(entry.build_deadline);
        own.insert(system.to_owned(), sources.clone());
        Ok(sources)
    }

    /// A module's files in the order in which they are loaded: after the kernel's own modules that they need.
    pub fn loadables(
        &self,
        kernel: &Kernel,
        module: &Module,
    ) -> Result<Vec<Loadable>, WorkshopError> {
        let shelf = self.shelf(kernel, module)?;
        let shelf = shelf.map(|(_, shelf)| shelf).unwrap_or_default();
        Ok(module::load_order(module, &shelf)?)
    }

    /// The parameters for the module `name` of a user's own build; none if that is not known.
    pub fn takes(&self, kernel: &Kernel, id: &ModuleId, name: &str) -> Vec<String> {
        if self.matrix.system(&id.system).is_none_or(|system| system.own.is_none()) {
            return Vec::new();
        }
        let files = self.module(kernel, id).and_then(|module| self.loadables(kernel, &module));
        let is_it = |(path, _): &&Loadable| path.trim_end_matches(".ko") == name;
        files.iter().flatten().find(is_it).map(|(_, ko)| module::takes(ko)).unwrap_or_default()
    }

    /// Can a user's own module leave something behind that no table of the kernel lists?
    pub fn keeps_unnamed(&self, kernel: &Kernel, id: &ModuleId) -> bool {
        if self.matrix.system(&id.system).is_none_or(|system| system.own.is_none()) {
            return true;
        }
        let files = self.module(kernel, id).and_then(|module| self.loadables(kernel, &module));
        files.map_or(true, |files| files.iter().any(|(_, ko)| module::keeps_unnamed(ko)))
    }

    /// Fails if `parameters` names a module that no build of `cells` produced and that none of them can have asked
    /// for.
    pub fn check_parameters(&self, cells: &[Cell]) -> Result<(), WorkshopError> {
        let own = self.matrix.systems.iter().filter(|system| !system.parameters.is_empty());
        for system in own {
            let built = cells
                .iter()
                .filter(|cell| cell.id.module.system == system.name && cell.id.scenario == BUILD);
            let mut known = BTreeSet::new();
            for cell in built {
                known.extend(self.names_beside(cell)?);
            }
            let strays = system.parameters.keys().find(|name| !known.contains(*name));
            if let Some(name) = strays.filter(|_| !known.is_empty()) {
                let known = known.iter().map(String::as_str).collect();
                let message = format!("of {}: {}", system.name, unknown("module", name, &known));
                return Err(WorkshopError::NamesNothing { key: "parameters", message });
            }
        }
        Ok(())
    }

    /// The modules that a build produced, and those of the kernel that they can ask for; none if there is no build.
    fn names_beside(&self, cell: &Cell) -> Result<BTreeSet<String>, WorkshopError> {
        let entry = self.matrix.kernel(&cell.id.kernel).expect("planned from this matrix");
        let Ok(kernel) = self.kernel(entry) else { return Ok(BTreeSet::new()) };
        let Ok(module) = self.module(&kernel, &cell.id.module) else { return Ok(BTreeSet::new()) };
        if !module.record.built {
            return Ok(BTreeSet::new());
        }
        let files = module.kos.iter().chain(&module.beside).filter_map(|ko| ko.file_stem());
        let mut names: BTreeSet<String> = files.map(|name| name.replace('-', "_")).collect();
        let shelf = self.shelf(&kernel, &module)?;
        names.extend(shelf.iter().flat_map(|(_, shelf)| shelf.names()).map(str::to_owned));
        Ok(names)
    }

    /// The generation's modules with their debugging information, the folder that this names for the sources, and the
    /// one in which the sources really are.
    pub fn with_symbols(
        &self,
        kernel: &Kernel,
        id: &ModuleId,
    ) -> Result<(Vec<Loadable>, Utf8PathBuf, Utf8PathBuf), WorkshopError> {
        let sources = self.sources_of(id)?;
        let toolchain = self.toolchain_of(&id.system, kernel.arch)?;
        let (kos, named) = module::with_symbols(&self.store, &toolchain, kernel, &sources)?;
        let entry = self.matrix.system(&id.system).expect("planned from this matrix");
        let folder = entry.path.join(id.generation_or_empty());
        Ok((kos, named, folder.components().collect()))
    }

    /// The kernel's own modules and their folder, if `module` needs any and they are available.
    pub(super) fn shelf(
        &self,
        kernel: &Kernel,
        module: &Module,
    ) -> Result<Option<(Utf8PathBuf, Shelf)>, WorkshopError> {
        if !module::needs_kernel_modules(module)? {
            return Ok(None);
        }
        let entry = self.matrix.kernel(&kernel.id).expect("planned from this matrix");
        let Some(folder) = self.kernel_modules(entry)? else { return Ok(None) };
        let shelf = Shelf::of(&folder)?;
        let aliases = self.aliases(kernel, &shelf)?;
        Ok(Some((folder, shelf.with_aliases(&aliases))))
    }

    /// The aliases by which a kernel's modules are requested, which are slow to collect.
    fn aliases(&self, kernel: &Kernel, shelf: &Shelf) -> Result<String, WorkshopError> {
        let key = Recipe::new("aliases", 2).with("kernel", kernel.digest.as_str()).key();
        let folder = self.store.get_or_make("aliases", &key, |scratch| {
            fs_err::write(scratch.join("aliases"), shelf.list_aliases()?)?;
            Ok::<(), WorkshopError>(())
        })?;
        Ok(fs_err::read_to_string(folder.join("aliases"))?)
    }

    /// Paths in the guest of a module's files, in the order in which they are loaded.
    pub fn guest_paths(
        &self,
        kernel: &Kernel,
        id: &ModuleId,
        module: &Module,
    ) -> Result<Vec<String>, WorkshopError> {
        let files = self.loadables(kernel, module)?;
        Ok(files.iter().map(|(name, _)| guest_path(id, name)).collect())
    }
}

/// The path of a module in the guest.
pub(in crate::runner) fn guest_path(id: &ModuleId, file: &str) -> String {
    let folder = id.generation.as_deref().unwrap_or("own");
    format!("/modules/{}/{folder}/{file}", id.system)
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use rstest::rstest;

    use super::*;
    use crate::runner::Sources;
    use crate::store::Store;

    #[rstest]
    #[case::older("5.10-deb11", "nlecho", "g1-input-sk", Some("g6-cfg"))]
    #[case::newer("2.6.24", "nlecho", "g6-cfg", Some("g4-sock-release"))]
    #[case::no_module_of_that_name("7.2-bpo13", "diagnosis", "del-timer", None)]
    #[case::none_for_this_kernel("2.6.9", "gentable", "g3-family-policy", None)]
    fn a_refusal_names_the_generation_for_its_kernel(
        #[case] kernel: &str,
        #[case] system: &str,
        #[case] generation: &str,
        #[case] instead: Option<&str>,
    ) {
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(Utf8Path::from_path(folder.path()).unwrap());
        let matrix = crate::matrix::load(path, crate::scenario::shipped()).unwrap();
        let workshop = Workshop::open(matrix, store, Sources::default()).unwrap();
        let id = ModuleId::new(system, generation);
        let sources = workshop.sources_of(&id).unwrap();
        assert_eq!(workshop.instead(kernel, &sources, &id).unwrap(), instead);
    }
}
