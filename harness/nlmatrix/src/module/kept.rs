//! The folder in which a module was built last: it stays, so that the next build only compiles what has changed
//! since.
//!
//! What make leaves alone has to be what a build from scratch would produce. So a folder is only used again if
//! nothing but C sources has changed, which kbuild tracks by the compiler's dependency files; if the build before
//! left nothing but what kbuild makes, and no rule of a makefile wrote a header; and if it printed no warning, which
//! would not be printed again.

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use super::sources::Sources;
use super::tree::{self, File};
use crate::digest::{Digest, Recipe};
use crate::store::{Lock, Store};

const KIND: &str = "builds";
/// Exists if the last build can be continued.
const GOOD: &str = "good";
/// Files of the build before that an older kbuild reads, and writes again.
const SYMBOLS: &str = "Module.symvers";
/// Warnings of the compiler, not kbuild's own, which come again each time.
const WARNED: &str = ": warning: ";
/// Sources that are compiled or included.
const COMPILED: [&str; 3] = ["c", "h", "S"];

/// The folder, which belongs to this value as long as it lives.
#[derive(Debug)]
pub(super) struct Kept {
    folder: Utf8PathBuf,
    _lock: Lock,
}

impl Kept {
    /// The folder for builds of `sources`, for this `kernel` and with this `toolchain`; `None` if another build is
    /// using it, or kbuild alone does not build them.
    pub fn open(
        store: &Store,
        (kernel, toolchain): (&Digest, &Digest),
        sources: &Sources,
    ) -> Result<Option<Self>, ModuleError> {
        if sources.method.script().is_some() || sources.id.generation.is_some() {
            return Ok(None);
        }
        let recipe = Recipe::new(KIND, 1).with("kernel", kernel.as_str());
        let recipe =
            recipe.with("toolchain", toolchain.as_str()).with("system", &sources.id.system);
        let key = sources.method.add_to(recipe).key();
        let folder = store.get_or_make(KIND, &key, |_| Ok::<(), ModuleError>(()))?;
        store.grows(KIND, &key);
        let path = folder.join("lock");
        let lock = Lock::try_take(&path).map_err(ModuleError::io(path))?;
        Ok(lock.map(|lock| Self { folder, _lock: lock }))
    }

    /// Where builds are.
    pub fn work(&self) -> Utf8PathBuf {
        self.folder.join("work")
    }

    /// Writes what has changed in `sources` to it, and returns the module's folder; `None` if the build before cannot
    /// be continued, in which case it is removed.
    pub fn lay_out(&self, sources: &Sources) -> Result<Option<Utf8PathBuf>, ModuleError> {
        let (good, work) = (self.folder.join(GOOD), self.work());
        let system = work.join(&sources.id.system);
        if !good.exists() || !is_same_but_for_c(&system, &sources.files)? {
            self.clear()?;
            return Ok(None);
        }
        fs_err::remove_file(&good).map_err(ModuleError::io(good))?;
        let changed = sources.files.iter().filter(|file| !file.is_in(&system));
        changed.into_iter().try_for_each(|file| file.write(&system))?;
        let place = sources.place_in(&work);
        // If it does not exist, there is nothing to be read.
        fs_err::remove_file(place.join(SYMBOLS)).ok();
        Ok(Some(place))
    }

    /// Keeps what a successful build that printed `log` has left, if it can be continued.
    pub fn settle(&self, sources: &Sources, log: &str) -> Result<(), ModuleError> {
        let system = self.work().join(&sources.id.system);
        let left = tree::list(&system)?;
        let is_source =
            |path: &Utf8PathBuf| sources.files.iter().any(|file| system.join(&file.path) == *path);
        if log.contains(WARNED) || !left.iter().all(is_source) {
            return self.clear();
        }
        let good = self.folder.join(GOOD);
        fs_err::write(&good, "").map_err(ModuleError::io(good))
    }

    /// Starts from scratch.
    pub fn clear(&self) -> Result<(), ModuleError> {
        let (good, work) = (self.folder.join(GOOD), self.work());
        fs_err::remove_file(good).ok();
        match fs_err::remove_dir_all(&work) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(ModuleError::io(work)(error))
            }
            _ => Ok(()),
        }
    }
}

/// Do `files` match those in `folder`, apart from C sources?
fn is_same_but_for_c(folder: &Utf8Path, files: &[File]) -> Result<bool, ModuleError> {
    if tree::list(folder)?.len() != files.len() {
        return Ok(false);
    }
    let fits = |file: &File| {
        let compiled = file.path.extension().is_some_and(|it| COMPILED.contains(&it));
        file.is_in(folder) || compiled && folder.join(&file.path).is_file()
    };
    Ok(files.iter().all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Method;
    use rstest::rstest;

    /// A user's folder with a module, and a store.
    struct Place {
        _folder: tempfile::TempDir,
        module: Utf8PathBuf,
        store: Store,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
            let (module, store) = (path.join("m"), Store::at(path.join("store")));
            fs_err::create_dir(&module).unwrap();
            let place = Self { _folder: folder, module, store };
            place.write("Kbuild", "obj-m := m.o\n");
            place.write("m.c", "int one;\n");
            place.write("m.h", "\n");
            place
        }

        fn write(&self, name: &str, text: &str) {
            fs_err::write(self.module.join(name), text).unwrap();
        }

        fn sources(&self) -> Sources {
            Sources::of_folder("m", &self.module, None, Method::Kbuild(Vec::new())).unwrap()
        }

        fn kept(&self) -> Option<Kept> {
            let (kernel, toolchain) = (Digest::of(b"kernel"), Digest::of(b"toolchain"));
            Kept::open(&self.store, (&kernel, &toolchain), &self.sources()).unwrap()
        }

        /// The state after a build that printed `log` and left what kbuild leaves, and `more`.
        fn build(&self, log: &str, more: &str) {
            let (kept, sources) = (self.kept().unwrap(), self.sources());
            assert_eq!(kept.lay_out(&sources).unwrap(), None);
            let place = sources.write(&kept.work()).unwrap();
            let made = ["m.o", ".m.o.cmd", "m.mod.c", "modules.order", SYMBOLS];
            for name in made.into_iter().chain(Some(more).filter(|it| !it.is_empty())) {
                fs_err::write(place.join(name), "built").unwrap();
            }
            kept.settle(&sources, log).unwrap();
        }
    }

    #[rstest]
    #[case::a_source("m.c", "int two;\n", "", "", true)]
    #[case::a_header("m.h", "#define TWO\n", "", "", true)]
    #[case::a_makefile("Kbuild", "obj-m := m.o\nccflags-y := -DX\n", "", "", false)]
    #[case::a_new_file("n.c", "", "", "", false)]
    #[case::behind_a_warning("m.c", "int two;\n", "m.c:1:5: warning: unused variable", "", false)]
    #[case::behind_words_of_kbuild("m.c", "int two;\n", "warning: the compiler differs", "", true)]
    #[case::behind_a_header_that_was_made("m.c", "int two;\n", "", "made.h", false)]
    fn a_build_goes_on_where_only_c_has_changed(
        #[case] file: &str,
        #[case] text: &str,
        #[case] log: &str,
        #[case] made: &str,
        #[case] goes_on: bool,
    ) {
        let place = Place::new();
        place.build(log, made);
        place.write(file, text);
        let (kept, sources) = (place.kept().unwrap(), place.sources());
        let folder = kept.lay_out(&sources).unwrap();
        assert_eq!(folder.is_some(), goes_on);
        assert_eq!(kept.work().exists(), goes_on, "what cannot be gone on from is gone");
        if let Some(folder) = folder {
            assert_eq!(fs_err::read_to_string(folder.join(file)).unwrap(), text);
            assert!(folder.join("m.o").exists() && !folder.join(SYMBOLS).exists());
            // If a build is interrupted here, the folder cannot be continued.
            assert_eq!(kept.lay_out(&sources).unwrap(), None);
        }
    }

    #[test]
    fn two_builds_are_never_in_one_folder() {
        let place = Place::new();
        let first = place.kept();
        assert!(first.is_some() && place.kept().is_none());
        drop(first);
        assert!(place.kept().is_some());
    }
}
