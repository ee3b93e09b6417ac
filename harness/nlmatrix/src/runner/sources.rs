//! What a run found out before its first cell, once for all of its cells: its templates, and its source
//! kernels, whether found, built or failed.
//!
//! Finding a tree costs a `stat` of each of its files, and a build that fails costs a minute. Cells
//! are processes of their own, so the run leaves what it found in a file, which also keeps one
//! run from seeing two states of a tree that is being edited.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::WorkshopError;
use crate::environment;
use crate::kernel::KernelError;
use crate::kernel::source::{Repository, Revision, SearchPath, Source, SourceError, Tree};
use crate::matrix::Matrix;
use crate::module::Module;
use crate::run::NotRun;
use crate::version::KernelVersion;

/// Names the file that a run leaves for its cells.
pub const SOURCES_VARIABLE: &str = "NLMATRIX_SOURCES";

/// What a run leaves for its cells.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sources {
    /// The trees of `--kernel-tree`.
    pub trees: Vec<(KernelVersion, Utf8PathBuf)>,
    /// The repositories of `--kernel-git`.
    pub repositories: Vec<Utf8PathBuf>,
    /// The mirror of kernel.org's releases that the command line names.
    #[serde(default)]
    pub mirror: Option<String>,
    /// Revisions of repositories that the command line named as kernels.
    pub revisions: Vec<Revision>,
    /// The stable versions of the sources that will be taken, by kernel id: known from their names before
    /// anything is planned, since stable releases change behaviour as well.
    #[serde(default)]
    pub versions: BTreeMap<String, KernelVersion>,
    /// How source kernels stand, by kernel id.
    pub standings: BTreeMap<String, Standing>,
    /// The folders of templates, by kernel id: to find one by its key, all that went into it would
    /// have to be read by each cell.
    pub templates: BTreeMap<String, Utf8PathBuf>,
    /// The modules of somebody's own, by `kernel/name`: their folders are read once for a run, so that
    /// what is edited meanwhile changes none of its cells.
    #[serde(default)]
    pub modules: BTreeMap<String, Module>,
    /// Did a run leave this? A build that failed in it is not tried again by each of its cells.
    #[serde(default)]
    pub is_of_run: bool,
    /// Options of the command line that a cell which is run by hand needs as well, each with a space
    /// before it.
    #[serde(default)]
    pub options: String,
}

/// How a kernel stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Its source is this.
    At(Source),
    /// It cannot be had.
    Without(Without),
}

/// A kernel that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// Why.
    pub lack: Lack,
    /// What is wrong and what to do.
    pub reason: String,
}

/// Why a kernel cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// No source of it is here, and it cannot be downloaded.
    NoSource,
    /// Its packages are no longer published.
    Unpublished,
    /// The user's own kernel is not where the matrix says.
    NotThere,
    /// Its source is here and is not what the matrix says: another version, another digest.
    BadSource,
    /// Its source is here and does not build.
    BuildFailed,
    /// Our own machinery failed to get it: the network, the disk, the compiler.
    Failed,
}

impl Sources {
    /// The trees at `paths`, each of which has to be one, and the git repositories at `repositories`.
    pub fn of_command_line(
        paths: &[Utf8PathBuf],
        repositories: &[Utf8PathBuf],
    ) -> Result<Self, SourceError> {
        let tree = |path: &Utf8PathBuf| Tree::open(path).map(|tree| (tree.version, tree.path));
        let trees = paths.iter().map(tree).collect::<Result<_, _>>()?;
        let open = |path: &Utf8PathBuf| Repository::open(path).map(|repository| repository.path);
        let repositories = repositories.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Self { trees, repositories, ..Self::default() })
    }

    /// Looks which stable releases the search path has of the kernels of `matrix`, by their names.
    pub fn look(&mut self, matrix: &Matrix) -> Result<(), SourceError> {
        let search = self.search(matrix);
        for (entry, spec) in matrix.from_source() {
            if spec.tree.is_none() && spec.revision.is_none() {
                let version = search.version_of(&spec.version)?;
                self.versions.extend(version.map(|version| (entry.id.clone(), version)));
            }
        }
        for (version, _) in &self.trees {
            let of_tree = matrix.from_source().find(|(_, spec)| version.is_of(&spec.version));
            let stable = of_tree.filter(|_| !version.is_candidate());
            self.versions.extend(stable.map(|(entry, _)| (entry.id.clone(), *version)));
        }
        Ok(())
    }

    /// What the run that this process is a cell of left; nothing for a cell that is run by hand.
    pub fn of_run() -> std::io::Result<Self> {
        let Ok(path) = std::env::var(SOURCES_VARIABLE) else { return Ok(Self::default()) };
        Ok(serde_json::from_slice(&fs_err::read(path)?)?)
    }

    /// Leaves it for cells at `path`.
    pub fn write(&self, path: &Utf8Path) -> std::io::Result<()> {
        let left = Self { is_of_run: true, ..self.clone() };
        fs_err::write(path, serde_json::to_vec_pretty(&left)?)
    }

    /// Why the kernel `id` cannot be had.
    pub fn without(&self, id: &str) -> Option<&Without> {
        match self.standings.get(id)? {
            Standing::Without(without) => Some(without),
            Standing::At(_) => None,
        }
    }

    /// Where sources are looked for: what the command line names before what the environment does, and
    /// that before what `matrix` does.
    pub fn search(&self, matrix: &Matrix) -> SearchPath {
        let search = SearchPath::of_user().with_repositories(self.repositories.clone());
        search.then_repositories(&matrix.repositories)
    }

    /// `matrix` with the trees, the revisions and the mirror of the command line.
    #[must_use]
    pub fn extend(&self, mut matrix: Matrix) -> Matrix {
        matrix.use_trees(&self.trees);
        matrix.use_revisions(&self.revisions);
        for (id, version) in &self.versions {
            matrix.use_version(id, version);
        }
        // A wrong value of the variable ended the program when it began.
        let named = environment::kernel_mirror().ok().flatten();
        if let Some(mirror) = self.mirror.clone().or(named) {
            matrix.use_mirror(&mirror);
        }
        matrix
    }
}

impl Without {
    /// What `error` says about the kernel; `None` when it is about our own machinery.
    pub fn of(error: &WorkshopError) -> Option<Self> {
        let lack = match error {
            WorkshopError::Without(without) => return Some(without.clone()),
            WorkshopError::Outage(_) => Lack::Failed,
            WorkshopError::NotLocked { .. } => Lack::Unpublished,
            WorkshopError::Kernel(error) => lack(error)?,
            _ => return None,
        };
        Some(Self { lack, reason: super::cell::chain(error) })
    }

    /// The same where `error` is why a kernel was not made: whoever asks again need not try again.
    pub fn of_kernel(error: &WorkshopError) -> Self {
        let failed = || Self { lack: Lack::Failed, reason: super::cell::chain(error) };
        Self::of(error).unwrap_or_else(failed)
    }
}

fn lack(error: &KernelError) -> Option<Lack> {
    use crate::kernel::build::KernelBuildError as Build;
    match error {
        KernelError::Vanished { .. } | KernelError::NotInSuite { .. } => Some(Lack::Unpublished),
        KernelError::NotBuilt { .. } => Some(Lack::NotThere),
        KernelError::Source(SourceError::Absent { .. }) => Some(Lack::NoSource),
        KernelError::Source(
            SourceError::Io { .. } | SourceError::Download { .. } | SourceError::Git { .. },
        ) => None,
        KernelError::Source(_) => Some(Lack::BadSource),
        KernelError::Build(error) => match **error {
            Build::Child { .. } | Build::Io { .. } | Build::Toolchain(_) => None,
            _ => Some(Lack::BuildFailed),
        },
        _ => None,
    }
}

impl Lack {
    /// As `KernelRecord::status` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoSource | Self::Unpublished | Self::NotThere | Self::Failed => "unavailable",
            Self::BadSource => "bad-source",
            Self::BuildFailed => "build-failed",
        }
    }

    /// As its cells have it.
    pub fn not_run(self) -> NotRun {
        match self {
            Self::NoSource => NotRun::NoSource,
            Self::Unpublished => NotRun::Unpublished,
            Self::NotThere => NotRun::NotThere,
            Self::BadSource | Self::BuildFailed => NotRun::Broken,
            Self::Failed => NotRun::Blocked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::build::KernelBuildError;
    use rstest::rstest;

    fn absent() -> KernelError {
        let version = "3.10".parse().unwrap();
        let (looked, why) = (String::new(), String::new());
        SourceError::Absent { version, looked, why, remedy: "get it".to_owned() }.into()
    }

    fn bad() -> KernelError {
        SourceError::NotATree { path: "/x".into() }.into()
    }

    fn failed() -> KernelError {
        KernelBuildError::Incomplete { tree: "/x".into(), missing: "Kbuild".to_owned() }.into()
    }

    fn full_disk() -> KernelError {
        SourceError::io("/x")(std::io::Error::other("disk full")).into()
    }

    #[rstest]
    #[case::nothing_here(absent(), Some(Lack::NoSource))]
    #[case::not_what_the_matrix_says(bad(), Some(Lack::BadSource))]
    #[case::does_not_build(failed(), Some(Lack::BuildFailed))]
    #[case::our_own_trouble(full_disk(), None)]
    fn errors_say_why_a_kernel_is_lacking(#[case] error: KernelError, #[case] lack: Option<Lack>) {
        let without = Without::of(&WorkshopError::Kernel(error));
        assert_eq!(without.as_ref().map(|without| without.lack), lack);
        // A cell that reads it from the run's file says the same.
        if let Some(without) = without {
            let again = Without::of(&WorkshopError::Without(without.clone()));
            assert_eq!(again, Some(without));
        }
    }

    #[test]
    fn cells_read_what_the_run_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("sources.json");
        let without = Without { lack: Lack::BuildFailed, reason: "it does not build".to_owned() };
        let mut sources = Sources::default();
        sources.trees.push(("3.2".parse().unwrap(), "/tree".into()));
        sources.standings.insert("3.2".to_owned(), Standing::Without(without.clone()));
        sources.write(&path).unwrap();
        let read: Sources = serde_json::from_slice(&fs_err::read(&path).unwrap()).unwrap();
        assert_eq!((read.without("3.2"), &read.trees), (Some(&without), &sources.trees));
        assert_eq!(sources.without("3.4"), None);
        assert_eq!((sources.is_of_run, read.is_of_run), (false, true));
    }
}
