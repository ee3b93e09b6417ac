//! Among releases: kernels that others may have built already, and that build for sure.

use super::between::{Between, End, Look};
use super::{BisectError, Mark, Seen};
use crate::kernel::source::Repository;
use crate::matrix::Revision;

/// Narrows `between` to two releases that follow each other, as far as something is seen on those
/// between them.
pub(super) fn narrow(
    look: Look,
    repository: &Repository,
    mark: &Mark,
    between: &mut Between,
) -> Result<(), BisectError> {
    let mut left = inside(repository, between)?;
    while !left.is_empty() {
        let middle = left.len() / 2;
        tracing::info!("{} releases to look at, some {} steps", left.len(), steps_for(left.len()));
        let revision = left.remove(middle);
        let Seen::Cell(record) = look(&revision)? else { continue };
        let is_good = between.narrow(mark, revision, *record);
        left = if is_good { left.split_off(middle) } else { left[..middle].to_vec() };
    }
    Ok(())
}

/// The releases between the ends, oldest first: those of the ends' own line of history.
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

/// About how many steps it takes to halve `count` away.
fn steps_for(count: usize) -> u32 {
    usize::BITS - count.leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_halves_what_is_left() {
        assert_eq!([1, 2, 3, 4, 7, 8].map(steps_for), [1, 2, 2, 3, 3, 4]);
    }
}
