//! The range that is still to be searched.

use super::{BisectError, Mark, Seen};
use crate::matrix::Revision;
use crate::run::CellRecord;

/// Runs the cell on the kernel of a revision.
pub type Look<'a> = &'a dyn Fn(&Revision) -> Result<Seen, BisectError>;

/// An end of the range, and what was seen there.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) revision: Revision,
    pub(super) record: CellRecord,
}

/// The two ends between which the change is.
#[derive(Clone, Debug)]
pub(super) struct Between {
    pub(super) good: End,
    pub(super) bad: End,
}

impl Between {
    /// Moves the end that is like `record`, which was seen at `revision`. Whatever is not as at the good end counts
    /// as bad: the change that is looked for came before it.
    pub(super) fn narrow(&mut self, mark: &Mark, revision: Revision, record: CellRecord) -> bool {
        let is_good = mark.of(&record) == mark.of(&self.good.record);
        let end = if is_good { &mut self.good } else { &mut self.bad };
        *end = End { revision, record };
        is_good
    }

    /// Bisects the revisions `left` (oldest first; `what` describes them) until none is left between the ends.
    pub(super) fn halve(
        &mut self,
        look: Look,
        mark: &Mark,
        what: &str,
        mut left: Vec<Revision>,
    ) -> Result<(), BisectError> {
        while !left.is_empty() {
            let middle = left.len() / 2;
            tracing::info!("{} {what} to look at, about {} steps", left.len(), steps(left.len()));
            let revision = left.remove(middle);
            let Seen::Cell(record) = look(&revision)? else { continue };
            let is_good = self.narrow(mark, revision, *record);
            left = if is_good { left.split_off(middle) } else { left[..middle].to_vec() };
        }
        Ok(())
    }
}

/// About how many steps it takes to bisect `count` revisions.
fn steps(count: usize) -> u32 {
    usize::BITS - count.leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_halves_what_is_left() {
        assert_eq!([1, 2, 3, 4, 7, 8].map(steps), [1, 2, 2, 3, 3, 4]);
    }
}
