//! What is still to be searched.

use super::{BisectError, Mark, Seen};
use crate::matrix::Revision;
use crate::run::CellRecord;

/// Runs the cell on the kernel of a revision.
pub type Look<'a> = &'a dyn Fn(&Revision) -> Result<Seen, BisectError>;

/// An end of what is still to be searched, and what was seen there.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) revision: Revision,
    pub(super) record: CellRecord,
}

/// The two ends between which the change lies.
#[derive(Clone, Debug)]
pub(super) struct Between {
    pub(super) good: End,
    pub(super) bad: End,
}

impl Between {
    /// Moves the end that `record`, which was seen at `revision`, is like. All that is not as at the good
    /// end is bad: the change that is looked for came before it.
    pub(super) fn narrow(&mut self, mark: &Mark, revision: Revision, record: CellRecord) -> bool {
        let is_good = mark.of(&record) == mark.of(&self.good.record);
        let end = if is_good { &mut self.good } else { &mut self.bad };
        *end = End { revision, record };
        is_good
    }
}
