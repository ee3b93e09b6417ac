//! What a bisection found, worded for a report.

use std::fmt;

use super::between::Between;
use super::{BisectError, Mark};
use crate::kernel::source::Repository;
use crate::learn;
use crate::matrix::Revision;
use crate::run::CellRecord;
use crate::version::KernelVersion;

/// The change with which the cell's end changes.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What distinguishes before from after.
    pub mark: Mark,
    /// The commit.
    pub change: Change,
    /// The last cell before the change.
    pub before: CellRecord,
    /// The cell after the change.
    pub after: CellRecord,
}

/// A commit of the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its full name.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// The date of its commit, like `2007-10-10`.
    pub date: String,
    /// The first release that contains it, according to `git describe --contains`; `None` if no tag does.
    pub release: Option<KernelVersion>,
}

pub(super) fn of(
    repository: &Repository,
    mark: Mark,
    between: Between,
    first: Revision,
) -> Result<Finding, BisectError> {
    let object = &first.object;
    let shown = repository.git(&["show", "--no-patch", "--format=%cs%n%s", object, "--"])?;
    let (date, subject) = shown.trim().split_once('\n').unwrap_or_default();
    let (date, subject) = (date.to_owned(), subject.to_owned());
    let release = repository.first_release(object)?;
    let change = Change { commit: first.object, subject, date, release };
    Ok(Finding { mark, change, before: between.good.record, after: between.bad.record })
}

impl Finding {
    /// A row for the matrix file, if the matrix does not already expect the difference.
    pub fn row(&self) -> Option<String> {
        let release = self.change.release?;
        let source = format!("{} ({})", self.change.commit, self.change.subject);
        let row = |record: &CellRecord, kernels: String| {
            let kernels = kernels.parse().expect("a comparison and a version");
            learn::rows_of(record, &kernels, &source)
        };
        let after = row(&self.after, format!(">={release}"));
        after.or_else(|| row(&self.before, format!("<{release}")))
    }

    fn side(&self, f: &mut fmt::Formatter<'_>, name: &str, record: &CellRecord) -> fmt::Result {
        let (kernel, outcome) = (&record.id.kernel, record.outcome);
        match self.mark.check_of(record) {
            None => writeln!(f, "{name} ({kernel}): {outcome}{}", reason(record)),
            Some(check) => {
                writeln!(f, "{name} ({kernel}): {}", check.observed)?;
                let event = check.event.and_then(|index| record.transcript.get(index));
                let mut lines = event.iter().flat_map(|event| &event.decoded);
                lines.try_for_each(|line| writeln!(f, "    {line}"))
            }
        }
    }
}

fn reason(record: &CellRecord) -> String {
    let first = record.reason.lines().next().unwrap_or_default();
    if first.is_empty() { String::new() } else { format!(": {first}") }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { commit, subject, date, release } = &self.change;
        writeln!(f, "{commit}\n    {subject}\n    {date}, {}", of_release(release.as_ref()))?;
        writeln!(f, "is the first change after which {} differs.\n", self.mark)?;
        self.side(f, "before", &self.before)?;
        self.side(f, "after", &self.after)?;
        match self.row() {
            Some(row) => {
                write!(f, "\nA row for the matrix file (write in it why this is so):\n\n{row}")
            }
            None => Ok(()),
        }
    }
}

fn of_release(release: Option<&KernelVersion>) -> String {
    release.map_or("not in any release yet".to_owned(), |release| format!("first in {release}"))
}
