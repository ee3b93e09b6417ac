//! Which kernels `--kernel` asks for: kernels of the matrix, by a pattern or a range of versions, and kernels without
//! an entry, namely versions in the folders of sources, and revisions of git repositories.

use super::Sources;
use crate::kernel::source::{SearchPath, SourceError};
use crate::matrix::{Matrix, Revision};
use crate::plan::{Selection, SelectionError};
use crate::version::KernelVersion;

/// What `--kernel` selects.
#[derive(Debug)]
pub struct Asked {
    /// The matrix, with the versions and revisions that it names added.
    pub matrix: Matrix,
    /// The same additions, for the processes of cells.
    pub sources: Sources,
    /// The pattern for ids.
    pub pattern: Option<String>,
}

/// Why it selects nothing.
#[derive(Debug, thiserror::Error)]
pub enum AskedError {
    /// A repository could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// It is not a valid pattern.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// There are no kernels within the range.
    #[error("no kernel of the matrix, no source and no tag of a git repository is within {0}")]
    Empty(String),
}

/// Kernels without an entry.
#[derive(Default)]
struct New {
    /// Versions in folders of sources.
    versions: Vec<KernelVersion>,
    /// Revisions of repositories.
    revisions: Vec<Revision>,
}

/// `2.6.20..2.6.24`, a pattern of ids, a version that a folder of sources has, or a tag, branch or commit
/// (`v2.6.20`) of a repository.
///
/// A range selects the kernels of the matrix within it, and adds versions for which the matrix has no kernel: those
/// that the folders of sources have, and the releases in the first repository with such tags. Stable releases are
/// included only if both ends are of the same series.
pub fn ask(matrix: Matrix, sources: Sources, text: Option<&str>) -> Result<Asked, AskedError> {
    ask_in(&sources.search(&matrix), matrix, sources, text)
}

fn ask_in(
    search: &SearchPath,
    matrix: Matrix,
    sources: Sources,
    text: Option<&str>,
) -> Result<Asked, AskedError> {
    let Some(text) = text else { return Ok(Asked { matrix, sources, pattern: None }) };
    if let Some(range) = Range::parse(text) {
        return in_range(search, matrix, sources, text, &range);
    }
    let selection = Selection::new(Some(text), None)?;
    if matrix.kernels.iter().any(|kernel| selection.takes_kernel(&kernel.id)) {
        return Ok(with(matrix, sources, New::default(), text.to_owned()));
    }
    if let Some(version) = version(text) {
        if let Some(id) = of_tree(&matrix, &version) {
            return Ok(with(matrix, sources, New::default(), id));
        }
        if search.find(&version).is_some() {
            let new = New { versions: vec![version], ..New::default() };
            let mut asked = with(matrix, sources, new, version.to_string());
            asked.matrix.use_vendors(|version| search.vendor_of(version));
            return Ok(asked);
        }
    }
    let named = named(search, text)?;
    let pattern = named.as_ref().map_or(text, Revision::id).to_owned();
    let new = New { revisions: named.into_iter().collect(), ..New::default() };
    Ok(with(matrix, sources, new, pattern))
}

/// The kernel that would be built from a tree of `version`: the id of an entry is often just the series.
fn of_tree(matrix: &Matrix, version: &KernelVersion) -> Option<String> {
    let mut trees = matrix.from_source().filter(|(_, spec)| spec.tree.is_some());
    let of_version = trees.find(|(entry, _)| entry.series == *version);
    of_version.map(|(entry, _)| entry.id.clone())
}

fn with(mut matrix: Matrix, mut sources: Sources, mut new: New, pattern: String) -> Asked {
    matrix.use_versions(&new.versions);
    // There is an entry with that id already.
    new.revisions.retain(|it| matrix.kernel(it.id()).is_none());
    matrix.use_revisions(&new.revisions);
    sources.named.extend(new.versions);
    sources.revisions.extend(new.revisions);
    Asked { matrix, sources, pattern: Some(pattern) }
}

/// The revision `name` in the first repository that knows it.
fn named(search: &SearchPath, name: &str) -> Result<Option<Revision>, SourceError> {
    for repository in search.repositories()? {
        let tag = format!("v{name}");
        for name in [name, &tag] {
            match repository.revision(name) {
                Ok(revision) => return Ok(Some(revision)),
                Err(SourceError::NoRevision { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(None)
}

fn in_range(
    search: &SearchPath,
    matrix: Matrix,
    sources: Sources,
    text: &str,
    range: &Range,
) -> Result<Asked, AskedError> {
    let mut new = New { versions: missing(search.versions(), &matrix), ..New::default() };
    new.versions.retain(|version| range.contains(version));
    for repository in search.repositories()? {
        let mut releases = missing(repository.releases()?, &matrix);
        releases.retain(|version| range.names(version) && !new.versions.contains(version));
        let revisions = releases.iter().map(|it| repository.revision(&format!("v{it}")));
        new.revisions = revisions.collect::<Result<_, _>>()?;
        if !new.revisions.is_empty() {
            break;
        }
    }
    let mut asked = with(matrix, sources, new, String::new());
    asked.matrix.use_vendors(|version| search.vendor_of(version));
    let inside = asked.matrix.kernels.iter().filter(|kernel| range.contains(&kernel.series));
    let ids: Vec<&str> = inside.map(|kernel| kernel.id.as_str()).collect();
    if ids.is_empty() {
        return Err(AskedError::Empty(text.to_owned()));
    }
    asked.pattern = Some(format!("{{{}}}", ids.join(",")));
    Ok(asked)
}

/// Those of `versions` for which `matrix` has no kernel.
fn missing(versions: Vec<KernelVersion>, matrix: &Matrix) -> Vec<KernelVersion> {
    let has = |version: &KernelVersion| matrix.kernels.iter().any(|it| version.is_of(&it.series));
    versions.into_iter().filter(|version| !has(version)).collect()
}

/// `2.6.20`, with a `v` or without.
fn version(text: &str) -> Option<KernelVersion> {
    text.strip_prefix('v').unwrap_or(text).parse().ok()
}

/// Versions from one to another, inclusive.
struct Range {
    from: KernelVersion,
    to: KernelVersion,
}

impl Range {
    /// `2.6.20..2.6.24`, each with a `v` or without.
    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        Some(Self { from: version(from)?, to: version(to)? })
    }

    fn contains(&self, version: &KernelVersion) -> bool {
        self.from <= *version && (*version <= self.to || version.is_of(&self.to))
    }

    /// Is `version` a release within this range?
    fn names(&self, version: &KernelVersion) -> bool {
        let stable = self.from.series() == self.to.series();
        let is_release =
            !version.is_candidate() && (stable || version.series() == version.to_string());
        let is_end = *version == self.from || *version == self.to;
        is_end || is_release && self.contains(version)
    }
}

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;
