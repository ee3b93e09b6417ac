//! What is shown of one cell: compressed in the page, and whole on a page of its own.

use askama::Template;

use crate::run::{
    BuildRecord, CellRecord, CheckRecord, CheckVerdict, Event, KernelRecord, Outcome, Run, Splat,
    Status, cell_page,
};

use super::super::text::{duration, moment, sign_of, symbol as outcome_symbol};
use super::budget::{Budget, Excerpt, cost, head, tail};
use super::differ::{Marked, marked};
use super::hex::dump;
use super::links::{class, class_of, is_link, key};

/// Bytes of HTML that one event takes besides its texts.
const EVENT: usize = 160;

/// What is shown of a cell.
#[derive(Template)]
#[template(path = "cell.html")]
pub(super) struct CellView<'a> {
    cell: &'a CellRecord,
    symbol: &'static str,
    took: String,
    checks: Vec<CheckView<'a>>,
    events: Vec<EventView<'a>>,
    events_omitted: usize,
    splats: Vec<(&'a Splat, Excerpt<'a>)>,
    console: Excerpt<'a>,
    trend: Vec<Past<'a>>,
    kernel: Option<&'a KernelRecord>,
    build: Option<(&'a BuildRecord, Excerpt<'a>)>,
}

/// A check, with what tells the observed value from the expected one.
struct CheckView<'a> {
    check: &'a CheckRecord,
    symbol: &'static str,
    observed: Marked<'a>,
}

/// What is shown of an event.
struct EventView<'a> {
    event: &'a Event,
    /// Its place in the whole transcript, from 0: checks refer to it.
    index: usize,
    at: String,
    hex: String,
    /// The checks about it that did not come out the same.
    differing: Vec<&'a CheckRecord>,
}

/// How the cell ended in an earlier run.
struct Past<'a> {
    started: &'a str,
    outcome: Outcome,
    as_expected: bool,
}

impl<'a> CellView<'a> {
    /// Cuts `cell` to its budget.
    pub(super) fn of(run: &'a Run, cell: &'a CellRecord, budget: Budget) -> Self {
        let room = budget.cell(cell.as_expected);
        let (events, events_omitted) = events(cell, room / 12 * 5);
        let build = run.builds.iter().find(|build| build.is_of(&cell.id));
        Self {
            cell,
            symbol: sign_of(cell.outcome, cell.as_expected),
            took: duration(cell.duration_ms as f64),
            checks: cell.checks.iter().map(CheckView::of).collect(),
            events,
            events_omitted,
            splats: splats(cell, room / 4),
            console: tail(&cell.console, room / 3),
            trend: trend(run, cell),
            kernel: run.kernels.iter().find(|kernel| kernel.id == cell.id.kernel),
            build: build.map(|build| (build, tail(&build.log, room.min(16_000) / 8))),
        }
    }

    /// Where the whole of it is, from the page.
    fn page(&self) -> String {
        cell_page(&self.cell.id)
    }
}

impl<'a> CheckView<'a> {
    fn of(check: &'a CheckRecord) -> Self {
        let symbol = match check.verdict {
            CheckVerdict::Same => "✓",
            CheckVerdict::Known => "≈",
            CheckVerdict::Differs => "✗",
            CheckVerdict::Missing => "?",
            _ => "X",
        };
        Self { check, symbol, observed: marked(&check.observed, &check.reference) }
    }
}

/// The first events that fit, and how many do not.
fn events(cell: &CellRecord, room: usize) -> (Vec<EventView<'_>>, usize) {
    let mut spent = 0;
    let fits = cell.transcript.iter().enumerate().take_while(|(_, event)| {
        let decoded: usize = event.decoded.iter().map(|line| cost(line) + 1).sum();
        let hex = event.hex.len() * 3 / 2;
        let output: usize = event.output.iter().map(|it| cost(&it.text) + EVENT).sum();
        spent += EVENT + cost(&event.args) + cost(&event.result) + hex + decoded + output;
        spent <= room
    });
    let view = |(index, event)| EventView {
        event,
        index,
        at: duration(event.at_ms),
        hex: dump(&event.hex),
        differing: differing(cell, index),
    };
    let events: Vec<_> = fits.map(view).collect();
    let omitted = cell.transcript.len() - events.len();
    (events, omitted)
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

/// How the cell ended before, the oldest run first.
fn trend<'a>(run: &'a Run, cell: &CellRecord) -> Vec<Past<'a>> {
    let of = |past: &'a crate::run::PastRun| {
        let earlier = past.cells.get(&cell.id)?;
        let (outcome, as_expected) = (earlier.outcome, earlier.as_expected);
        Some(Past { started: &past.started, outcome, as_expected })
    };
    run.history.iter().filter_map(of).collect()
}
