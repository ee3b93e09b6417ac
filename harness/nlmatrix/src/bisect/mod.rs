//! Finds the kernel change with which a cell ends differently: first among releases, then, using git's own bisection
//! as the engine, among the commits between two of them.

mod between;
mod commits;
mod error;
mod finding;
mod mark;
mod named;
mod releases;
mod step;

use camino::Utf8PathBuf;

use crate::kernel::source::Repository;
use crate::matrix::Revision;
use crate::store::Store;

pub use between::Look;
use between::{Between, End};
pub use error::BisectError;
pub use finding::{Change, Finding};
pub use mark::Mark;
pub use step::{Seen, Steps};

/// What to search for.
#[derive(Clone, Debug)]
pub struct Question {
    /// The repository that contains both ends.
    pub repository: Utf8PathBuf,
    /// A tag, branch or commit on which the cell ends as it used to.
    pub good: String,
    /// A later one on which it ends differently.
    pub bad: String,
    /// The check that distinguishes the two; determined by the search if there is none.
    pub check: Option<String>,
}

/// Answers `question`; git's records meanwhile are in `store`, and removed in the end.
///
/// If there is `quick`, which sees in a tenth of the time what `look` most probably sees, it leads the search, and
/// `look` only confirms the result; if `look` sees something else, the whole search is repeated with it.
pub fn bisect(
    look: Look,
    quick: Option<Look>,
    store: &Store,
    question: &Question,
) -> Result<Finding, BisectError> {
    if let Some(quick) = quick
        && let Ok(found) = by(quick, store, question)
    {
        if let Some(finding) = found.seen_by(look)? {
            return Ok(finding);
        }
        tracing::info!("fully configured kernels behave differently: starting again with these");
    }
    let found = by(look, store, question)?;
    finding::of(&found.repository, found.mark, found.between, found.first)
}

/// A finished search.
struct Found {
    repository: Repository,
    mark: Mark,
    between: Between,
    first: Revision,
}

impl Found {
    /// The same result confirmed by `look`; `None` if it sees something else. If it sees nothing, because no kernel
    /// can be built from that commit, the result of the quick search stands.
    fn seen_by(self, look: Look) -> Result<Option<Finding>, BisectError> {
        let Self { repository, mark, between, first } = self;
        let sees = |end: End| {
            let Seen::Cell(record) = look(&end.revision)? else { return Ok(Some(end)) };
            let same = mark.of(&record) == mark.of(&end.record);
            Ok::<_, BisectError>(same.then_some(End { record: *record, ..end }))
        };
        let (Some(good), Some(bad)) = (sees(between.good)?, sees(between.bad)?) else {
            return Ok(None);
        };
        finding::of(&repository, mark, Between { good, bad }, first).map(Some)
    }
}

fn by(look: Look, store: &Store, question: &Question) -> Result<Found, BisectError> {
    let repository = Repository::open(&question.repository)?;
    let mut between = ends(look, &repository, question)?;
    let mark = Mark::between(&between.good.record, &between.bad.record, question.check.as_deref())?;
    tracing::info!("looking for the change of {mark}");
    releases::narrow(look, &repository, &mark, &mut between)?;
    let first = commits::narrow(look, store, &repository, &mark, &mut between)?;
    Ok(Found { repository, mark, between, first })
}

/// The ends that were asked for, with what is seen on each.
fn ends(look: Look, repository: &Repository, question: &Question) -> Result<Between, BisectError> {
    let revisions = [&question.good, &question.bad].map(|name| repository.revision(name));
    let [good, bad] = revisions;
    let (good, bad) = (good?, bad?);
    if !repository.is_ancestor(&good, &bad)? {
        return Err(BisectError::NotBefore { good: good.name, bad: bad.name });
    }
    let end = |revision: Revision| match look(&revision)? {
        Seen::Cell(record) => Ok(End { revision, record: *record }),
        Seen::Nothing(why) => Err(BisectError::BlindEnd { revision: revision.name, why }),
    };
    Ok(Between { good: end(good)?, bad: end(bad)? })
}

#[cfg(test)]
mod tests;
