//! The files from which a module is built: a generation with what its system shares between generations, or a user's
//! folder.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use super::outside::{is_makefile, tree_of, with_named};
use super::tree::{self, Content, File};
use crate::digest::Recipe;
use crate::matrix::Method;
use crate::run::ModuleId;

/// Files of one module, read into memory once, so that edits during a run only affect the next one.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Its name; without a generation, it is a user's own folder.
    pub(super) id: ModuleId,
    /// How it is built.
    pub(super) method: Method,
    /// Where in the files the module is: its generation, or its folder in a larger tree.
    place: Utf8PathBuf,
    pub(super) files: Arc<[File]>,
    /// How long building it may take.
    pub(super) deadline: Duration,
}

/// A makefile that waits for something waits forever. No build that was seen took a quarter of this.
const DEADLINE: Duration = Duration::from_secs(30 * 60);

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
        let id = ModuleId::new(&name(system_dir), &name(generation_dir));
        let mut files = read_folder(system_dir, Utf8Path::new(""))?;
        let place = Utf8PathBuf::from(id.generation_or_empty());
        files.extend(read_folder(generation_dir, &place)?);
        files.sort();
        let (method, files) = (Method::Kbuild(Vec::new()), files.into());
        Ok(Self { id, method, place, files, deadline: DEADLINE })
    }

    /// The same with another time limit for building it, if one is given.
    #[must_use]
    pub fn with_deadline(self, deadline: Option<Duration>) -> Self {
        Self { deadline: deadline.unwrap_or(self.deadline), ..self }
    }

    /// A generation with these files, given by name.
    pub fn embedded(system: &str, generation: &str, files: &[(&str, &[u8])]) -> Self {
        let place = Utf8PathBuf::from(generation);
        let file = |(name, bytes): &(&str, &[u8])| File {
            path: place.join(name),
            content: Content::Bytes { bytes: bytes.to_vec(), executable: false },
        };
        let files = files.iter().map(file).collect();
        let id = ModuleId::new(system, generation);
        Self { id, method: Method::Kbuild(Vec::new()), files, place, deadline: DEADLINE }
    }

    /// Reads all of `folder`, except what builds, version control and nlmatrix's own runs left there; and also the
    /// tree around it: `root` or, if its files refer to it, the tree under version control. Without version control,
    /// only what they refer to.
    pub fn of_folder(
        name: &str,
        folder: &Utf8Path,
        root: Option<&Utf8Path>,
        method: Method,
    ) -> Result<Self, ModuleError> {
        let folder = folder.canonicalize_utf8().map_err(ModuleError::io(folder))?;
        let own = tree::read(&folder)?;
        let root = match root {
            Some(root) => Some(root.canonicalize_utf8().map_err(ModuleError::io(root))?),
            None => tree_of(&folder, &own),
        };
        let (place, files) = match &root {
            Some(root) => {
                let place = folder.strip_prefix(root).unwrap_or(Utf8Path::new(""));
                (place.to_owned(), tree::read(root)?)
            }
            None => with_named(&folder, &own)?.unwrap_or_else(|| (Utf8PathBuf::new(), own)),
        };
        let (id, files) = (ModuleId::new(name, ""), files.into());
        Ok(Self { id, method, place, files, deadline: DEADLINE })
    }

    /// The makefiles in the module's folder: paths and texts.
    pub(super) fn makefiles(&self) -> impl Iterator<Item = (&Utf8Path, Cow<'_, str>)> {
        let own = self.files.iter().filter(|file| file.path.starts_with(&self.place));
        let own = own.filter(|file| is_makefile(file.path.file_name().unwrap_or_default()));
        own.map(|file| (&*file.path, file.text()))
    }

    /// Is it a user's own folder with a Makefile that says how to run kbuild?
    pub(super) fn has_makefile_of_its_own(&self) -> bool {
        let is_makefile = |path: &Utf8Path| {
            let name = path.file_name().unwrap_or_default().to_lowercase();
            path.parent() == Some(&self.place) && matches!(&*name, "makefile" | "gnumakefile")
        };
        let calls = |text: &str| text.contains("make") || text.contains("$(MAKE)");
        let is_kbuild = matches!(self.method, Method::Kbuild(_)) && self.id.generation.is_none();
        is_kbuild && self.makefiles().any(|(path, text)| is_makefile(path) && calls(&text))
    }

    /// The paths of all its files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Utf8Path> {
        self.files.iter().map(|file| &*file.path)
    }

    /// The texts of its C sources and headers.
    pub(crate) fn c_texts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let c = self.files.iter().filter(|it| matches!(it.path.extension(), Some("c" | "h")));
        c.map(File::text)
    }

    /// A Rust source with this name, or any.
    pub(super) fn in_rust(&self, name: Option<&str>) -> Option<&str> {
        let mut sources = self.files.iter().map(|it| &it.path);
        let found = sources.find(|path| {
            let is_named = name.is_none() || path.file_stem() == name;
            path.extension() == Some("rs") && is_named
        });
        found.and_then(|path| path.file_name())
    }

    /// The names and texts of its headers and, in its own folder, of the C sources `compiled`, with the sources that
    /// these include; all of its own sources if none of these exists.
    pub(crate) fn c_files(&self, compiled: &[Utf8PathBuf]) -> Vec<(&str, Cow<'_, str>)> {
        let own = |file: &File| file.path.strip_prefix(&self.place).ok().map(Utf8Path::to_owned);
        let sources = || self.files.iter().filter(|it| it.path.extension() == Some("c"));
        let mut wanted: Vec<&File> =
            sources().filter(|it| own(it).is_some_and(|path| compiled.contains(&path))).collect();
        if wanted.is_empty() {
            wanted = sources().filter(|it| own(it).is_some()).collect();
        }
        let included: Vec<&File> = sources()
            .filter(|it| {
                let name = it.path.file_name().unwrap_or_default();
                let line =
                    |line: &str| line.contains("include") && line.contains(&format!("{name}\""));
                !wanted.contains(it) && wanted.iter().any(|file| file.text().lines().any(line))
            })
            .collect();
        let headers = self.files.iter().filter(|it| it.path.extension() == Some("h"));
        let all = headers.chain(wanted).chain(included);
        all.map(|file| (file.path.as_str(), file.text())).collect()
    }

    /// Do both produce a module of the same name?
    pub fn is_same_module(&self, other: &Self) -> bool {
        let others = other.modules();
        self.modules().iter().any(|own| others.contains(own))
    }

    /// The names of the modules for which its Kbuild asks.
    fn modules(&self) -> Vec<String> {
        let kbuild = self.files.iter().filter(|it| it.path.file_name() == Some("Kbuild"));
        let of = |text: Cow<'_, str>| {
            let asked = text.lines().filter(|line| line.starts_with("obj-m"));
            let objects = asked.flat_map(str::split_whitespace);
            let names = objects.filter_map(|word| word.strip_suffix(".o")).map(str::to_owned);
            names.collect::<Vec<_>>()
        };
        kbuild.map(File::text).flat_map(of).collect()
    }

    /// Adds all files to a recipe.
    pub fn add_to(&self, recipe: Recipe) -> Recipe {
        let recipe = recipe
            .with("system", &self.id.system)
            .with("generation", self.id.generation_or_empty());
        let recipe = self.method.add_to(recipe);
        // In this form, so that the key of a generation stays what it was before trees were supported.
        let recipe = match self.place.as_str() == self.id.generation_or_empty() {
            true => recipe,
            false => recipe.with("place", self.place.as_str()),
        };
        self.files.iter().fold(recipe, |recipe, File { path, content }| match content {
            Content::Bytes { bytes, executable: false } => recipe.with(path.as_str(), bytes),
            Content::Bytes { bytes, executable: true } => {
                recipe.with(path.as_str(), bytes).with("executable", path.as_str())
            }
            Content::Link(target) => recipe.with(path.as_str(), format!("-> {target}")),
        })
    }

    /// A compiler's line, with the path of its file relative to the module's folder. Newer kernels' kbuild runs the
    /// compiler there, older ones do not, and a fault has to read the same on both.
    pub(super) fn seen_from_within<'l>(&self, line: &'l str) -> &'l str {
        let own = self.place_in(Utf8Path::new(""));
        line.strip_prefix(own.as_str()).and_then(|it| it.strip_prefix('/')).unwrap_or(line)
    }

    /// The module's folder if they are written to `folder`.
    pub(super) fn place_in(&self, folder: &Utf8Path) -> Utf8PathBuf {
        let system = folder.join(&self.id.system);
        match self.place.as_str() {
            "" => system,
            place => system.join(place),
        }
    }

    /// Writes them to `folder`; returns the module's folder in there. The parent of a generation's folder has the
    /// shared files, so that `#include "../nlecho.h"` works.
    pub fn write(&self, folder: &Utf8Path) -> Result<Utf8PathBuf, ModuleError> {
        let system = folder.join(&self.id.system);
        self.files.iter().try_for_each(|file| file.write(&system))?;
        let place = self.place_in(folder);
        fs_err::create_dir_all(&place).map_err(ModuleError::io(&place))?;
        if self.id.generation.is_some() {
            // Kernels before 2.6.10 only read a Makefile; later ones prefer Kbuild.
            let makefile = place.join("Makefile");
            fs_err::copy(place.join("Kbuild"), &makefile).map_err(ModuleError::io(&makefile))?;
        }
        Ok(place)
    }
}

fn read_folder(folder: &Utf8Path, below: &Utf8Path) -> Result<Vec<File>, ModuleError> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))? {
        let entry = entry.map_err(ModuleError::io(folder))?;
        if is_source(entry.file_name()) && entry.path().is_file() {
            files.push(File::read(entry.path(), below.join(entry.file_name()))?);
        }
    }
    Ok(files)
}

/// A change of notes next to the sources does not make a built module obsolete. A Kbuild may run scripts.
fn is_source(name: &str) -> bool {
    name == "Kbuild" || [".c", ".h", ".sh"].iter().any(|end| name.ends_with(end))
}
