//! The files of a user's folder, without what builds, version control and nlmatrix's own runs left there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{Metadata, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;

/// One file of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct File {
    /// Its path in the folder that is copied.
    pub path: Utf8PathBuf,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    /// A file; `executable` if it is a program that the build runs.
    Bytes { bytes: Vec<u8>, executable: bool },
    /// A link to something in the same folder.
    Link(Utf8PathBuf),
}

impl File {
    pub fn read(path: &Utf8Path, below: Utf8PathBuf) -> Result<Self, ModuleError> {
        let mode = fs_err::metadata(path).map_err(ModuleError::io(path))?.permissions().mode();
        let bytes = fs_err::read(path).map_err(ModuleError::io(path))?;
        Ok(Self { path: below, content: Content::Bytes { bytes, executable: mode & 0o111 != 0 } })
    }

    /// Its text, if it is one, whatever the encoding of its comments.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Bytes { bytes, .. } if !bytes.contains(&0) => String::from_utf8_lossy(bytes),
            _ => Cow::Borrowed(""),
        }
    }

    /// Does it exist in `folder` with the same content?
    pub fn is_in(&self, folder: &Utf8Path) -> bool {
        let path = folder.join(&self.path);
        match &self.content {
            Content::Link(target) => {
                fs_err::read_link(path).is_ok_and(|it| it == target.as_std_path())
            }
            Content::Bytes { bytes, executable } => {
                let mode = path.symlink_metadata().ok().filter(|it| it.is_file());
                let runs = mode.map(|it| it.permissions().mode() & 0o111 != 0);
                runs == Some(*executable) && fs_err::read(path).is_ok_and(|it| it == *bytes)
            }
        }
    }

    /// Writes it to `folder`.
    pub fn write(&self, folder: &Utf8Path) -> Result<(), ModuleError> {
        let path = folder.join(&self.path);
        let parent = path.parent().unwrap_or(folder);
        fs_err::create_dir_all(parent).map_err(ModuleError::io(parent))?;
        match &self.content {
            Content::Link(target) => fs_err::os::unix::fs::symlink(target, &path),
            Content::Bytes { bytes, executable } => {
                fs_err::write(&path, bytes).and_then(|()| match executable {
                    true => fs_err::set_permissions(&path, Permissions::from_mode(0o755)),
                    false => Ok(()),
                })
            }
        }
        .map_err(ModuleError::io(&path))
    }
}

/// Every file below `root` that people wrote.
pub(super) fn read(root: &Utf8Path) -> Result<Vec<File>, ModuleError> {
    let read = |found: Found| match found.link {
        Some(target) => Ok(File { path: found.below, content: Content::Link(target) }),
        None => File::read(&found.path, found.below),
    };
    let mut files = find(root)?.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    files.sort();
    Ok(files)
}

/// The same in any order.
pub fn list(root: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ModuleError> {
    Ok(find(root)?.into_iter().map(|found| found.path).collect())
}

fn find(root: &Utf8Path) -> Result<Vec<Found>, ModuleError> {
    let root = root.canonicalize_utf8().map_err(ModuleError::io(root))?;
    let entered = vec![root.clone()];
    let mut reading = Reading { root, entered, streams: streams(), found: Vec::new() };
    reading.folder(&reading.root.clone(), Utf8Path::new(""))?;
    Ok(reading.found)
}

/// Copies every file below `root` that people wrote to `out`, which is created.
pub fn copy(root: &Utf8Path, out: &Utf8Path) -> Result<(), ModuleError> {
    let files = read(root)?;
    fs_err::create_dir_all(out).map_err(ModuleError::io(out))?;
    files.iter().try_for_each(|file| file.write(out))
}

struct Reading {
    root: Utf8PathBuf,
    /// The folders outside to which links led: a link back to one is not followed again.
    entered: Vec<Utf8PathBuf>,
    /// Device and inode of this process's output: `nlmatrix matrix > log` writes to the folder.
    streams: Vec<(u64, u64)>,
    found: Vec<Found>,
}

/// A file that was found.
struct Found {
    path: Utf8PathBuf,
    below: Utf8PathBuf,
    /// Its target, if it stays a link.
    link: Option<Utf8PathBuf>,
}

impl Reading {
    fn folder(&mut self, folder: &Utf8Path, below: &Utf8Path) -> Result<(), ModuleError> {
        let entries = folder.read_dir_utf8().map_err(ModuleError::io(folder))?;
        let names = entries.map(|it| it.map(|it| it.file_name().to_owned()));
        let names = names.collect::<Result<BTreeSet<String>, _>>();
        let names = names.map_err(ModuleError::io(folder))?;
        for name in names.iter().filter(|name| !is_left(name, &names)) {
            let (path, below) = (folder.join(name), below.join(name));
            let state = fs_err::symlink_metadata(&path).map_err(ModuleError::io(&path))?;
            if state.is_symlink() {
                self.link(&path, below)?;
            } else if state.is_dir() && !is_made(&path) {
                self.folder(&path, &below)?;
            } else if state.is_file() && !self.streams.contains(&identity(&state)) {
                self.found.push(Found { path, below, link: None });
            }
        }
        Ok(())
    }

    /// A link within the folder stays a link. The target of any other does not exist where the folder is built, so it
    /// is copied.
    fn link(&mut self, path: &Utf8Path, below: Utf8PathBuf) -> Result<(), ModuleError> {
        let target = path.read_link_utf8().map_err(ModuleError::io(path))?;
        let Ok(real) = path.canonicalize_utf8() else { return Ok(()) };
        if target.is_relative() && real.starts_with(&self.root) {
            self.found.push(Found { path: path.to_owned(), below, link: Some(target) });
        } else if real.is_file() {
            self.found.push(Found { path: real, below, link: None });
        } else if real.is_dir() && !self.entered.iter().any(|it| it.starts_with(&real)) {
            self.entered.push(real.clone());
            self.folder(&real, &below)?;
            self.entered.pop();
        }
        Ok(())
    }
}

/// Was a file left by a build, by version control, or by nlmatrix, given the other `names` in its folder?
///
/// What kbuild makes has a `.NAME.cmd` next to it. An object whose source is there can be made again; one without
/// belongs to the source, like `x.o_shipped`.
fn is_left(name: &str, names: &BTreeSet<String>) -> bool {
    const NAMES: [&str; 7] =
        [".git", ".hg", ".svn", ".tmp_versions", "modules.order", "matrix.toml", "matrix.lock"];
    const SOURCES: [&str; 6] = ["c", "S", "s", "rs", "cc", "cpp"];
    let has = |name: &str| names.contains(name);
    let is_object = |stem: &str| SOURCES.iter().any(|source| has(&format!("{stem}.{source}")));
    NAMES.contains(&name)
        || has(&format!(".{name}.cmd"))
        || (name.starts_with('.') && name.ends_with(".cmd"))
        || [".ko", ".mod.c", ".log"].iter().any(|end| name.ends_with(end))
        || (name == "Module.symvers" && has("modules.order"))
        || name.strip_suffix(".o").is_some_and(is_object)
}

/// A folder that was made by cargo or a similar tool, or by a run of nlmatrix.
fn is_made(folder: &Utf8Path) -> bool {
    const REPORT: [&str; 2] = ["cells/plan", "run.json"];
    let has = |name: &str| folder.join(name).is_file();
    let is_report = |below: &str| REPORT.iter().any(|name| has(&format!("{below}{name}")));
    let is_usual = folder.file_name() == Some("reports") && is_report("out/");
    has("CACHEDIR.TAG") || is_report("") || is_usual
}

fn streams() -> Vec<(u64, u64)> {
    let open = ["/proc/self/fd/1", "/proc/self/fd/2"].map(|path| std::fs::metadata(path).ok());
    open.iter().flatten().map(identity).collect()
}

fn identity(state: &Metadata) -> (u64, u64) {
    (state.dev(), state.ino())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn write(root: &Utf8Path, names: &[&str]) {
        for name in names {
            let path = root.join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, *name).unwrap();
        }
    }

    fn read_names(root: &Utf8Path) -> Vec<String> {
        read(root).unwrap().into_iter().map(|file| file.path.into_string()).collect()
    }

    #[rstest]
    #[case::kbuild(&["m.ko", "m.mod.c", ".m.ko.cmd", "modules.order", "Module.symvers", "m.log"], &[])]
    #[case::object_of_kbuild(&["m.o", ".m.o.cmd"], &[])]
    #[case::object_with_source(&["m.o", "m.c"], &["m.c"])]
    #[case::object_of_the_source(&["fw.o", "blob.o_shipped"], &["blob.o_shipped", "fw.o"])]
    #[case::hidden_of_the_source(&[".version", ".git/HEAD", "go.mod"], &[".version", "go.mod"])]
    #[case::symvers_of_another(&["Module.symvers"], &["Module.symvers"])]
    #[case::runs(&["out/cells/plan", "out/run.json", "out/cells/a.json", "reports/out/run.json"], &[])]
    #[case::around_a_run(&["kmod/out/cells/plan", "kmod/out/run.json", "kmod/m.c"], &["kmod/m.c"])]
    #[case::same_names(&["reports/r.c", "target/t.c"], &["reports/r.c", "target/t.c"])]
    #[case::cargo(&["target/CACHEDIR.TAG", "target/x"], &[])]
    fn what_people_wrote_is_read(#[case] there: &[&str], #[case] read: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        write(root, there);
        assert_eq!(read_names(root), read);
    }

    #[test]
    fn a_link_to_a_folder_stays_one_and_what_lies_outside_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        write(root, &["outside/o.h", "m/real/r.h"]);
        let link = |to: &str, at: &str| fs_err::os::unix::fs::symlink(to, root.join(at)).unwrap();
        link("real", "m/again");
        link("../outside", "m/other");
        link("..", "m/up");
        link("gone", "m/dangling");
        assert_eq!(read_names(&root.join("m")), ["again", "other/o.h", "real/r.h"]);
        let copy = root.join("copy");
        read(&root.join("m")).unwrap().iter().for_each(|file| file.write(&copy).unwrap());
        assert_eq!(copy.join("again").read_link_utf8().unwrap(), "real");
        assert_eq!(fs_err::read_to_string(copy.join("again/r.h")).unwrap(), "m/real/r.h");
    }
}
