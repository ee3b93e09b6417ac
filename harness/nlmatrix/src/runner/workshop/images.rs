//! Images, which have the agent and whatever every guest boots with; and bundles, which have modules, clients with
//! their libraries, and files, and come into a guest once it runs.

use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};

use super::Workshop;
use super::modules::guest_path;
use crate::digest::Recipe;
use crate::image::{self, Bundle, GuestFile, Part, When};
use crate::kernel::Kernel;
use crate::matrix::{GenerationEntry, KernelEntry};
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

    /// The `[[file]]`s.
    fn add_files(&self, files: &mut Vec<GuestFile>) -> Result<(), WorkshopError> {
        for file in &self.matrix.files {
            files.push((file.path.clone(), fs_err::read(&file.source)?, file.mode));
        }
        Ok(())
    }
}
