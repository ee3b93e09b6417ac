//! The kernel's own modules that scenarios ask for by name.

use std::collections::{BTreeMap, BTreeSet};

use super::Workshop;
use super::roots::DRIVERS;
use super::shelf::built_in;
use crate::image::{GuestFile, Part};
use crate::kernel::{KernelError, Packaged};
use crate::matrix::{KERNEL_SYSTEM, KernelEntry, Provider};
use crate::module::{self, Loadable, Shelf};
use crate::names::{nearest, unknown};
use crate::plan::Cell;
use crate::runner::WorkshopError;

impl Workshop {
    /// Paths in the guest of the kernel's own modules that are loaded before `scenario`, in the order in which they
    /// are loaded.
    pub fn kernel_module_paths(
        &self,
        entry: &KernelEntry,
        scenario: &str,
    ) -> Result<Vec<String>, WorkshopError> {
        let names = self.matrix.kernel_modules(scenario);
        let files = self.kernel_loadables(entry, &names)?;
        let paths = files.iter().map(|(name, _)| path(name));
        // Those that are needed to read roots are already there.
        let there = if names.is_empty() { Vec::new() } else { self.driver_paths(entry)? };
        Ok(paths.filter(|path| !there.contains(path)).collect())
    }

    /// Paths in the guest of the modules that are needed to read roots, in the order in which they are loaded.
    pub(super) fn driver_paths(&self, entry: &KernelEntry) -> Result<Vec<String>, WorkshopError> {
        let files = self.kernel_loadables(entry, &self.drivers(entry)?)?;
        Ok(files.iter().map(|(name, _)| path(name)).collect())
    }

    /// These modules.
    pub(super) fn driver_files(
        &self,
        entry: &KernelEntry,
    ) -> Result<Vec<GuestFile>, WorkshopError> {
        let files = self.kernel_loadables(entry, &self.drivers(entry)?)?.into_iter();
        Ok(files.map(|(name, bytes)| (path(&name), bytes, 0o644)).collect())
    }

    /// The names of these modules. What the kernel does not have as a module is assumed to be built in, since not
    /// every package has a list of what is.
    fn drivers(&self, entry: &KernelEntry) -> Result<Vec<&'static str>, WorkshopError> {
        if self.matrix.roots.is_empty() || !self.has_modules(entry) {
            return Ok(Vec::new());
        }
        let Some(folder) = self.kernel_modules(entry)? else { return Ok(Vec::new()) };
        let shelf = Shelf::of(&folder)?;
        Ok(DRIVERS.into_iter().filter(|name| shelf.has(name)).collect())
    }

    /// Fails if `scenario` asks for something that this kernel does not have: a module of its own, or more than
    /// kernels from source are configured with. Nothing is fetched.
    pub fn lacks_modules(&self, entry: &KernelEntry, scenario: &str) -> Result<(), WorkshopError> {
        let names = self.matrix.kernel_modules(scenario);
        let packaged = self.matrix.shipped(scenario).is_some_and(|scenario| scenario.packaged);
        let reason = match entry.provider {
            Provider::Debian(_) | Provider::Apt(_) | Provider::Rpm(_)
                if names.is_empty() || self.has_modules(entry) =>
            {
                return Ok(());
            }
            _ if names.is_empty() && !packaged => return Ok(()),
            Provider::Debian(_) | Provider::Apt(_) | Provider::Rpm(_) => {
                "the package of its modules is no longer published"
            }
            Provider::Source(_) => "kernels from source are built without them (images/kernels)",
            Provider::Prebuilt(_) => "it is not known whether a kernel of your own has it",
        };
        let what = if names.is_empty() {
            "a kernel that is configured like a distribution's".to_owned()
        } else {
            format!("modules of the kernel's own ({})", names.join(", "))
        };
        Err(WorkshopError::NoModules { what, reason: reason.to_owned() })
    }

    /// Fails if a scenario of `cells` asks for a module that no kernel of the matrix has: that is a mistake, not a
    /// difference between kernels. Nothing is reported if not all kernels run, or if it is not known what is built
    /// into one.
    pub fn check_kernel_modules(&self, cells: &[Cell]) -> Result<(), WorkshopError> {
        let scenarios: BTreeSet<&str> = cells.iter().map(|it| it.id.scenario.as_str()).collect();
        let asked = scenarios.iter().flat_map(|it| self.matrix.kernel_modules(it));
        let asked: BTreeSet<&str> = asked.collect();
        if asked.is_empty() {
            return Ok(());
        }
        let mut known = BTreeSet::new();
        for entry in self.matrix.kernels.iter().filter(|entry| self.has_modules(entry)) {
            if !cells.iter().any(|cell| cell.id.kernel == entry.id) {
                return Ok(());
            }
            match self.kernel_shelf(entry) {
                Ok((shelf, list)) if !list.is_empty() => known.extend(named(&shelf, &list)),
                _ => return Ok(()),
            }
        }
        match asked.iter().find(|name| !known.contains(**name)) {
            Some(name) if !known.is_empty() => {
                let known = known.iter().map(String::as_str).collect();
                let message = unknown("module of the kernels'", name, &known);
                Err(WorkshopError::NamesNothing { key: "kernel-modules", message })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn has_modules(&self, entry: &KernelEntry) -> bool {
        let locked = self.locked();
        Packaged::of(entry).is_some()
            && locked.get(&entry.id).is_some_and(|pin| !pin.modules().is_empty())
    }

    fn kernel_loadables(
        &self,
        entry: &KernelEntry,
        names: &[&str],
    ) -> Result<Vec<Loadable>, WorkshopError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let (shelf, list) = self.kernel_shelf(entry)?;
        let known = named(&shelf, &list);
        match names.iter().find(|name| !known.contains(**name)) {
            Some(name) => Err(lacking(entry, name, &known, list.is_empty())),
            None => Ok(module::load_order_of_kernel(names, &shelf, &list)?),
        }
    }

    /// The names of a kernel's own modules and of what is built in, one on each line.
    fn kernel_shelf(&self, entry: &KernelEntry) -> Result<(Shelf, String), WorkshopError> {
        let not_pinned = || KernelError::ModulesNotPinned { kernel: entry.id.clone() };
        let folder = self.kernel_modules(entry)?.ok_or_else(not_pinned)?;
        let list = built_in(&folder).unwrap_or_default();
        Ok((Shelf::of(&folder)?, String::from_utf8_lossy(&list).into_owned()))
    }

    /// Those that any scenario of the matrix asks for, each as a part. What is not available is left out, and
    /// reported by the cells that ask for it.
    pub(super) fn kernel_module_parts(
        &self,
        entry: &KernelEntry,
    ) -> Result<Vec<Part>, WorkshopError> {
        if !self.has_modules(entry) {
            return Ok(Vec::new());
        }
        let generations = self.matrix.systems.iter().flat_map(|system| &system.generations);
        let driven = generations.flat_map(|generation| &generation.scenarios);
        let scenarios: BTreeSet<&String> =
            self.matrix.kernel_scenarios.iter().chain(driven).collect();
        // Each list on its own, as it is loaded: what one module requires may be optional, and elsewhere, for
        // another.
        let lists = scenarios.iter().map(|scenario| self.matrix.kernel_modules(scenario));
        let lists: BTreeSet<Vec<&str>> = lists.filter(|names| !names.is_empty()).collect();
        if lists.is_empty() {
            return Ok(Vec::new());
        }
        let (shelf, list) = self.kernel_shelf(entry)?;
        let known = named(&shelf, &list);
        let mut files = BTreeMap::new();
        for mut names in lists {
            names.retain(|name| known.contains(*name));
            files.extend(module::load_order_of_kernel(&names, &shelf, &list)?);
        }
        let part = |(name, bytes): Loadable| Part::named(vec![(path(&name), bytes, 0o644)]);
        Ok(files.into_iter().map(part).collect())
    }
}

/// This kernel does not have the module `name`, but others may.
fn lacking(
    entry: &KernelEntry,
    name: &str,
    known: &BTreeSet<String>,
    is_cut: bool,
) -> WorkshopError {
    let hint = nearest(name, known.iter().map(String::as_str));
    let hint = hint.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
    let reason = match is_cut {
        false => {
            format!("{} has none of that name, neither as a module nor built in{hint}", entry.id)
        }
        true => format!(
            "{} has none of that name{hint}; matrix.lock does not list what is built in: `{} update` adds it",
            entry.id,
            crate::runner::command()
        ),
    };
    WorkshopError::NoModules { what: format!("the kernel's own module {name}"), reason }
}

/// The modules that a kernel has, as modules or built in.
fn named(shelf: &Shelf, built_in: &str) -> BTreeSet<String> {
    let file =
        |line: &str| Some(line.rsplit('/').next()?.trim_end_matches(".ko").replace('-', "_"));
    shelf.names().map(str::to_owned).chain(built_in.lines().filter_map(file)).collect()
}

/// The path of a module in the guest.
fn path(name: &str) -> String {
    format!("/modules/{KERNEL_SYSTEM}/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::chain;
    use camino::Utf8Path;

    #[test]
    fn a_kernel_without_a_module_says_so_and_what_was_perhaps_meant() {
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let matrix = crate::matrix::load(path, crate::scenario::shipped()).unwrap();
        let entry = matrix.kernel("7.2-bpo13").unwrap();
        let known = BTreeSet::from(["dummy".to_owned(), "veth".to_owned()]);
        let said = |is_cut| chain(&lacking(entry, "dumy", &known, is_cut));
        assert_eq!(
            said(false),
            "the scenario needs the kernel's own module dumy, but 7.2-bpo13 has none of that name, \
             neither as a module nor built in (did you mean `dummy`?)"
        );
        assert!(said(true).contains("update` adds it"), "{}", said(true));
    }
}
