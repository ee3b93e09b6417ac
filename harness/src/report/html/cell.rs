//! The section of one cell.

use std::collections::HashMap;

use crate::run::{CellRecord, CheckRecord, Event, Splat};

use super::super::text::{duration, symbol};
use super::budget::{Budget, Excerpt, cost, head, tail};

/// Bytes of HTML that one event takes besides its texts.
const EVENT: usize = 160;

/// What the page shows of a cell.
pub(super) struct CellView<'a> {
    /// The cell.
    pub(super) cell: &'a CellRecord,
    /// Its anchor, without `#`.
    pub(super) anchor: String,
    /// Its outcome's sign.
    pub(super) symbol: &'static str,
    /// How long it took.
    pub(super) took: String,
    /// The events that fit.
    pub(super) events: Vec<EventView<'a>>,
    /// How many events did not.
    pub(super) events_omitted: usize,
    /// The splats that fit.
    pub(super) splats: Vec<(&'a Splat, Excerpt<'a>)>,
    /// The end of the console.
    pub(super) console: Excerpt<'a>,
    /// Anchor and id of the first cell whose console is the same, which then stands only there.
    pub(super) same_console: Option<(String, &'a str)>,
}

/// What the page shows of an event.
pub(super) struct EventView<'a> {
    /// The event.
    pub(super) event: &'a Event,
    /// Its place in the whole transcript, from 0: checks refer to it.
    pub(super) index: usize,
    /// When it was.
    pub(super) at: String,
    /// Its bytes in groups of four.
    pub(super) hex: String,
    /// Is a check about it that did not come out the same?
    pub(super) differs: bool,
}

/// Consoles that the page already shows: text → anchor and id of its cell.
pub(super) type Consoles<'a> = HashMap<&'a str, (String, &'a str)>;

impl<'a> CellView<'a> {
    /// Cuts `cell` to its budget.
    pub(super) fn of(cell: &'a CellRecord, budget: Budget, consoles: &mut Consoles<'a>) -> Self {
        let anchor = anchor(cell);
        let room = budget.cell(cell.as_expected);
        let console = tail(&cell.console, room / 3);
        let splats = splats(cell, room / 4);
        let (events, events_omitted) = events(cell, room * 5 / 12);
        let earlier = consoles.get(console.text).cloned();
        if earlier.is_none() && !console.text.is_empty() {
            consoles.insert(console.text, (anchor.clone(), &cell.id));
        }
        let same_console = earlier;
        let (symbol, took) = (symbol(cell.outcome), duration(cell.duration_ms as f64));
        Self { cell, anchor, symbol, took, events, events_omitted, splats, console, same_console }
    }
}

/// The first events that fit, and how many do not.
fn events(cell: &CellRecord, room: usize) -> (Vec<EventView<'_>>, usize) {
    let mut spent = 0;
    let fits = cell.transcript.iter().enumerate().take_while(|(_, event)| {
        let decoded: usize = event.decoded.iter().map(|line| cost(line) + 1).sum();
        let hex = event.hex.len() * 9 / 8;
        spent += EVENT + cost(&event.args) + cost(&event.result) + hex + decoded;
        spent <= room
    });
    let view = |(index, event)| EventView {
        event,
        index,
        at: duration(event.at_ms),
        hex: grouped(&event.hex),
        differs: cell.checks.iter().any(|it| it.event == Some(index) && it.verdict != "same"),
    };
    let events: Vec<_> = fits.map(view).collect();
    let omitted = cell.transcript.len() - events.len();
    (events, omitted)
}

/// The worst splats, each with an equal part of the room.
fn splats(cell: &CellRecord, room: usize) -> Vec<(&Splat, Excerpt<'_>)> {
    let shown = cell.splats.iter().take(4);
    let each = room / cell.splats.len().clamp(1, 4);
    shown.map(|splat| (splat, head(&splat.excerpt, each))).collect()
}

/// The sign of a check's verdict.
pub(super) fn verdict_symbol(check: &CheckRecord) -> &'static str {
    match check.verdict.as_str() {
        "same" => "✓",
        "known" => "≈",
        "differs" => "✗",
        _ => "X",
    }
}

/// The anchor of a cell's section.
pub(super) fn anchor(cell: &CellRecord) -> String {
    slug("cell", &[&cell.id])
}

/// `kind/parts/…` with only characters that need no quoting in a link.
pub(super) fn slug(kind: &str, parts: &[&str]) -> String {
    let fit = |c: char| {
        if c.is_alphanumeric() || "._/-".contains(c) { c } else { '_' }
    };
    format!("{kind}/{}", parts.join("/")).chars().map(fit).collect()
}

/// Hexadecimal digits in groups of four bytes.
fn grouped(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    let groups: Vec<String> = digits.chunks(8).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
