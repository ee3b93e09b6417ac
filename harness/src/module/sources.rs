//! The files that a module is built from: a generation with what its system shares between
//! generations, or a folder as somebody keeps it.

use camino::{Utf8Path, Utf8PathBuf};

use super::{Method, ModuleError};
use crate::digest::Recipe;

/// A folder of somebody's own may be this large.
const MOST: usize = 64 << 20;

/// Files of one module, read into memory (they are small): path below the system's folder → text.
#[derive(Debug)]
pub struct Sources {
    /// Name of the system.
    pub(super) system: String,
    /// Name of the generation; empty for a folder of somebody's own.
    pub(super) generation: String,
    /// How it is built.
    pub(super) method: Method,
    files: Vec<(Utf8PathBuf, Vec<u8>)>,
}

impl Sources {
    /// Reads the generation in `generation_dir` and the files directly in `system_dir`.
    pub fn of_generation(
        system_dir: &Utf8Path,
        generation_dir: &Utf8Path,
    ) -> Result<Self, ModuleError> {
        if !generation_dir.join("Kbuild").is_file() {
            return Err(ModuleError::NoKbuild { path: generation_dir.to_owned() });
        }
        let name = |path: &Utf8Path| path.file_name().unwrap_or_default().to_owned();
        let (system, generation) = (name(system_dir), name(generation_dir));
        let mut files = read_folder(system_dir, Utf8Path::new(""))?;
        files.extend(read_folder(generation_dir, Utf8Path::new(&generation))?);
        files.sort();
        Ok(Self { system, generation, method: Method::Kbuild(Vec::new()), files })
    }

    /// Reads all of `folder`, except what a build or a version control system left there.
    pub fn of_folder(name: &str, folder: &Utf8Path, method: Method) -> Result<Self, ModuleError> {
        let mut files = Vec::new();
        read_tree(folder, Utf8Path::new(""), &mut files)?;
        files.sort();
        let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        if total > MOST {
            return Err(ModuleError::TooBig { path: folder.to_owned(), most: MOST >> 20 });
        }
        Ok(Self { system: name.to_owned(), generation: String::new(), method, files })
    }

    /// Adds all files to a recipe.
    pub fn add_to(&self, recipe: Recipe) -> Recipe {
        let recipe = recipe.with("system", &self.system).with("generation", &self.generation);
        let recipe = self.method.add_to(recipe);
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
            let parent = path.parent().unwrap_or(&system);
            fs_err::create_dir_all(parent).map_err(ModuleError::io(parent))?;
            fs_err::write(&path, bytes).map_err(ModuleError::io(&path))?;
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

/// Everything below `folder` that people wrote.
fn read_tree(
    folder: &Utf8Path,
    below: &Utf8Path,
    files: &mut Vec<(Utf8PathBuf, Vec<u8>)>,
) -> Result<(), ModuleError> {
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))? {
        let entry = entry.map_err(ModuleError::io(folder))?;
        let (path, below) = (entry.path(), below.join(entry.file_name()));
        let kind = entry.file_type().map_err(ModuleError::io(path))?;
        if kind.is_dir() && !is_left(entry.file_name()) {
            read_tree(path, &below, files)?;
        } else if path.is_file() && !is_left(entry.file_name()) {
            files.push((below, fs_err::read(path).map_err(ModuleError::io(path))?));
        }
    }
    Ok(())
}

/// Left by builds, by version control, or our own.
fn is_left(name: &str) -> bool {
    const NAMES: [&str; 6] =
        ["Module.symvers", "modules.order", "matrix.toml", "matrix.lock", "reports", "target"];
    const ENDS: [&str; 5] = [".o", ".ko", ".cmd", ".mod", ".mod.c"];
    name.starts_with('.') || NAMES.contains(&name) || ENDS.iter().any(|end| name.ends_with(end))
}

/// Notes beside the sources do not retire a built module.
fn is_source(name: &str) -> bool {
    name == "Kbuild" || name.ends_with(".c") || name.ends_with(".h")
}
