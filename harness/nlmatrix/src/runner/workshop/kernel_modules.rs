//! The kernel's own modules that scenarios ask for by name, without a module of anybody's own.

use std::collections::BTreeSet;

use super::Workshop;
use super::roots::DRIVERS;
use super::shelf::built_in;
use crate::image::{GuestFile, Part};
use crate::kernel::{KernelError, Packaged};
use crate::matrix::{KERNEL_SYSTEM, KernelEntry, Provider};
use crate::module::{self, Loadable, Shelf};
use crate::names::unknown;
use crate::runner::WorkshopError;

impl Workshop {
    /// Paths in the guest of the kernel's own modules that `scenario` finds loaded, in the order in which
    /// they load.
    pub fn kernel_module_paths(
        &self,
        entry: &KernelEntry,
        scenario: &str,
    ) -> Result<Vec<String>, WorkshopError> {
        let names = self.matrix.kernel_modules(scenario);
        let files = self.kernel_loadables(entry, &names)?;
        let paths = files.iter().map(|(name, _)| path(name));
        // What roots are read with is there already.
        let there = if names.is_empty() { Vec::new() } else { self.driver_paths(entry)? };
        Ok(paths.filter(|path| !there.contains(path)).collect())
    }

    /// Paths in the guest of the modules that roots are read with, in the order in which they load.
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

    /// The names of these modules. One that the kernel has not got as a module is built into it: not every package
    /// has the list of those.
    fn drivers(&self, entry: &KernelEntry) -> Result<Vec<&'static str>, WorkshopError> {
        if self.matrix.roots.is_empty() || !self.has_modules(entry) {
            return Ok(Vec::new());
        }
        let Some(folder) = self.kernel_modules(entry)? else { return Ok(Vec::new()) };
        let shelf = Shelf::of(&folder)?;
        Ok(DRIVERS.into_iter().filter(|name| shelf.has(name)).collect())
    }

    /// Fails where `scenario` asks for what this kernel has not got here: modules of its own, or more than a
    /// kernel from source is configured with. Nothing is fetched.
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
            Provider::Source(_) => "kernels from source are built without (images/kernels)",
            Provider::Prebuilt(_) => "whether a kernel of yours has it is not known",
        };
        let what = if names.is_empty() {
            "a kernel that is configured as distributions do".to_owned()
        } else {
            format!("modules of the kernel's own ({})", names.join(", "))
        };
        Err(WorkshopError::NoModules { what, reason })
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
            Some(name) => {
                let known = known.iter().map(String::as_str).collect();
                let message = unknown("module of this kernel's", name, &known);
                Err(WorkshopError::NamesNothing { key: "kernel-modules", message })
            }
            None => Ok(module::load_order_of_kernel(names, &shelf, &list)?),
        }
    }

    /// A kernel's own modules, and those that are built in, one a line.
    fn kernel_shelf(&self, entry: &KernelEntry) -> Result<(Shelf, String), WorkshopError> {
        let not_pinned = || KernelError::ModulesNotPinned { kernel: entry.id.clone() };
        let folder = self.kernel_modules(entry)?.ok_or_else(not_pinned)?;
        let list = built_in(&folder).unwrap_or_default();
        Ok((Shelf::of(&folder)?, String::from_utf8_lossy(&list).into_owned()))
    }

    /// Those that any scenario of the matrix asks for, each as a part. What cannot be had is missing there: the
    /// cells that ask for it tell.
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
        let names = scenarios.iter().flat_map(|scenario| self.matrix.kernel_modules(scenario));
        let mut names: BTreeSet<&str> = names.collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let (shelf, list) = self.kernel_shelf(entry)?;
        let known = named(&shelf, &list);
        names.retain(|name| known.contains(*name));
        let names: Vec<&str> = names.into_iter().collect();
        let loadables = module::load_order_of_kernel(&names, &shelf, &list)?;
        let part = |(name, bytes): Loadable| Part::named(vec![(path(&name), bytes, 0o644)]);
        Ok(loadables.into_iter().map(part).collect())
    }
}

/// The modules that a kernel has, as such or built in.
fn named(shelf: &Shelf, built_in: &str) -> BTreeSet<String> {
    let file =
        |line: &str| Some(line.rsplit('/').next()?.trim_end_matches(".ko").replace('-', "_"));
    shelf.names().map(str::to_owned).chain(built_in.lines().filter_map(file)).collect()
}

/// Where one lies in the guest.
fn path(name: &str) -> String {
    format!("/modules/{KERNEL_SYSTEM}/{name}")
}
