//! What is shown of one cell: an excerpt, compressed, in the page, and all of it on a page of its own.

use askama::Template;

use crate::run::{
    BuildRecord, CellRecord, CheckRecord, CheckVerdict, Event, KernelRecord, Outcome, Printed, Run,
    Splat, Status, cell_page,
};

use super::super::across::said;
use super::super::pieces::{Piece, pieces, places};
use super::super::shows::shows;
use super::super::text::{duration, moment, sign_of, symbol as outcome_symbol};
use super::breakable::{breakable, coded};
use super::budget::{Budget, Excerpt, cost, head, tail};
use super::differ::{Marked, marked};
use super::hex::dump;
use super::links::{class, class_of, is_link, key};

/// Bytes of HTML that one event takes in addition to its texts.
const EVENT: usize = 160;

/// Each text of an event gets one part in so many of the room.
const PARTS: usize = 4;

/// What is shown of a cell.
#[derive(Template)]
#[template(path = "cell.html")]
pub(super) struct CellView<'a> {
    cell: &'a CellRecord,
    /// What its scenario shows.
    shows: String,
    symbol: &'static str,
    took: String,
    checks: Vec<CheckView<'a>>,
    events: Vec<Piece<EventView<'a>>>,
    splats: Vec<(&'a Splat, Excerpt<'a>)>,
    console: Excerpt<'a>,
    trend: Vec<Past<'a>>,
    kernel: Option<&'a KernelRecord>,
    build: Option<(&'a BuildRecord, Excerpt<'a>)>,
}

/// A check, with the difference between the observed and the expected value.
struct CheckView<'a> {
    check: &'a CheckRecord,
    symbol: &'static str,
    observed: Marked<'a>,
}

/// What is shown of an event.
struct EventView<'a> {
    event: &'a Event,
    /// Its position in the whole transcript, from 0: checks refer to it.
    index: usize,
    at: String,
    hex: Vec<Piece<String>>,
    decoded: Vec<Piece<&'a str>>,
    output: Vec<(&'a Printed, Excerpt<'a>)>,
    /// The checks about it that failed or differ as known.
    differing: Vec<&'a CheckRecord>,
}

/// How the cell ended in an earlier run.
pub(super) struct Past<'a> {
    /// When that run began.
    pub(super) started: &'a str,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// Was that as expected?
    pub(super) as_expected: bool,
}

impl<'a> CellView<'a> {
    /// Shortens `cell` to its budget.
    pub(super) fn of(run: &'a Run, cell: &'a CellRecord, budget: Budget) -> Self {
        let room = budget.cell(cell.as_expected);
        let build = run.builds.iter().find(|build| build.is_of(&cell.id));
        Self {
            cell,
            shows: shows(run, &cell.id.scenario),
            symbol: sign_of(cell.outcome, cell.as_expected),
            took: match cell.duration_ms {
                0 => String::new(),
                ms => duration(ms as f64),
            },
            checks: cell.checks.iter().map(CheckView::of).collect(),
            events: events(cell, room / 12 * 5),
            splats: splats(cell, room / 4),
            console: tail(&cell.console, room / 3),
            trend: trend(run, cell),
            kernel: run.kernels.iter().find(|kernel| kernel.id == cell.id.kernel),
            build: build.map(|build| (build, tail(&build.log, room.min(16_000) / 8))),
        }
    }

    /// Does its outcome imply that it is as expected?
    fn says_so(&self) -> bool {
        matches!(self.cell.outcome, Outcome::Pass | Outcome::Xfail | Outcome::BuildRefused)
    }

    /// Where the page with the whole cell is, relative to this page.
    fn page(&self) -> String {
        cell_page(&self.cell.id)
    }
}

impl<'a> CheckView<'a> {
    fn of(check: &'a CheckRecord) -> Self {
        // A check has the same sign as a cell that ends like it.
        let symbol = outcome_symbol(match check.verdict {
            CheckVerdict::Same => Outcome::Pass,
            CheckVerdict::Known => Outcome::Xfail,
            CheckVerdict::Differs => Outcome::Fail,
            CheckVerdict::Missing => Outcome::Missing,
            _ => Outcome::Xpass,
        });
        Self { check, symbol, observed: marked(&check.observed, &check.reference) }
    }
}

/// The events that fit: first how it ended, then what differed, then how it began.
fn events(cell: &CellRecord, room: usize) -> Vec<Piece<EventView<'_>>> {
    let costs: Vec<usize> =
        cell.transcript.iter().map(|event| cost_of(event, room / PARTS)).collect();
    let shown = places(&costs, room, |at| !differing(cell, at).is_empty());
    let pieces = pieces(0..costs.len(), &shown).into_iter();
    pieces.map(|piece| piece.map(|at| EventView::of(cell, at, room / PARTS))).collect()
}

/// What an event costs if each of its texts has so much room.
fn cost_of(event: &Event, room: usize) -> usize {
    let decoded: usize = event.decoded.iter().map(|line| cost(line) + 1).sum();
    let hex = event.hex.len() * 3 / 2;
    let output: usize = event.output.iter().map(|it| cost(&it.text).min(room) + EVENT).sum();
    let said = cost(&event.args) + cost(&event.result);
    EVENT + said + hex.min(room) + decoded.min(room) + output
}

impl<'a> EventView<'a> {
    fn of(cell: &'a CellRecord, index: usize, room: usize) -> Self {
        let event = &cell.transcript[index];
        let dump = dump(&event.hex);
        Self {
            event,
            index,
            at: duration(event.at_ms),
            hex: lines(dump.lines(), room).into_iter().map(|it| it.map(str::to_owned)).collect(),
            decoded: lines(event.decoded.iter().map(String::as_str), room),
            output: event.output.iter().map(|it| (it, tail(&it.text, room))).collect(),
            differing: differing(cell, index),
        }
    }
}

/// The lines that fit; the last ones have priority.
fn lines<'l>(lines: impl Iterator<Item = &'l str> + Clone, room: usize) -> Vec<Piece<&'l str>> {
    let costs: Vec<usize> = lines.clone().map(|line| cost(line) + 1).collect();
    pieces(lines, &places(&costs, room, |_| false))
}

fn differing(cell: &CellRecord, event: usize) -> Vec<&CheckRecord> {
    let about =
        |check: &&CheckRecord| check.event == Some(event) && check.verdict != CheckVerdict::Same;
    cell.checks.iter().filter(about).collect()
}

/// The worst splats, each with an equal part of the room.
fn splats(cell: &CellRecord, room: usize) -> Vec<(&Splat, Excerpt<'_>)> {
    let shown = cell.splats.iter().take(4);
    let each = room / cell.splats.len().clamp(1, 4);
    shown.map(|splat| (splat, head(&splat.excerpt, each))).collect()
}

/// How the cell ended before, beginning with the oldest run.
pub(super) fn trend<'a>(run: &'a Run, cell: &CellRecord) -> Vec<Past<'a>> {
    let of = |past: &'a crate::run::PastRun| {
        let earlier = past.cells.get(&cell.id)?;
        let (outcome, as_expected) = (earlier.outcome, earlier.as_expected);
        Some(Past { started: &past.started, outcome, as_expected })
    };
    run.history.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::fixture;
    use super::*;

    /// What is shown; `-3` stands for three items left out.
    fn places(events: &[Piece<EventView>]) -> String {
        let place = |piece: &Piece<EventView>| match piece {
            Piece::Shown(it) => it.index.to_string(),
            Piece::Left(count) => format!("-{count}"),
        };
        events.iter().map(place).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn of_a_long_transcript_the_end_and_what_differs_are_shown() {
        let run = fixture();
        let has = |cell: &&CellRecord| !cell.transcript.is_empty();
        let mut cell = run.cells.iter().find(has).unwrap().clone();
        let event = Event { op: "recvmsg".into(), ..Event::default() };
        cell.transcript = vec![event; 40];
        cell.checks[0].event = Some(20);
        cell.checks[0].verdict = CheckVerdict::Differs;
        cell.checks.truncate(1);
        assert_eq!(places(&events(&cell, EVENT * 8)), "0 1 2 -17 20 -15 36 37 38 39");
        cell.transcript[39].decoded = (0..400).map(|at| format!("line {at}")).collect();
        let shown = events(&cell, EVENT * 8);
        let Some(Piece::Shown(last)) = shown.last() else { panic!("{}", places(&shown)) };
        assert_eq!(last.decoded.last(), Some(&Piece::Shown("line 399")));
        assert!(last.decoded.iter().any(|it| matches!(it, Piece::Left(300..))), "cut to its part");
        assert_eq!(places(&events(&cell, usize::MAX / 16)).split(' ').count(), 40);
    }
}
