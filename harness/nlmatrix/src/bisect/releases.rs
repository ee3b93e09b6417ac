//! Searches among releases, whose kernels may have been built already, and surely build.

use super::between::{Between, End, Look};
use super::{BisectError, Mark};
use crate::kernel::source::Repository;
use crate::matrix::Revision;

/// Narrows `between` to two consecutive releases, as far as those in between can be tested.
pub(super) fn narrow(
    look: Look,
    repository: &Repository,
    mark: &Mark,
    between: &mut Between,
) -> Result<(), BisectError> {
    let left = inside(repository, between)?;
    between.halve(look, mark, "releases", left)
}

/// The releases between the ends, oldest first: only those on the ends' own line of history.
fn inside(repository: &Repository, between: &Between) -> Result<Vec<Revision>, BisectError> {
    let End { revision: good, .. } = &between.good;
    let End { revision: bad, .. } = &between.bad;
    let mut inside = Vec::new();
    for version in repository.releases()? {
        if version < good.version || bad.version < version || version.is_candidate() {
            continue;
        }
        let revision = repository.revision(&format!("v{version}"))?;
        let is_end = revision.object == good.object || revision.object == bad.object;
        let lies = !is_end && repository.is_ancestor(good, &revision)?;
        if lies && repository.is_ancestor(&revision, bad)? {
            inside.push(revision);
        }
    }
    Ok(inside)
}
