//! What a run found out before its first cell, once for all of its cells: its templates and bundles, and the state of
//! its source kernels, whether found, built or failed.
//!
//! Finding a tree costs a `stat` of each of its files, and a failing build costs a minute. Cells are processes of
//! their own, so the run hands on what it found. This also keeps a run from seeing two states of a tree that is being
//! edited.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::stage::Stage;
use super::without::Without;
use crate::environment;
use crate::kernel::source::{Repository, SearchPath, Source, SourceError, Tree};
use crate::matrix::{Matrix, Revision};
use crate::module::Module;
use crate::run::LackingClient;
use crate::version::KernelVersion;

/// What a run hands on to its cells.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sources {
    /// The trees of `--kernel-tree`.
    pub trees: Vec<(KernelVersion, Utf8PathBuf)>,
    /// The repositories of `--kernel-git`.
    pub repositories: Vec<Utf8PathBuf>,
    /// Was a debug kernel asked for?
    #[serde(default)]
    pub debug: bool,
    /// The mirror of kernel.org's releases that the command line names.
    #[serde(default)]
    pub mirror: Option<String>,
    /// Versions from the folders of sources that the command line named as kernels.
    #[serde(default)]
    pub named: Vec<KernelVersion>,
    /// Revisions of repositories that the command line named as kernels.
    pub revisions: Vec<Revision>,
    /// The stable versions of the sources that will be used, by kernel id. They are known from the names of the
    /// sources before anything is planned, because stable releases change behaviour, too.
    #[serde(default)]
    pub versions: BTreeMap<String, KernelVersion>,
    /// The state of source kernels, by kernel id.
    pub standings: BTreeMap<String, Standing>,
    /// The folders of templates, by kernel id. To find one by its key, each cell would have to read everything that
    /// went into it.
    pub templates: BTreeMap<String, Utf8PathBuf>,
    /// The folders of bundles and the cells for which they suffice, by kernel id, for the same reason; for each
    /// kernel, this is the fullest one.
    #[serde(default)]
    pub bundles: BTreeMap<String, (Stage, Utf8PathBuf)>,
    /// Users' own modules, by `kernel/name`. Their folders are read once for a run, so that edits during the run
    /// change none of its cells.
    #[serde(default)]
    pub modules: BTreeMap<String, Module>,
    /// Clients that could not be made, by name and target: they are not tried again.
    #[serde(default)]
    pub clients: BTreeMap<String, LackingClient>,
    /// Builds that did not finish, by `kernel/name`, and what to say about each: nobody waits for them again.
    #[serde(default)]
    pub endless: BTreeMap<String, String>,
    /// Is it from a run? A build that failed in a run is not tried again by each of its cells.
    #[serde(default)]
    pub is_of_run: bool,
    /// Options of the command line that are also needed to run a cell by hand, each preceded by a space.
    #[serde(default)]
    pub options: String,
}

/// The state of a kernel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Its source.
    At(Source),
    /// It is not available.
    Without(Without),
}

impl Sources {
    /// From the trees at `paths`, each of which has to be a source tree, and the git repositories at `repositories`.
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

    /// Finds out, by the names of the sources, which stable releases of the kernels of `matrix` the search path has.
    pub fn look(&mut self, matrix: &Matrix) -> Result<(), SourceError> {
        let search = self.search(matrix);
        for (entry, spec) in matrix.from_source() {
            if spec.is_looked_for() {
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

    /// The same as the run's cells get it.
    #[must_use]
    pub fn handed_on(&self) -> Self {
        Self { is_of_run: true, ..self.clone() }
    }

    /// Why the kernel `id` is not available.
    pub fn without(&self, id: &str) -> Option<&Without> {
        match self.standings.get(id)? {
            Standing::Without(without) => Some(without),
            Standing::At(_) => None,
        }
    }

    /// Where to look for sources: first where the command line says, then where the environment does, then where
    /// `matrix` does.
    pub fn search(&self, matrix: &Matrix) -> SearchPath {
        let search = SearchPath::of_user().with_repositories(self.repositories.clone());
        search.then_repositories(&matrix.repositories)
    }

    /// `matrix` with the trees, versions, revisions and mirror of the command line added.
    #[must_use]
    pub fn extend(&self, mut matrix: Matrix) -> Matrix {
        if self.debug {
            matrix.use_debug_kernel();
        }
        matrix.use_trees(&self.trees);
        matrix.use_versions(&self.named);
        matrix.use_revisions(&self.revisions);
        for (id, version) in &self.versions {
            matrix.use_version(id, version);
        }
        let search = self.search(&matrix);
        matrix.use_vendors(|version| search.vendor_of(version));
        // A wrong value of the variable has already ended the program at its start.
        let named = environment::kernel_mirror().ok().flatten();
        if let Some(mirror) = self.mirror.clone().or(named) {
            matrix.use_mirror(&mirror);
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::without::Lack;

    #[test]
    fn cells_read_what_the_run_left() {
        let without = Without { lack: Lack::BuildFailed, reason: "it does not build".to_owned() };
        let mut sources = Sources::default();
        sources.trees.push(("3.2".parse().unwrap(), "/tree".into()));
        sources.standings.insert("3.2".to_owned(), Standing::Without(without.clone()));
        let text = serde_json::to_string(&sources.handed_on()).unwrap();
        let read: Sources = serde_json::from_str(&text).unwrap();
        assert_eq!((read.without("3.2"), &read.trees), (Some(&without), &sources.trees));
        assert_eq!(sources.without("3.4"), None);
        assert_eq!((sources.is_of_run, read.is_of_run), (false, true));
    }
}
