//! Watches the files that verdicts depend on, until one of them changes.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use crate::digest::Digest;
use crate::matrix::{ClientForm, Matrix};
use crate::module;

/// How often to look.
const PERIOD: Duration = Duration::from_millis(200);
/// How long nothing may have changed any more: an editor may write several files, or one file in steps.
const QUIET: Duration = Duration::from_millis(300);

/// The state of a file when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    /// Seconds and nanoseconds of its modification time, size, inode.
    state: (i64, i64, u64, u64),
    digest: Option<Digest>,
}

/// The files and folders that are watched. Changes by builds, version control and nlmatrix's own runs do not count,
/// nor does saving a file without a change.
#[derive(Debug)]
pub struct Watched {
    roots: Vec<Utf8PathBuf>,
    seen: BTreeMap<Utf8PathBuf, Stamp>,
}

impl Watched {
    /// The matrix file at `path`, and everything from which the modules and clients of `matrix` are made. If the file
    /// cannot be read, `matrix` is `None`, and its folder is watched.
    pub fn of(path: &Utf8Path, matrix: Option<&Matrix>) -> Self {
        let mut roots = vec![path.to_owned()];
        match matrix {
            Some(matrix) => roots.extend(sources(matrix)),
            None => roots.extend(folder_of(path)),
        }
        let seen = look(&roots, &BTreeMap::new());
        Self { roots, seen }
    }

    /// How many files there are.
    pub fn files(&self) -> usize {
        self.seen.len()
    }

    /// Waits until something has changed, appeared or vanished since the last look, and things have settled. Returns
    /// what that was.
    pub fn changed(&mut self) -> Vec<Utf8PathBuf> {
        loop {
            let (mut now, mut since) = (look(&self.roots, &self.seen), Instant::now());
            while now != self.seen && since.elapsed() < QUIET {
                std::thread::sleep(PERIOD / 4);
                let next = look(&self.roots, &now);
                if next != now {
                    (now, since) = (next, Instant::now());
                }
            }
            let before = std::mem::replace(&mut self.seen, now);
            let changed = differences(&before, &self.seen);
            if !changed.is_empty() {
                return changed;
            }
            std::thread::sleep(PERIOD);
        }
    }
}

fn folder_of(path: &Utf8Path) -> Option<Utf8PathBuf> {
    path.parent().map(|it| if it.as_str().is_empty() { ".".into() } else { it.to_owned() })
}

/// The folders and files from which modules, clients and guests of `matrix` are made.
fn sources(matrix: &Matrix) -> Vec<Utf8PathBuf> {
    let systems = matrix.systems.iter();
    let modules = systems.flat_map(|system| {
        [Some(&system.path), system.root.as_ref(), system.firmware.as_ref()].into_iter().flatten()
    });
    let clients = matrix.clients.iter().filter_map(|client| match &client.form {
        // Its headers may be next to it.
        ClientForm::Source { path, .. } => folder_of(path),
        ClientForm::Crate { path } | ClientForm::Binary { path } => Some(path.clone()),
        ClientForm::Command { path, .. } => Some(path.clone()),
        ClientForm::Packaged { .. } => None,
    });
    let mut files: Vec<_> = matrix.files.iter().map(|file| file.within.clone()).collect();
    files.dedup();
    modules.cloned().chain(clients).chain(files).collect()
}

/// All files at and below `roots`; a file that has not been touched keeps its digest from `before`.
fn look(
    roots: &[Utf8PathBuf],
    before: &BTreeMap<Utf8PathBuf, Stamp>,
) -> BTreeMap<Utf8PathBuf, Stamp> {
    let mut seen = BTreeMap::new();
    for root in roots {
        let files = if root.is_dir() {
            // A file that is being written will be looked at again soon.
            module::list(root).unwrap_or_default()
        } else {
            vec![root.clone()]
        };
        for file in files {
            if let Some(stamp) = stamp(&file, before.get(&file)) {
                seen.insert(file, stamp);
            }
        }
    }
    seen
}

/// `None` for a file that does not exist.
fn stamp(file: &Utf8Path, before: Option<&Stamp>) -> Option<Stamp> {
    let about = std::fs::metadata(file).ok()?;
    let state = (about.mtime(), about.mtime_nsec(), about.len(), about.ino());
    match before {
        Some(before) if before.state == state => Some(before.clone()),
        _ => Some(Stamp { state, digest: Digest::of_file(file).ok() }),
    }
}

/// What appeared, vanished, or has different content.
fn differences(
    before: &BTreeMap<Utf8PathBuf, Stamp>,
    now: &BTreeMap<Utf8PathBuf, Stamp>,
) -> Vec<Utf8PathBuf> {
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    let other = now.iter().filter(|(path, stamp)| {
        before.get(*path).is_none_or(|before| before.digest != stamp.digest)
    });
    gone.chain(other.map(|(path, _)| path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module() -> (tempfile::TempDir, Utf8PathBuf, Watched) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
        fs_err::write(root.join("m.c"), "int a;\n").unwrap();
        fs_err::write(root.join("matrix.toml"), "schema = 1\n").unwrap();
        let watched = Watched::of(&root.join("matrix.toml"), None);
        (folder, root, watched)
    }

    /// What is reported for a change that is made while somebody waits for one.
    fn after(watched: &mut Watched, change: impl FnOnce() + Send) -> Vec<String> {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(PERIOD);
                change();
            });
            let changed = watched.changed();
            changed.iter().map(|path| path.file_name().unwrap().to_owned()).collect()
        })
    }

    #[test]
    fn a_save_is_seen_once_however_often_an_editor_writes() {
        let (_folder, root, mut watched) = module();
        assert_eq!(watched.files(), 2);
        let changed = after(&mut watched, || {
            for text in ["", "int", "int b;\n"] {
                fs_err::write(root.join("m.c"), text).unwrap();
                std::thread::sleep(QUIET / 3);
            }
            // The way in which vim saves.
            fs_err::write(root.join("m.new"), "int c;\n").unwrap();
            fs_err::rename(root.join("m.new"), root.join("m.c")).unwrap();
        });
        assert_eq!(changed, ["m.c"]);
        let changed =
            after(&mut watched, || fs_err::remove_file(root.join("matrix.toml")).unwrap());
        assert_eq!(changed, ["matrix.toml"]);
    }

    #[test]
    fn what_a_build_leaves_and_what_is_saved_as_it_was_is_no_change() {
        let (_folder, root, mut watched) = module();
        let changed = after(&mut watched, || {
            fs_err::write(root.join("m.ko"), "").unwrap();
            fs_err::write(root.join("m.o"), "").unwrap();
            fs_err::write(root.join("m.c"), "int a;\n").unwrap();
            std::thread::sleep(2 * (QUIET + PERIOD));
            fs_err::write(root.join("m.h"), "").unwrap();
        });
        assert_eq!(changed, ["m.h"]);
    }
}
