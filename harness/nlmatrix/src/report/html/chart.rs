//! Bar charts by kernel, drawn as inline SVG by the template.

use std::collections::BTreeSet;

use crate::run::{CellRecord, KernelRecord, Run};

use super::super::text::duration;
use super::super::timing::median;

/// Pixels of the widest bar; the numbers stand right of it.
const WIDEST: f64 = 400.0;
/// Pixels of one bar with the gap under it.
const STEP: usize = 20;

/// One chart.
pub(super) struct Chart {
    /// Its title, with the unit.
    pub(super) title: String,
    /// Height of the drawing.
    pub(super) height: usize,
    /// Its bars, from top to bottom.
    pub(super) bars: Vec<Bar>,
}

/// One bar.
pub(super) struct Bar {
    /// Kernel id.
    pub(super) label: String,
    /// Position of its top.
    pub(super) y: usize,
    /// Length in pixels.
    pub(super) length: String,
    /// The value, for people.
    pub(super) value: String,
}

/// Boot and fork times, and every figure that cells reported, as far as there are any.
pub(super) fn charts(run: &Run, kernels: &[&str]) -> Vec<Chart> {
    let time = |of: fn(&KernelRecord) -> Option<f64>| {
        move |id: &str| run.kernels.iter().find(|kernel| kernel.id == id).and_then(of)
    };
    let boot = chart("Cold boot to an answering agent", kernels, time(|it| it.boot_ms), duration);
    let fork = chart("Fork of the template (median)", kernels, time(|it| it.fork_ms), duration);
    let of_cell = |cell: &'_ CellRecord| {
        let names = cell.figures.keys();
        names.map(|name| (name.clone(), cell.system.clone())).collect::<Vec<_>>()
    };
    let names: BTreeSet<(String, String)> = run.cells.iter().flat_map(of_cell).collect();
    let figures = names.into_iter().map(|(name, system)| {
        let of = |kernel: &str| figure(run, kernel, &system, &name);
        let words = name.replace('_', " ");
        chart(&format!("{}, {system} (median)", upper(&words)), kernels, of, number)
    });
    [boot, fork].into_iter().chain(figures).flatten().collect()
}

/// One chart of `value` by kernel; `None` when no kernel has one.
fn chart(
    title: &str,
    kernels: &[&str],
    value: impl Fn(&str) -> Option<f64>,
    shown: impl Fn(f64) -> String,
) -> Option<Chart> {
    let values = kernels.iter().filter_map(|kernel| Some((*kernel, value(kernel)?)));
    let values: Vec<_> = values.filter(|(_, value)| value.is_finite()).collect();
    let most = values.iter().map(|(_, value)| *value).fold(f64::MIN_POSITIVE, f64::max);
    let bar = |(index, (label, value)): (usize, &(&str, f64))| Bar {
        label: (*label).to_owned(),
        y: index * STEP,
        length: format!("{:.1}", (value / most * WIDEST).max(1.0)),
        value: shown(*value),
    };
    let bars: Vec<Bar> = values.iter().enumerate().map(bar).collect();
    let height = bars.len() * STEP;
    (!bars.is_empty()).then(|| Chart { title: title.to_owned(), height, bars })
}

/// The median of a figure over a system's cells on a kernel.
fn figure(run: &Run, kernel: &str, system: &str, name: &str) -> Option<f64> {
    let cells = run.cells.iter().filter(|cell| cell.kernel == kernel && cell.system == system);
    median(cells.filter_map(|cell| cell.figures.get(name).copied()).collect())
}

/// `text` with a capital first letter.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A figure without a needless fraction.
fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
