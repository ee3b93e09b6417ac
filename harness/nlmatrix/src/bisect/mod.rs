//! Finds the change of the kernel after which a cell ends otherwise: first among releases, then, with
//! git's own bisection as the engine, among the commits between two of them.

mod between;
mod commits;
mod error;
mod finding;
mod mark;
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

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The repository that has both ends.
    pub repository: Utf8PathBuf,
    /// A tag, branch or commit on which the cell ends as it used to.
    pub good: String,
    /// A later one on which it ends otherwise.
    pub bad: String,
    /// The check that tells the two apart; found out where there is none.
    pub check: Option<String>,
}

/// Answers `question`; what git notes meanwhile lies in `store`, and goes with this.
pub fn bisect(look: Look, store: &Store, question: &Question) -> Result<Finding, BisectError> {
    let repository = Repository::open(&question.repository)?;
    let mut between = ends(look, &repository, question)?;
    let mark = Mark::between(&between.good.record, &between.bad.record, question.check.as_deref())?;
    tracing::info!("looking for the change of {mark}");
    releases::narrow(look, &repository, &mark, &mut between)?;
    let first = commits::narrow(look, store, &repository, &mark, &mut between)?;
    finding::of(&repository, mark, between, first)
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
