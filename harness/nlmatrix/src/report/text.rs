//! Text that is safe to show, and the few words that all reports share.

use std::borrow::{Borrow, Cow};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::run::{self, CellRecord, LackingClient, Outcome, PastRun, Run, Status};
use crate::words::counted;

/// One sign for each outcome, one column wide: good ones are symbols, bad ones a letter or a cross.
pub(super) fn symbol(outcome: impl Borrow<Outcome>) -> &'static str {
    match outcome.borrow() {
        Outcome::Pass => "✓",
        Outcome::Xfail => "≈",
        Outcome::BuildRefused => "⊘",
        Outcome::Unavailable => "–",
        Outcome::Excluded => "e",
        Outcome::NoDevice => "d",
        Outcome::Fail => "✗",
        Outcome::Xpass => "X",
        Outcome::BuildFail => "B",
        Outcome::Hang => "H",
        Outcome::Crash => "C",
        Outcome::Leak => "L",
        Outcome::Flaky => "~",
        Outcome::Lost => "?",
        Outcome::Missing => "∅",
    }
}

/// The sign of a cell, or of the worst of several: an unexpected good end has a sign of its own.
pub(super) fn sign_of(outcome: impl Borrow<Outcome>, as_expected: bool) -> &'static str {
    match outcome.borrow() {
        Outcome::Pass | Outcome::Xfail | Outcome::BuildRefused if !as_expected => {
            symbol(Outcome::Fail)
        }
        outcome => symbol(outcome),
    }
}

/// What an outcome means, for legends: its words, and an explanation.
pub(super) fn meaning(outcome: impl Borrow<Outcome>) -> &'static str {
    match outcome.borrow() {
        Outcome::Pass => "passes, just like the reference",
        Outcome::Xfail => "differs as known, exactly as predicted",
        Outcome::BuildRefused => "is refused by the headers, with the predicted diagnosis",
        Outcome::Unavailable => "is not available here, so it did not run",
        Outcome::Excluded => "is excluded by its dkms.conf, so it did not run",
        Outcome::NoDevice => "has no device here (ENODEV), so it did not run",
        Outcome::Fail => "fails, and nothing predicts it",
        Outcome::Xpass => "no longer differs as known",
        Outcome::BuildFail => "does not build, and nothing predicts it",
        Outcome::Hang => "hangs: it did not return by its deadline",
        Outcome::Crash => "crashes the kernel, as its splat shows",
        Outcome::Leak => "leaves something behind",
        Outcome::Flaky => "is flaky: it did not always end the same way",
        Outcome::Lost => "is lost: nlmatrix or the host failed",
        Outcome::Missing => "is missing: it was planned, but left no result",
    }
}

/// How many cells ended as expected, did not, and did not run, and how they ended.
pub(super) struct Tally {
    /// The three numbers.
    pub(super) cells: run::Tally,
    /// Outcomes that happened, in report order, with their counts.
    pub(super) outcomes: Vec<(Outcome, usize)>,
}

impl Tally {
    /// Counts the cells themselves, as `totals` in a hand-made file may be wrong.
    pub(super) fn of(run: &Run) -> Self {
        let count = |outcome| run.cells.iter().filter(|cell| cell.outcome == outcome).count();
        let outcomes = Outcome::ALL.map(|outcome| (outcome, count(outcome)));
        Self {
            cells: run::Tally::of(run),
            outcomes: outcomes.into_iter().filter(|(_, count)| *count > 0).collect(),
        }
    }

    /// `12 as expected, 3 not as expected, 40 did not run`.
    pub(super) fn headline(&self) -> String {
        self.cells.to_string()
    }

    /// `10 pass · 2 xfail · 3 fail`.
    pub(super) fn outcomes(&self) -> String {
        let counts = self.outcomes.iter().map(|(outcome, count)| format!("{count} {outcome}"));
        counts.collect::<Vec<_>>().join(" · ")
    }
}

/// The cells that ran and did not end as they should, in the order of the plan.
pub(super) fn unexpected(run: &Run) -> impl Iterator<Item = &CellRecord> {
    run.cells.iter().filter(|cell| cell.status() == Status::NotAsExpected)
}

/// A cell that did not end as it should, and what did not run because of the same build: scenarios of its module, or
/// any cells if a client does not build.
pub(super) struct Told<'a> {
    pub(super) cell: &'a CellRecord,
    pub(super) also: Vec<Cow<'a, str>>,
}

impl Told<'_> {
    /// What did not run because of the same build, as far as there is room for it; empty if nothing.
    pub(super) fn affected(&self) -> String {
        const NAMED: usize = 12;
        let named =
            self.also.iter().take(NAMED).map(|it| one_line(it)).collect::<Vec<_>>().join(", ");
        match self.also.len().saturating_sub(NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}

/// What is not as expected; a failed build appears once for all cells that depend on it.
pub(super) fn told(run: &Run) -> Vec<Told<'_>> {
    told_of(unexpected(run))
}

/// The same for some cells.
pub(super) fn told_of<'a>(cells: impl Iterator<Item = &'a CellRecord>) -> Vec<Told<'a>> {
    let mut all: Vec<Told> = Vec::new();
    for cell in cells {
        match all.iter_mut().find(|before| same_build(before.cell, cell)) {
            Some(before) if cell.lacks.is_empty() => {
                before.also.push(Cow::Borrowed(&cell.id.scenario));
            }
            Some(before) => before.also.push(Cow::Owned(cell.id.to_string())),
            None => all.push(Told { cell, also: Vec::new() }),
        }
    }
    all
}

/// The clients that could not be made and that no cell runs: the others are reported with their cells.
pub(super) fn without_cells(run: &Run) -> impl Iterator<Item = &LackingClient> {
    let is_run = |it: &LackingClient| run.cells.iter().any(|cell| cell.lacks == it.client);
    run.lacking_clients.iter().filter(move |it| !is_run(it))
}

/// Did the same module not build for both, or the same client?
fn same_build(a: &CellRecord, b: &CellRecord) -> bool {
    if !(a.lacks.is_empty() && b.lacks.is_empty()) {
        return a.lacks == b.lacks;
    }
    let failed = [a, b].iter().all(|cell| cell.outcome == Outcome::BuildFail);
    failed && (&a.id.kernel, &a.id.module, &a.reason) == (&b.id.kernel, &b.id.module, &b.reason)
}

/// Is nothing wrong with `run`: did everything that ran end as it should, and did everything run that should?
pub(super) fn is_good(run: &Run) -> bool {
    unexpected(run).next().is_none() && run.stale.is_empty() && !run.lacks_results()
}

/// `1 cell`, `12 cells`.
pub(super) fn cells(count: usize) -> String {
    counted(count, "cell")
}

/// `on 27 kernels`, or the names of a few.
pub(super) fn on_kernels(kernels: &[String]) -> String {
    const NAMED: usize = 3;
    match kernels.len() {
        ..=NAMED => format!("on {}", kernels.join(", ")),
        count => format!("on {count} kernels"),
    }
}

/// The same run with every text made safe to show (see [`visible`]), map keys included. Guests write most of these
/// texts, and this way no renderer has to remember which.
pub(crate) fn visible_run(run: &Run) -> Run {
    made_visible(run)
}

/// The same for the summary of an earlier run.
pub(super) fn visible_past(run: &PastRun) -> PastRun {
    made_visible(run)
}

fn made_visible<T: Serialize + DeserializeOwned>(run: &T) -> T {
    let value = serde_json::to_value(run).expect("a run is plain data");
    serde_json::from_value(visible_value(value)).expect("a run survives its own JSON")
}

/// Cleans every string, and drops nulls (absent options, and figures that are not numbers).
fn visible_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(visible(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(visible_value).collect()),
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (visible(&key), visible_value(value)))
            .collect(),
        other => other,
    }
}

/// `text` without terminal escapes, without control characters other than line feed and tab, and without the
/// characters that reorder the text around them.
pub(crate) fn visible(text: &str) -> String {
    // A fast path for plain texts, as nearly all are: consoles are long, and stripping is slow.
    if text.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')) {
        return text.to_owned();
    }
    let plain = anstream::adapter::strip_str(text).to_string();
    let shown = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || reorders(*c));
    plain.chars().filter(shown).collect()
}

/// Is `c` a bidirectional control?
fn reorders(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` on a single line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `max` characters of `text`; `…` marks a cut.
pub(super) fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max.saturating_sub(1)).chain(['…']).collect()
}

/// A duration for readers: `850 ms`, `12.5 s`, `3 min 20 s`.
pub(super) fn duration(ms: f64) -> String {
    match ms {
        ..1.0 => format!("{ms:.2} ms"),
        ..1000.0 => format!("{ms:.0} ms"),
        ..60_000.0 => format!("{:.1} s", ms / 1000.0),
        _ => format!("{:.0} min {:.0} s", (ms / 60_000.0).floor(), (ms % 60_000.0) / 1000.0),
    }
}

/// A moment in RFC 3339, to the second, in a readable form; any other text is returned as it is.
pub(crate) fn moment(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    match (text.get(..10), text.get(11..19), text.ends_with('Z')) {
        (Some(day), Some(time), true) => format!("{day} {time} UTC"),
        _ => text.to_owned(),
    }
}

/// What a run that is not thorough says about the cells that it lacks.
pub(super) fn passed_over(count: usize) -> String {
    format!("{count} more cells in a thorough run (--thorough)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_controls_and_reordering_are_dropped() {
        let hostile = "a\u{1b}[31mred\u{1b}[0m\u{7}\r\n\tb\u{202e}c\u{9b}5m";
        let shown = visible(hostile);
        assert!(!shown.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || reorders(c)));
        assert!(shown.starts_with("ared\n\tbc"), "{shown:?}");
    }

    #[test]
    fn a_good_end_that_was_not_to_come_has_a_cross() {
        assert_eq!((sign_of(Outcome::Pass, true), sign_of(Outcome::Pass, false)), ("✓", "✗"));
        assert_eq!(sign_of(Outcome::Crash, false), symbol(Outcome::Crash));
    }

    #[test]
    fn a_meaning_begins_with_the_words() {
        for outcome in Outcome::ALL {
            assert!(meaning(outcome).starts_with(outcome.words()), "{outcome}");
        }
    }

    #[test]
    fn symbols_are_distinct() {
        let mut symbols = Outcome::ALL.map(symbol).to_vec();
        symbols.sort_unstable();
        symbols.dedup();
        assert_eq!(symbols.len(), Outcome::ALL.len());
    }

    #[test]
    fn moments_read_well() {
        assert_eq!(moment("2026-01-02T03:04:05.678Z"), "2026-01-02 03:04:05 UTC");
        assert_eq!(moment("yesterday"), "yesterday");
    }

    #[test]
    fn durations_read_well() {
        let shown = [0.5, 850.0, 12_500.0, 200_000.0].map(duration);
        assert_eq!(shown, ["0.50 ms", "850 ms", "12.5 s", "3 min 20 s"]);
    }
}
