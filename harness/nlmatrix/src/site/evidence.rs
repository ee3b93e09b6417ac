//! What was said on the last kernel before a change and on the first one after it, side by side.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::change::{Found, Step};
use super::lookup::{Cited, Lookup};
use crate::report::{Piece, shortened};
use crate::run::Event;

/// How far before the event that a check is about the request may be that it answers.
const BACK: usize = 3;
/// So many lines of a splat, or of a decoded message, suffice to recognise it; the cell's page has all of them.
const LINES: usize = 24;

/// One side.
pub(super) struct Side<'a> {
    /// What was seen.
    pub(super) found: Found<'a>,
    /// The cell, with its page.
    pub(super) cited: Cited<'a>,
    /// The request and its answers.
    pub(super) events: Vec<Shown<'a>>,
    /// What the kernel said, if it ended badly.
    pub(super) splat: Vec<&'a str>,
}

/// An event of a transcript.
pub(super) struct Shown<'a> {
    /// It.
    pub(super) event: &'a Event,
    /// Its decoded lines, each with whether it differs from the other side.
    pub(super) lines: Vec<Piece<(bool, &'a str)>>,
    /// What it printed.
    pub(super) output: Vec<Vec<Piece<&'a str>>>,
}

impl<'a> Side<'a> {
    /// Both sides of a step.
    pub(super) fn both(known: &Lookup<'a>, step: &Step<'a>) -> [Self; 2] {
        let (before, after) = (around(&step.before), around(&step.after));
        let lines = |events: &[&'a Event]| -> BTreeSet<String> {
            events.iter().flat_map(|it| it.decoded.iter()).map(|line| meant(line)).collect()
        };
        let (old, new) = (lines(&before), lines(&after));
        [Self::of(known, &step.before, before, &new), Self::of(known, &step.after, after, &old)]
    }

    fn of(
        known: &Lookup<'a>,
        found: &Found<'a>,
        events: Vec<&'a Event>,
        other: &BTreeSet<String>,
    ) -> Self {
        let shown = |event: &'a Event| {
            let lines = event.decoded.iter().map(|line| (!other.contains(&meant(line)), &**line));
            let printed = event.output.iter().map(|it| it.text.lines().collect());
            Shown {
                event,
                lines: shortened(lines.collect(), LINES, |(differs, _)| *differs),
                output: printed.map(|it| shortened(it, LINES, |_| false)).collect(),
            }
        };
        let splat = found.cell.splats.first().filter(|_| found.check.is_none());
        Self {
            cited: known.cite(found.cell),
            events: events.into_iter().map(shown).collect(),
            splat: splat.map_or(Vec::new(), |it| it.excerpt.lines().take(LINES).collect()),
            found: found.clone(),
        }
    }
}

/// The event that a check is about, preceded by the request that it answers; for a cell's end, the last events.
fn around<'a>(found: &Found<'a>) -> Vec<&'a Event> {
    let events = &found.cell.transcript;
    let last = match found.check {
        Some(check) => check.event,
        None => events.len().checked_sub(1),
    };
    let Some(last) = last.filter(|at| *at < events.len()) else { return Vec::new() };
    let back = last.saturating_sub(BACK)..=last;
    let is_request = |at: &usize| events[*at].op.starts_with("send");
    let first = back.rev().find(is_request).unwrap_or(last);
    events[first..=last].iter().collect()
}

/// Numbers that are not behaviour: sequence numbers, port ids, and the ids that families get at run time.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(seq|pid)=\d+|\btype=0x[0-9a-f]+").expect("a fixed expression")
});

/// What a decoded line says without them.
fn meant(line: &str) -> String {
    GIVEN.replace_all(line, "").into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{event, passed};
    use super::*;
    use crate::run::CheckRecord;

    #[test]
    fn the_request_is_shown_with_its_answer() {
        let mut cell = passed("6.1", "echo");
        cell.transcript = ["bind", "sendmsg", "poll", "recvmsg", "close"].map(event).into();
        let check = CheckRecord { event: Some(3), ..CheckRecord::default() };
        let ops = |check: Option<&CheckRecord>| -> Vec<String> {
            let found = Found { cell: &cell, check, class: "good", text: String::new() };
            around(&found).iter().map(|event| event.op.clone()).collect()
        };
        assert_eq!(ops(Some(&check)), ["sendmsg", "poll", "recvmsg"]);
        assert_eq!(ops(Some(&CheckRecord { event: Some(0), ..check.clone() })), ["bind"]);
        assert_eq!(ops(Some(&CheckRecord { event: Some(9), ..check.clone() })), [""; 0]);
        assert_eq!(ops(None), ["sendmsg", "poll", "recvmsg", "close"]);
    }

    #[test]
    fn ids_are_no_difference_and_kinds_are() {
        let [old, new] = ["0x1d flags=REQUEST seq=5 pid=71", "0x22 flags=REQUEST seq=5 pid=121"];
        assert_eq!(meant(&format!("nlmsghdr type={old}")), meant(&format!("nlmsghdr type={new}")));
        assert_ne!(meant("nlmsghdr type=NLMSG_ERROR(2)"), meant("nlmsghdr type=NLMSG_DONE(3)"));
    }
}
