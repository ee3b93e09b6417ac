//! The files of a generation, and the ones that its system shares between generations.

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use crate::digest::Recipe;

/// Files of one module, read into memory (they are small): path below the system's folder → text.
#[derive(Debug)]
pub(super) struct Sources {
    /// Name of the system.
    pub system: String,
    /// Name of the generation.
    pub generation: String,
    files: Vec<(Utf8PathBuf, Vec<u8>)>,
}

impl Sources {
    /// Reads the generation in `generation_dir` and the files directly in `system_dir`.
    pub fn read(system_dir: &Utf8Path, generation_dir: &Utf8Path) -> Result<Self, ModuleError> {
        if !generation_dir.join("Kbuild").is_file() {
            return Err(ModuleError::NoKbuild { path: generation_dir.to_owned() });
        }
        let name = |path: &Utf8Path| path.file_name().unwrap_or_default().to_owned();
        let (system, generation) = (name(system_dir), name(generation_dir));
        let mut files = read_folder(system_dir, Utf8Path::new(""))?;
        files.extend(read_folder(generation_dir, Utf8Path::new(&generation))?);
        files.sort();
        Ok(Self { system, generation, files })
    }

    /// Adds all files to a recipe.
    pub fn add_to(&self, recipe: Recipe) -> Recipe {
        let recipe = recipe.with("system", &self.system).with("generation", &self.generation);
        self.files.iter().fold(recipe, |recipe, (path, bytes)| recipe.with(path.as_str(), bytes))
    }

    /// Writes them below `folder`; gives the generation's folder there, whose parent has the shared
    /// files, so that `#include "../nlecho.h"` works.
    pub fn write(&self, folder: &Utf8Path) -> Result<Utf8PathBuf, ModuleError> {
        let system = folder.join(&self.system);
        let generation = system.join(&self.generation);
        fs_err::create_dir_all(&generation).map_err(ModuleError::io(&generation))?;
        for (path, bytes) in &self.files {
            let path = system.join(path);
            fs_err::write(&path, bytes).map_err(ModuleError::io(&path))?;
            if path.file_name() == Some("Kbuild") {
                // Kernels before 2.6.10 read a Makefile only; later ones prefer Kbuild.
                let makefile = path.with_file_name("Makefile");
                fs_err::write(&makefile, bytes).map_err(ModuleError::io(&makefile))?;
            }
        }
        Ok(generation)
    }
}

fn read_folder(
    folder: &Utf8Path,
    below: &Utf8Path,
) -> Result<Vec<(Utf8PathBuf, Vec<u8>)>, ModuleError> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))? {
        let entry = entry.map_err(ModuleError::io(folder))?;
        if is_source(entry.file_name()) && entry.path().is_file() {
            let bytes = fs_err::read(entry.path()).map_err(ModuleError::io(entry.path()))?;
            files.push((below.join(entry.file_name()), bytes));
        }
    }
    Ok(files)
}

/// Notes beside the sources do not retire a built module.
fn is_source(name: &str) -> bool {
    name == "Kbuild" || name.ends_with(".c") || name.ends_with(".h")
}
