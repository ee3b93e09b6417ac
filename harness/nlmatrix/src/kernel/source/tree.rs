//! A user's kernel source tree: its version and its digest. Nothing is written to it.

use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::SourceError;
use crate::digest::{Digest, Recipe};
use crate::version::KernelVersion;

/// A source tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Its folder, absolute.
    pub path: Utf8PathBuf,
    /// The version in its Makefile.
    pub version: KernelVersion,
}

impl Tree {
    /// The tree in `path`.
    pub fn open(path: &Utf8Path) -> Result<Self, SourceError> {
        let path = camino::absolute_utf8(path).map_err(SourceError::io(path))?;
        let makefile = path.join("Makefile");
        let text = match fs_err::read(&makefile) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(SourceError::NotATree { path });
            }
            Err(error) => return Err(SourceError::io(makefile)(error)),
        };
        match version_in(&String::from_utf8_lossy(&text)) {
            Some(version) => Ok(Self { path, version }),
            None => Err(SourceError::NotATree { path }),
        }
    }

    /// The tree in `path`, which has to be one of `wanted`.
    pub fn open_as(path: &Utf8Path, wanted: &KernelVersion) -> Result<Self, SourceError> {
        let Self { path, version } = Self::open(path)?;
        if version.is_of(wanted) {
            return Ok(Self { path, version });
        }
        Err(SourceError::OtherVersion { path, found: version, wanted: *wanted })
    }

    /// The digest in the keys of its kernels.
    ///
    /// It covers the sorted list of every file's path, size and modification time, and the content of the top
    /// Makefile. This is what make itself trusts, and costs a `stat` for each of about 50000 files (0.2 s) instead of
    /// reading half a gigabyte. An edit that keeps size and time goes unnoticed. The folder's own path does not
    /// count, nor do `.git` and the times of folders.
    pub fn digest(&self) -> Result<Digest, SourceError> {
        let mut files = Vec::new();
        list(&self.path, &mut files)?;
        files.sort();
        let makefile = self.path.join("Makefile");
        let top = fs_err::read(&makefile).map_err(SourceError::io(&makefile))?;
        let recipe = Recipe::new("kernel-tree", 1).with("Makefile", top);
        let with = |recipe: Recipe, (path, state): &(Vec<u8>, String)| {
            recipe.with("path", path).with("state", state)
        };
        Ok(files
            .iter()
            .fold(recipe, |recipe, file| with(recipe, &relative(file, &self.path)))
            .key())
    }
}

/// Absolute path, size and modification time.
type File = (Vec<u8>, String);

fn relative((path, state): &File, root: &Utf8Path) -> File {
    (path[root.as_str().len()..].to_vec(), state.clone())
}

/// Every file and link below `folder`. Names need not be UTF-8.
fn list(folder: &Utf8Path, files: &mut Vec<File>) -> Result<(), SourceError> {
    let mut folders = vec![folder.as_std_path().to_owned()];
    while let Some(folder) = folders.pop() {
        let shown = Utf8PathBuf::from(folder.to_string_lossy().into_owned());
        for entry in fs_err::read_dir(&folder).map_err(SourceError::io(&shown))? {
            let entry = entry.map_err(SourceError::io(&shown))?;
            let state = entry.metadata().map_err(SourceError::io(&shown))?;
            if state.is_dir() {
                if entry.file_name() != ".git" {
                    folders.push(entry.path());
                }
                continue;
            }
            let path = entry.path().into_os_string().into_encoded_bytes();
            let time = (state.mtime(), state.mtime_nsec());
            files.push((path, format!("{} {} {}", state.len(), time.0, time.1)));
        }
    }
    Ok(())
}

/// The version in the text of a top Makefile: VERSION, PATCHLEVEL, SUBLEVEL and EXTRAVERSION, which has the fourth
/// number (`.67`), the candidate (`-rc6`), or a distribution's addition.
pub(super) fn version_in(makefile: &str) -> Option<KernelVersion> {
    let value = |name: &str| {
        let mut lines = makefile.lines().filter_map(|line| line.split_once('='));
        lines.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
    };
    let [major, minor] = [value("VERSION")?, value("PATCHLEVEL")?];
    let sub = value("SUBLEVEL").unwrap_or_default();
    // From 3.0 on a release is 3.16, not 3.16.0.
    let none = sub.is_empty() || (sub == "0" && major.parse::<u32>().ok()? >= 3);
    let numbers = if none { format!("{major}.{minor}") } else { format!("{major}.{minor}.{sub}") };
    let extra = value("EXTRAVERSION").unwrap_or_default();
    format!("{numbers}{extra}").parse().or_else(|_| numbers.parse()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn tree() -> (tempfile::TempDir, Tree) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().to_owned();
        fs_err::write(path.join("Makefile"), "VERSION = 3\nPATCHLEVEL = 16\nSUBLEVEL = 7\n")
            .unwrap();
        fs_err::create_dir_all(path.join("net/core")).unwrap();
        fs_err::write(path.join("net/core/dev.c"), "int x;\n").unwrap();
        let tree = Tree::open(&path).unwrap();
        (folder, tree)
    }

    #[rstest]
    #[case("2", "6", "32", "", "2.6.32")]
    #[case("2", "6", "32", ".67", "2.6.32.67")]
    #[case("2", "6", "9", "-prep", "2.6.9")]
    #[case("2", "6", "0", "-test1", "2.6.0")]
    #[case("3", "16", "0", "", "3.16")]
    #[case("4", "1", "0", "-rc6", "4.1-rc6")]
    #[case("4", "14", "177", "", "4.14.177")]
    #[case("5", "3", "1", "custom", "5.3.1")]
    fn makefiles_say_their_version(
        #[case] major: &str,
        #[case] minor: &str,
        #[case] sub: &str,
        #[case] extra: &str,
        #[case] version: &str,
    ) {
        let text = format!(
            "# SPDX\nVERSION = {major}\nPATCHLEVEL={minor}\nSUBLEVEL = {sub}\n\
             EXTRAVERSION ={extra}\nNAME = Affluent Albatross\n\nVERSION_X := 9\n"
        );
        assert_eq!(version_in(&text).unwrap().to_string(), version);
    }

    #[rstest]
    #[case("")]
    #[case("all:\n\tcc x.c\n")]
    #[case("VERSION = one\nPATCHLEVEL = 2\n")]
    #[case("VERSION = 1.0\n")]
    fn other_makefiles_have_none(#[case] text: &str) {
        assert_eq!(version_in(text), None);
    }

    #[test]
    fn a_tree_of_another_version_is_refused_in_clear_words() {
        let (_folder, tree) = tree();
        assert!(Tree::open_as(&tree.path, &"3.16".parse().unwrap()).is_ok());
        let error = Tree::open_as(&tree.path, &"3.10".parse().unwrap()).unwrap_err().to_string();
        assert!(error.contains("a tree of 3.16.7") && error.contains("3.10 is wanted"), "{error}");
        let no_tree = Tree::open(&tree.path.join("net")).unwrap_err();
        assert!(matches!(no_tree, SourceError::NotATree { .. }), "{no_tree}");
    }

    #[test]
    fn the_digest_changes_with_the_tree_and_not_with_its_place() {
        let (folder, tree) = tree();
        let before = tree.digest().unwrap();
        let moved = folder.path().with_extension("moved");
        fs_err::rename(folder.path(), &moved).unwrap();
        let tree = Tree { path: Utf8PathBuf::from_path_buf(moved).unwrap(), ..tree };
        fs_err::create_dir(tree.path.join(".git")).unwrap();
        fs_err::write(tree.path.join(".git/index"), "x").unwrap();
        assert_eq!(tree.digest().unwrap(), before);
        fs_err::write(tree.path.join("net/core/dev.c"), "long x;\n").unwrap();
        assert_ne!(tree.digest().unwrap(), before);
        fs_err::remove_dir_all(&tree.path).unwrap();
    }
}
