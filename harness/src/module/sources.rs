//! The files that a module is built from: a generation with what its system shares between
//! generations, or a folder as somebody keeps it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Method, ModuleError};
use crate::digest::Recipe;

/// A folder of somebody's own may be this large.
const MOST: usize = 64 << 20;

/// Files of one module, read into memory: they are small.
#[derive(Debug)]
pub struct Sources {
    /// Name of the system.
    pub(super) system: String,
    /// Name of the generation; empty for a folder of somebody's own.
    pub(super) generation: String,
    /// How it is built.
    pub(super) method: Method,
    files: Vec<File>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct File {
    /// Below the system's folder.
    path: Utf8PathBuf,
    bytes: Vec<u8>,
    /// Is it a program that the build calls?
    executable: bool,
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
        let total: usize = files.iter().map(|file: &File| file.bytes.len()).sum();
        if total > MOST {
            return Err(ModuleError::TooBig { path: folder.to_owned(), most: MOST >> 20 });
        }
        Ok(Self { system: name.to_owned(), generation: String::new(), method, files })
    }

    /// The lines of its C sources and headers.
    pub(crate) fn c_lines(&self) -> impl Iterator<Item = &str> {
        let c = self.files.iter().filter(|it| matches!(it.path.extension(), Some("c" | "h")));
        c.flat_map(|file| std::str::from_utf8(&file.bytes).unwrap_or_default().lines())
    }

    /// Do both become a module of one name?
    pub fn is_same_module(&self, other: &Self) -> bool {
        self.modules().any(|own| other.modules().any(|name| own == name))
    }

    /// The names of the modules that its Kbuild asks for.
    fn modules(&self) -> impl Iterator<Item = &str> {
        let kbuild = self.files.iter().filter(|it| it.path.file_name() == Some("Kbuild"));
        let text = kbuild.map(|file| std::str::from_utf8(&file.bytes).unwrap_or_default());
        let asked = text.flat_map(str::lines).filter(|line| line.starts_with("obj-m"));
        asked.flat_map(str::split_whitespace).filter_map(|word| word.strip_suffix(".o"))
    }

    /// Adds all files to a recipe.
    pub fn add_to(&self, recipe: Recipe) -> Recipe {
        let recipe = recipe.with("system", &self.system).with("generation", &self.generation);
        let recipe = self.method.add_to(recipe);
        self.files.iter().fold(recipe, |recipe, File { path, bytes, executable }| {
            let recipe = recipe.with(path.as_str(), bytes);
            if *executable { recipe.with("executable", path.as_str()) } else { recipe }
        })
    }

    /// Writes them below `folder`; gives the generation's folder there, whose parent has the shared
    /// files, so that `#include "../nlecho.h"` works.
    pub fn write(&self, folder: &Utf8Path) -> Result<Utf8PathBuf, ModuleError> {
        let system = folder.join(&self.system);
        let generation = system.join(&self.generation);
        fs_err::create_dir_all(&generation).map_err(ModuleError::io(&generation))?;
        for file in &self.files {
            let path = system.join(&file.path);
            let parent = path.parent().unwrap_or(&system);
            fs_err::create_dir_all(parent).map_err(ModuleError::io(parent))?;
            fs_err::write(&path, &file.bytes).map_err(ModuleError::io(&path))?;
            if file.executable {
                let mode = Permissions::from_mode(0o755);
                fs_err::set_permissions(&path, mode).map_err(ModuleError::io(&path))?;
            }
            if file.path.file_name() == Some("Kbuild") && !self.generation.is_empty() {
                // Kernels before 2.6.10 read a Makefile only; later ones prefer Kbuild.
                let makefile = path.with_file_name("Makefile");
                fs_err::write(&makefile, &file.bytes).map_err(ModuleError::io(&makefile))?;
            }
        }
        Ok(generation)
    }
}

fn read_folder(folder: &Utf8Path, below: &Utf8Path) -> Result<Vec<File>, ModuleError> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))? {
        let entry = entry.map_err(ModuleError::io(folder))?;
        if is_source(entry.file_name()) && entry.path().is_file() {
            files.push(read_file(entry.path(), below.join(entry.file_name()))?);
        }
    }
    Ok(files)
}

/// Everything below `folder` that people wrote.
fn read_tree(
    folder: &Utf8Path,
    below: &Utf8Path,
    files: &mut Vec<File>,
) -> Result<(), ModuleError> {
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))? {
        let entry = entry.map_err(ModuleError::io(folder))?;
        let (path, below) = (entry.path(), below.join(entry.file_name()));
        let kind = entry.file_type().map_err(ModuleError::io(path))?;
        if kind.is_dir() && !is_left(entry.file_name()) {
            read_tree(path, &below, files)?;
        } else if path.is_file() && !is_left(entry.file_name()) {
            files.push(read_file(path, below)?);
        }
    }
    Ok(())
}

fn read_file(path: &Utf8Path, below: Utf8PathBuf) -> Result<File, ModuleError> {
    let mode = fs_err::metadata(path).map_err(ModuleError::io(path))?.permissions().mode();
    let bytes = fs_err::read(path).map_err(ModuleError::io(path))?;
    Ok(File { path: below, bytes, executable: mode & 0o111 != 0 })
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
