//! Differences as text for a terminal.

use std::fmt;

use super::text::one_line;
use super::{CellChange, Diff, OriginChange, TimingShift};
use crate::run::Outcome;

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "no difference: in both {}", self.new_tally);
        }
        list(f, "new failures", &self.new_failures)?;
        list(f, "new stale expectations", &self.new_stale)?;
        list(f, "no longer run", &self.no_longer_run)?;
        list(f, "fixed", &self.fixed)?;
        list(f, "run again", &self.run_again)?;
        list(f, "changed outcome", &self.changed)?;
        list(f, "new cells", &self.new_cells)?;
        list(f, "vanished cells", &self.vanished_cells)?;
        list(f, "new kernels", &self.new_kernels)?;
        list(f, "vanished kernels", &self.vanished_kernels)?;
        list(f, "changed packages", &self.origins)?;
        list(f, "changed times", &self.timing)?;
        writeln!(f, "before: {}", self.old_tally)?;
        writeln!(f, "now:    {}", self.new_tally)?;
        writeln!(f, "{}", if self.worse { "worse" } else { "not worse" })
    }
}

/// A heading with a count and one line for each item; nothing if the list is empty.
fn list(f: &mut fmt::Formatter<'_>, name: &str, items: &[impl fmt::Display]) -> fmt::Result {
    if !items.is_empty() {
        writeln!(f, "{name} ({}):", items.len())?;
    }
    items.iter().try_for_each(|item| writeln!(f, "  {}", one_line(&item.to_string())))
}

impl fmt::Display for CellChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let old = self.old.map_or("new", Outcome::as_str);
        write!(f, "{}: {old} → {}", self.id, self.new)?;
        if !self.reason.is_empty() {
            write!(f, ": {}", self.reason)?;
        }
        write!(f, " (rerun: {})", self.rerun)
    }
}

impl fmt::Display for OriginChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |version: &str| {
            if version.is_empty() { "none".into() } else { version.to_owned() }
        };
        write!(f, "{}: {} {} → {}", self.kernel, self.name, shown(&self.old), shown(&self.new))
    }
}

impl fmt::Display for TimingShift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kernel, what, old_ms, new_ms } = self;
        write!(f, "{kernel}: {what} {old_ms:.0} ms → {new_ms:.0} ms")
    }
}
