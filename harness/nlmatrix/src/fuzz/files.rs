//! A folder to unpack into, and a check that everything stayed in it.

use std::cell::RefCell;
use std::io;
use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// What lies beside the folder, which an archive must not touch.
const SECRET: &str = "what lies outside of the folder";

/// A folder with another in it.
pub(super) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// Has `work` unpack into this thread's folder, which is empty, and checks the result.
    pub fn with(work: impl FnOnce(&Self)) {
        thread_local!(static HOME: RefCell<Option<Home>> = const { RefCell::new(None) });
        HOME.with_borrow_mut(|home| {
            // It is made again after a panic, which removes it.
            let its = home.take().unwrap_or_else(|| Self::new().expect("a folder can be made"));
            work(&its);
            its.check().expect("what was unpacked can be read");
            *home = Some(its);
        });
    }

    fn new() -> io::Result<Self> {
        let home = Self { folder: tempfile::tempdir()? };
        fs_err::create_dir(home.inside())?;
        fs_err::write(home.path().join("secret"), SECRET)?;
        Ok(home)
    }

    pub fn path(&self) -> &Utf8Path {
        Utf8Path::from_path(self.folder.path()).expect("temporary folders are UTF-8")
    }

    /// Where to unpack.
    pub fn inside(&self) -> Utf8PathBuf {
        self.path().join("inside")
    }

    /// Nothing was written outside, and nothing inside leads there; the folder is empty afterwards.
    fn check(&self) -> io::Result<()> {
        let names = self.path().read_dir_utf8()?.flatten().map(|entry| entry.into_path());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, [self.inside(), self.path().join("secret")]);
        assert_eq!(fs_err::read_to_string(self.path().join("secret"))?, SECRET);
        if self.inside().read_dir_utf8()?.next().is_some() {
            check(&self.inside(), &self.inside())?;
            fs_err::remove_dir_all(self.inside())?;
            fs_err::create_dir(self.inside())?;
        }
        Ok(())
    }
}

fn check(folder: &Utf8Path, root: &Utf8Path) -> io::Result<()> {
    for entry in folder.read_dir()? {
        // File names need not be UTF-8 for the system, but for us: others are rejected.
        let path = Utf8PathBuf::from_path_buf(entry?.path()).expect("names are UTF-8");
        let meta = fs_err::symlink_metadata(&path)?;
        if meta.is_dir() {
            check(&path, root)?;
        } else if meta.is_symlink() {
            assert!(stays(&path, root, 0), "{path} leads out, to {}", path.read_link_utf8()?);
        } else {
            assert_eq!(meta.nlink(), 1, "{path} is another file, too");
            let content = fs_err::read(&path)?;
            assert!(!content.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "{path}");
        }
    }
    Ok(())
}

/// Does the link at `path` lead to a place in `root`, whether or not something is there?
fn stays(path: &Utf8Path, root: &Utf8Path, depth: u32) -> bool {
    /// The limit of the kernel's ELOOP.
    const MOST: u32 = 40;
    let Ok(target) = path.read_link_utf8() else { return true };
    let mut at = path.parent().unwrap_or(root).to_owned();
    depth > MOST
        || target.components().all(|part| {
            match part {
                Utf8Component::ParentDir => drop(at.pop()),
                Utf8Component::Normal(name) => at.push(name),
                Utf8Component::CurDir => {}
                _ => return false,
            }
            if at.is_symlink() {
                let leads = stays(&at, root, depth + 1);
                at = at.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
                return leads;
            }
            at.starts_with(root)
        })
}
