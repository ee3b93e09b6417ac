//! The search path for kernel sources.

use camino::{Utf8Path, Utf8PathBuf};

use super::{Repository, SourceError, Tree};
use crate::environment::{REPOSITORY_VARIABLE, SEARCH_VARIABLE};
use crate::matrix::{Revision, Tarball};
use crate::vendor::{self, Vendor};
use crate::version::KernelVersion;

/// Possible extensions of a tarball.
const ENDINGS: [&str; 5] = [".tar.xz", ".tar.gz", ".tar.bz2", ".tar.zst", ".tar"];

/// Folders in which to look for kernel sources.
///
/// A folder is either a tree itself, or contains trees and tarballs that are named after their version: `2.6.32`,
/// `linux-2.6.32.67`, `linux-3.10.tar.xz`.
#[derive(Clone, Debug, Default)]
pub struct SearchPath {
    folders: Vec<Utf8PathBuf>,
    repositories: Vec<Utf8PathBuf>,
}

/// A possible source, judging by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// A folder.
    Tree(Utf8PathBuf),
    /// A file.
    Tarball(Tarball),
}

impl SearchPath {
    /// The folders of `$NLMATRIX_KERNEL_SRC` and the repositories of `$NLMATRIX_KERNEL_GIT`.
    pub fn of_user() -> Self {
        Self::new(paths_in(SEARCH_VARIABLE)).with_repositories(paths_in(REPOSITORY_VARIABLE))
    }

    /// These folders, in this order.
    pub fn new(folders: impl IntoIterator<Item = Utf8PathBuf>) -> Self {
        let absolute = |folder: Utf8PathBuf| camino::absolute_utf8(&folder).unwrap_or(folder);
        let folders = folders.into_iter().map(absolute).collect();
        Self { folders, repositories: Vec::new() }
    }

    /// With these git repositories before those that it has.
    #[must_use]
    pub fn with_repositories(mut self, paths: impl IntoIterator<Item = Utf8PathBuf>) -> Self {
        self.repositories.splice(..0, paths);
        self
    }

    /// With these git repositories after those that it has.
    #[must_use]
    pub fn then_repositories(mut self, paths: &[Utf8PathBuf]) -> Self {
        self.repositories.extend_from_slice(paths);
        self
    }

    /// The git repositories, in the order in which they are tried.
    pub fn repositories(&self) -> Result<Vec<Repository>, SourceError> {
        self.repositories.iter().map(|path| Repository::open(path)).collect()
    }

    /// The release of `wanted` in the first repository that has one.
    pub fn release(&self, wanted: &KernelVersion) -> Result<Option<Revision>, SourceError> {
        for repository in self.repositories()? {
            if let Some(revision) = repository.release(wanted)? {
                return Ok(Some(revision));
            }
        }
        Ok(None)
    }

    /// The source of `wanted`: of exactly that version, else its latest stable release, else its latest candidate;
    /// preferably a tree rather than a tarball, and from an earlier folder rather than a later one. What is named
    /// after a vendor's release (`linux-3.10.0-1160.el7`) is only used if there is nothing else.
    pub fn find(&self, wanted: &KernelVersion) -> Option<Candidate> {
        let all = self.folders.iter().flat_map(|folder| candidates(folder));
        let of_wanted = all.filter(|(version, _)| version.is_of(wanted));
        // The maximum is the last of equals, but the first folder has to win.
        let all: Vec<_> = of_wanted.collect();
        let rank = |(version, candidate): &(KernelVersion, Candidate)| {
            let (is_tree, path) = match candidate {
                Candidate::Tree(path) => (true, Some(path)),
                Candidate::Tarball(Tarball::File(path)) => (false, Some(path)),
                Candidate::Tarball(_) => (false, None),
            };
            let is_vendors =
                path.is_some_and(|path| Vendor::of(path.file_name().unwrap_or("")).is_some());
            (!is_vendors, version.cmp(wanted).is_eq(), *version, is_tree)
        };
        all.into_iter().rev().max_by_key(rank).map(|(_, candidate)| candidate)
    }

    /// Whose the source is that [`find`](Self::find) returns for `wanted`, according to a tree's makefiles or a
    /// tarball's name. `None` for mainline's.
    pub fn vendor_of(&self, wanted: &KernelVersion) -> Option<&'static str> {
        match self.find(wanted)? {
            Candidate::Tree(path) => vendor::of_tree(&path),
            Candidate::Tarball(Tarball::File(path)) => {
                let named = Vendor::of(path.file_name()?);
                named.filter(Vendor::is_rebased).map(|vendor| vendor.id)
            }
            Candidate::Tarball(_) => None,
        }
    }

    /// All versions that the folders have, in ascending order.
    pub fn versions(&self) -> Vec<KernelVersion> {
        let all = self.folders.iter().flat_map(|folder| candidates(folder));
        let mut versions: Vec<_> = all.map(|(version, _)| version).collect();
        versions.sort();
        versions.dedup();
        versions
    }

    /// The stable version of what will be used for `wanted`, according to its name or tag; `None` if it is a
    /// candidate, or nothing is found.
    pub fn version_of(&self, wanted: &KernelVersion) -> Result<Option<KernelVersion>, SourceError> {
        let version = match self.find(wanted) {
            Some(Candidate::Tree(path) | Candidate::Tarball(Tarball::File(path))) => {
                candidate(&path)
                    .map(|(version, _)| version)
                    .or(Tree::open(&path).ok().map(|it| it.version))
            }
            _ => self.release(wanted)?.map(|revision| revision.version),
        };
        Ok(version.filter(|version| !version.is_candidate()))
    }

    /// Folders that do not exist: nothing can be found in them.
    pub fn missing(&self) -> impl Iterator<Item = &Utf8Path> {
        self.folders.iter().map(Utf8PathBuf::as_path).filter(|folder| !folder.is_dir())
    }
}

fn paths_in(variable: &str) -> Vec<Utf8PathBuf> {
    let value = std::env::var(variable).unwrap_or_default();
    value.split(':').filter(|path| !path.is_empty()).map(Utf8PathBuf::from).collect()
}

/// Everything in `folder` that is named like a kernel source, or the folder itself, if it is a tree.
fn candidates(folder: &Utf8Path) -> Vec<(KernelVersion, Candidate)> {
    if let Ok(Tree { path, version }) = Tree::open(folder) {
        return vec![(version, Candidate::Tree(path))];
    }
    let Ok(entries) = folder.read_dir_utf8() else { return Vec::new() };
    let mut found: Vec<_> = entries.flatten().filter_map(|entry| candidate(entry.path())).collect();
    found.sort_by_key(|(version, _)| *version);
    found
}

fn candidate(path: &Utf8Path) -> Option<(KernelVersion, Candidate)> {
    let name = path.file_name()?;
    let ending = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    let version = ending.unwrap_or(name);
    let version = version.strip_prefix("linux-").unwrap_or(version).parse().ok()?;
    let candidate = match ending {
        Some(_) if path.is_file() => Candidate::Tarball(Tarball::File(path.to_owned())),
        None if path.is_dir() => Candidate::Tree(path.to_owned()),
        _ => return None,
    };
    Some((version, candidate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// Two folders with trees and tarballs of the given names.
    fn folders(trees: &[&str], tarballs: &[&str]) -> (tempfile::TempDir, SearchPath) {
        let root = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(root.path()).unwrap();
        fs_err::create_dir_all(path.join("a")).unwrap();
        fs_err::create_dir_all(path.join("b")).unwrap();
        for tree in trees {
            fs_err::create_dir_all(path.join(tree)).unwrap();
        }
        for tarball in tarballs {
            fs_err::write(path.join(tarball), "").unwrap();
        }
        let search = SearchPath::new([path.join("gone"), path.join("a"), path.join("b")]);
        (root, search)
    }

    #[rstest]
    #[case::exact_beats_stable("2.6.32", "b/linux-2.6.32")]
    #[case::a_vendor_s_alone("3.12", "b/linux-3.12.0-5.el7")]
    #[case::latest_stable_and_none_of_a_vendor("3.10", "b/3.10.12")]
    #[case::release_beats_candidate("4.1", "a/4.1.1")]
    #[case::only_a_candidate("4.4", "a/linux-4.4-rc2")]
    #[case::first_folder("3.0", "a/3.0")]
    #[case::a_tarball("2.6.18", "b/linux-2.6.18.tar.bz2")]
    #[case::tree_beats_tarball("3.16", "b/3.16")]
    #[case::none("2.6.9", "")]
    fn finds_by_name(#[case] wanted: &str, #[case] found: &str) {
        let trees = [
            "a/2.6.32.67",
            "b/linux-2.6.32",
            "a/3.10.4",
            "b/3.10.12",
            "a/4.1.1",
            "b/4.1-rc6",
            "a/linux-4.4-rc2",
            "a/3.0",
            "b/3.0",
            "b/3.16",
            "a/linux-3.10.0-1160.el7",
            "b/linux-3.12.0-5.el7",
            "a/notes",
        ];
        let (root, search) =
            folders(&trees, &["b/linux-2.6.18.tar.bz2", "a/linux-3.16.tar.xz", "a/2.6.9"]);
        let path = search.find(&wanted.parse().unwrap()).map(|candidate| match candidate {
            Candidate::Tree(path) | Candidate::Tarball(Tarball::File(path)) => path,
            Candidate::Tarball(Tarball::Url(url)) => panic!("{url}"),
        });
        let relative = path.map(|path| path.strip_prefix(root.path()).unwrap().to_string());
        assert_eq!(relative.unwrap_or_default(), found);
        assert_eq!(search.missing().count(), 1);
    }

    #[rstest]
    #[case::stable("3.10", Some("3.10.12"))]
    #[case::exact("2.6.18", Some("2.6.18"))]
    #[case::candidates_are_of_the_release("4.4", None)]
    #[case::none("2.6.9", None)]
    fn the_version_that_will_be_taken_is_told(#[case] wanted: &str, #[case] told: Option<&str>) {
        let trees = ["b/3.10.12", "a/linux-4.4-rc2"];
        let (_root, search) = folders(&trees, &["b/linux-2.6.18.tar.bz2"]);
        let version = search.version_of(&wanted.parse().unwrap()).unwrap();
        assert_eq!(version.map(|version| version.to_string()).as_deref(), told);
    }

    #[rstest]
    #[case::by_its_makefile("3.10", Some("el7"))]
    #[case::by_its_name("4.18", Some("el8"))]
    #[case::mainline("3.12", None)]
    #[case::none("2.6.9", None)]
    fn a_vendor_s_source_is_known(#[case] wanted: &str, #[case] vendor: Option<&str>) {
        let tarballs = ["b/linux-4.18.0-553.el8_10.tar.xz", "b/linux-3.12.tar.xz"];
        let (root, search) = folders(&["a/linux-3.10.0-1160.el7"], &tarballs);
        let makefile = "VERSION = 3\nPATCHLEVEL = 10\nRHEL_MAJOR = 7\n";
        fs_err::write(root.path().join("a/linux-3.10.0-1160.el7/Makefile"), makefile).unwrap();
        assert_eq!(search.vendor_of(&wanted.parse().unwrap()), vendor);
    }

    #[test]
    fn a_folder_can_be_a_tree_itself() {
        let (root, _) = folders(&[], &[]);
        let path = Utf8Path::from_path(root.path()).unwrap().join("a");
        fs_err::write(path.join("Makefile"), "VERSION = 3\nPATCHLEVEL = 2\n").unwrap();
        let search = SearchPath::new([path.clone()]);
        assert_eq!(search.find(&"3.2".parse().unwrap()), Some(Candidate::Tree(path)));
        assert_eq!(search.find(&"3.4".parse().unwrap()), None);
    }
}
