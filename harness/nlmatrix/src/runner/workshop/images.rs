//! Images, which have the agent and whatever every guest boots with; and bundles, which have modules, clients with
//! their libraries, and files, and come into a guest once it runs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::Workshop;
use super::modules::guest_path;
use crate::arch::Arch;
use crate::client::{self, Built};
use crate::digest::Recipe;
use crate::fault::chain;
use crate::image::{self, Bundle, GuestFile, Part, When};
use crate::kernel::Kernel;
use crate::matrix::{ClientEntry, GenerationEntry, KernelEntry};
use crate::plan::Cell;
use crate::run::{OF_32_BITS, is_of_32_bits};
use crate::runner::WorkshopError;
use crate::runner::stage::Stage;
use crate::scenario::INSIDE;

impl Workshop {
    /// The initramfs: the agent, and the modules that are needed to mount roots.
    pub(super) fn initrd(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Utf8PathBuf, WorkshopError> {
        let mut files = self.driver_files(entry)?;
        if !self.matrix.roots.is_empty() {
            files.push((INSIDE.to_owned(), b"/init".to_vec(), image::LINK));
        }
        let agent = match kernel.arch.is_foreign() {
            true => {
                let toolchain = self.toolchain_for(kernel.arch)?;
                image::foreign_agent(&self.store, &toolchain, kernel.arch)?.into()
            }
            // It contains nothing that is compiled, so guests can start before a compiler is there.
            false => Cow::Borrowed(image::AGENT),
        };
        let recipe = Recipe::new("images", 2).with("agent", &agent);
        let with = |recipe: Recipe, (path, bytes, _): &GuestFile| recipe.with(path, bytes);
        let key = files.iter().fold(recipe, with).key();
        let folder = self.store.get_or_make("images", &key, |scratch| {
            fs_err::write(scratch.join("initrd"), image::initramfs(&agent, &files))?;
            Ok::<(), WorkshopError>(())
        })?;
        Ok(folder.join("initrd"))
    }

    /// What comes into running guests of `kernel` for cells that need `stage`: clients, and every generation that
    /// builds for it.
    pub(in crate::runner) fn bundle(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        stage: Stage,
    ) -> Result<Bundle, WorkshopError> {
        // Parts come into a guest by name, so a fuller bundle will do.
        if let Some((made, folder)) = self.sources().bundles.get(&entry.id)
            && *made >= stage
        {
            return Ok(Bundle::load(folder)?);
        }
        let folder = self.bundled(&self.parts(entry, kernel, stage)?)?;
        let bundle = Bundle::load(&folder)?;
        self.sources().bundles.insert(entry.id.clone(), (stage, folder));
        Ok(bundle)
    }

    /// The folder of the bundle with `parts`.
    pub(super) fn bundled(&self, parts: &[Part]) -> Result<Utf8PathBuf, WorkshopError> {
        let write = |scratch: &Utf8Path| Ok::<(), WorkshopError>(Bundle::write(scratch, parts)?);
        Ok(self.store.get_or_make("bundles", &Bundle::key(parts), write)?)
    }

    /// The contents of that bundle.
    pub(super) fn parts(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        stage: Stage,
    ) -> Result<Vec<Part>, WorkshopError> {
        let mut clients = Vec::new();
        if stage >= Stage::Clients {
            self.add_clients(entry, &mut clients)?;
        }
        let mut files = Vec::new();
        self.add_files(&mut files)?;
        let mut parts = self.kernel_module_parts(entry)?;
        if stage >= Stage::Modules && kernel.build.is_some() {
            self.add_modules(entry, kernel, &mut parts)?;
            self.add_helpers(kernel, &mut files);
            let mut instruments = Vec::new();
            self.add_instruments(kernel, &mut instruments)?;
            parts.extend(instruments.into_iter().map(|file| Part::named(vec![file])));
        }
        parts.push(Part { when: When::ForPrograms, files: clients });
        parts.push(Part { when: When::AtOnce, files });
        Ok(parts)
    }

    /// A part for each module.
    fn add_modules(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        parts: &mut Vec<Part>,
    ) -> Result<(), WorkshopError> {
        let systems = self.matrix.systems.iter();
        for system in systems.filter(|it| it.why_not_on(entry.arch).is_none()) {
            let builds = |it: &&GenerationEntry| it.builds_for(entry);
            for generation in system.generations.iter().filter(builds) {
                let id = system.module(generation);
                let module = self.module(kernel, &id)?;
                let loadables = self.loadables(kernel, &module)?;
                let mut files = Vec::new();
                if system.own.is_some() && module.record.built {
                    self.add_shelf(kernel, system, &module, &loadables, &mut files)?;
                }
                for (name, bytes) in loadables {
                    files.push((guest_path(&id, &name), bytes, 0o644));
                }
                parts.push(Part::named(files));
            }
        }
        Ok(())
    }

    /// The clients that run on this kernel, and each shared library that one of them needs.
    fn add_clients(
        &self,
        entry: &KernelEntry,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let mut libraries = BTreeMap::new();
        let clients = self.matrix.clients.iter();
        for client in clients.filter(|client| client.why_not_on(entry).is_none()) {
            let Some(built) = self.client(client, entry.arch)? else {
                tracing::warn!("{} is left out: it needs the toolchain root", client.name);
                continue;
            };
            files.push((format!("/clients/{}", client.name), fs_err::read(built.binary)?, 0o755));
            libraries.extend(built.libraries);
        }
        self.add_clients_of_32_bits(entry, files)?;
        for (guest, path) in libraries {
            files.push((guest, fs_err::read(path)?, 0o755));
        }
        Ok(())
    }

    /// In addition, the 32-bit clients. Without a toolchain for these, the other cells still run.
    fn add_clients_of_32_bits(
        &self,
        entry: &KernelEntry,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let clients = self.matrix.clients.iter();
        let clients = clients.filter(|client| client.is_of_32_bits_on(entry.arch));
        for client in clients.filter(|client| client.why_not_on(entry).is_none()) {
            match self.client_of_32_bits(client) {
                Ok(Some(built)) => {
                    let path = format!("/clients/{}{OF_32_BITS}", client.name);
                    files.push((path, fs_err::read(built.binary)?, 0o755));
                }
                Err(error @ WorkshopError::Client(_)) => return Err(error),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!("32-bit clients are left out: {}", chain(&error));
                    break;
                }
            }
        }
        Ok(())
    }

    /// The clients of a cell with 32-bit clients on a 64-bit kernel.
    pub(in crate::runner) fn of_32_bits(&self, entry: &KernelEntry, cell: &Cell) -> Vec<String> {
        let clients = self.matrix.clients.iter().filter(|_| is_of_32_bits(&cell.id.scenario));
        let clients = clients.filter(|client| client.is_of_32_bits_on(entry.arch));
        clients.map(|client| client.name.clone()).collect()
    }

    /// Fails if the cell's clients are 32-bit and this host cannot compile such programs.
    pub(in crate::runner) fn lacks_clients(&self, cell: &Cell) -> Result<(), WorkshopError> {
        if is_of_32_bits(&cell.id.scenario) {
            self.toolchain_of_32_bits()?;
        }
        Ok(())
    }

    /// The `[[file]]`s.
    fn add_files(&self, files: &mut Vec<GuestFile>) -> Result<(), WorkshopError> {
        for file in &self.matrix.files {
            files.push((file.path.clone(), fs_err::read(&file.source)?, file.mode));
        }
        Ok(())
    }

    /// Fails if a client does not build: it is in every guest, so no cell could run.
    pub(in crate::runner) fn check_clients(&self) -> Result<(), WorkshopError> {
        self.matrix.clients.iter().try_for_each(|client| {
            let own = self.client(client, Arch::default()).map(drop);
            let fewer = || match client.is_of_32_bits_on(Arch::default()) {
                true => self.client_of_32_bits(client).map(drop),
                false => Ok(()),
            };
            match own.and_then(|()| fewer()) {
                Err(error @ WorkshopError::Client(_)) => Err(error),
                // Other problems are reported by the cells.
                _ => Ok(()),
            }
        })
    }

    fn client_of_32_bits(&self, entry: &ClientEntry) -> Result<Option<Built>, WorkshopError> {
        let toolchain = self.toolchain_of_32_bits()?;
        let kmods = self.contracts();
        Ok(client::build_of_32_bits(&self.store, &toolchain, &entry.form, &kmods)?)
    }

    fn client(&self, entry: &ClientEntry, arch: Arch) -> Result<Option<Built>, WorkshopError> {
        let toolchain = self.toolchain_for(arch)?;
        Ok(client::build(&self.store, &toolchain, arch, &entry.form, &self.contracts())?)
    }
}
