//! Which kernels `--kernel` asks for: those of the matrix by a pattern or a range of versions, and
//! revisions of git repositories, which need no entry.

use super::Sources;
use crate::kernel::source::{Repository, SourceError};
use crate::matrix::{Matrix, Revision};
use crate::plan::{Selection, SelectionError};
use crate::version::KernelVersion;

/// What `--kernel` comes to.
#[derive(Debug)]
pub struct Asked {
    /// With the revisions that it names.
    pub matrix: Matrix,
    /// With them as well, for cells.
    pub sources: Sources,
    /// The pattern for ids.
    pub pattern: Option<String>,
}

/// Why it comes to nothing.
#[derive(Debug, thiserror::Error)]
pub enum AskedError {
    /// A repository.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A pattern.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// A range without kernels.
    #[error("no kernel of the matrix, and no tag of a git repository, lies in {0}")]
    Empty(String),
}

/// `2.6.20..2.6.24`, a pattern of ids, or a tag, branch or commit (`v2.6.20`) of a repository.
///
/// A range has the kernels of the matrix in it, and of the first repository with such tags the releases
/// that no kernel of the matrix stands for: stable ones only between two of the same series.
pub fn ask(matrix: Matrix, sources: Sources, text: Option<&str>) -> Result<Asked, AskedError> {
    let Some(text) = text else { return Ok(Asked { matrix, sources, pattern: None }) };
    if let Some(range) = Range::parse(text) {
        return in_range(matrix, sources, text, &range);
    }
    let selection = Selection::new(Some(text), None)?;
    let known = matrix.kernels.iter().any(|kernel| selection.takes_kernel(&kernel.id));
    let named = if known { None } else { named(&matrix, &sources, text)? };
    let pattern = named.as_ref().map_or(text, Revision::id).to_owned();
    Ok(with(matrix, sources, named.into_iter().collect(), pattern))
}

fn with(matrix: Matrix, mut sources: Sources, new: Vec<Revision>, pattern: String) -> Asked {
    let mut matrix = matrix;
    // An entry of that id has it already.
    let new: Vec<_> = new.into_iter().filter(|it| matrix.kernel(it.id()).is_none()).collect();
    matrix.use_revisions(&new);
    sources.revisions.extend(new);
    Asked { matrix, sources, pattern: Some(pattern) }
}

/// The revision `name` of the first repository that knows it.
fn named(matrix: &Matrix, sources: &Sources, name: &str) -> Result<Option<Revision>, SourceError> {
    for repository in sources.search(matrix).repositories()? {
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
    matrix: Matrix,
    sources: Sources,
    text: &str,
    range: &Range,
) -> Result<Asked, AskedError> {
    let mut new = Vec::new();
    for repository in sources.search(&matrix).repositories()? {
        new = missing(&repository, &matrix, range)?;
        if !new.is_empty() {
            break;
        }
    }
    let mut asked = with(matrix, sources, new, String::new());
    let inside = asked.matrix.kernels.iter().filter(|kernel| range.contains(&kernel.series));
    let ids: Vec<&str> = inside.map(|kernel| kernel.id.as_str()).collect();
    if ids.is_empty() {
        return Err(AskedError::Empty(text.to_owned()));
    }
    asked.pattern = Some(format!("{{{}}}", ids.join(",")));
    Ok(asked)
}

/// The releases of `repository` in `range` that `matrix` has no kernel of.
fn missing(
    repository: &Repository,
    matrix: &Matrix,
    range: &Range,
) -> Result<Vec<Revision>, SourceError> {
    let has = |version: &KernelVersion| matrix.kernels.iter().any(|it| version.is_of(&it.series));
    let releases = repository.releases()?.into_iter();
    let wanted = releases.filter(|version| range.names(version) && !has(version));
    wanted.map(|version| repository.revision(&format!("v{version}"))).collect()
}

/// Versions from one to another, both of them inside.
struct Range {
    from: KernelVersion,
    to: KernelVersion,
}

impl Range {
    /// `2.6.20..2.6.24`, each with a `v` or without.
    fn parse(text: &str) -> Option<Self> {
        let version = |text: &str| text.strip_prefix('v').unwrap_or(text).parse().ok();
        let (from, to) = text.split_once("..")?;
        Some(Self { from: version(from)?, to: version(to)? })
    }

    fn contains(&self, version: &KernelVersion) -> bool {
        self.from <= *version && (*version <= self.to || version.is_of(&self.to))
    }

    /// Is `version` a release between the two, or one of the two?
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
