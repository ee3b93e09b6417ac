//! The kernels on which something was seen, as ranges: no wider than what was seen.

use super::observe::{observe, spoke};
use crate::matrix::{KernelEntry, Matrix, Predicts};
use crate::run::CellRecord;
use crate::version::{KernelVersion, VersionRange};

/// Consecutive kernels of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub range: VersionRange,
    /// Their ids.
    pub kernels: Vec<String>,
}

/// What the kernels of one series say: a row cannot distinguish them.
enum Series<'a> {
    /// All that gave a result saw it.
    Saw(Vec<&'a KernelEntry>),
    /// None saw it, or none gave a result.
    Silent,
    /// Some saw it: their ids.
    Torn(Vec<&'a KernelEntry>),
}

/// Where `predicts` was seen among `cells`, which are those of one scenario; and a remark for each series whose
/// kernels disagree.
pub(super) fn spans(
    matrix: &Matrix,
    cells: &[&CellRecord],
    predicts: &Predicts,
) -> (Vec<Span>, Vec<String>) {
    let (mut spans, mut remarks) = (Vec::new(), Vec::new());
    let mut open: Vec<&KernelEntry> = Vec::new();
    for kernels in matrix.kernels.chunk_by(|a, b| a.series == b.series) {
        match series(kernels, cells, predicts) {
            Series::Saw(kernels) => open.extend(kernels),
            Series::Silent => close(&mut open, &mut spans),
            Series::Torn(saw) => {
                close(&mut open, &mut spans);
                let ids: Vec<&str> = saw.iter().map(|kernel| kernel.id.as_str()).collect();
                let subject = cells.first().map_or("", |cell| cell.id.scenario.as_str());
                remarks.push(format!(
                    "{subject}: {} saw what other kernels of {} did not, and a row cannot tell \
                     them apart: {predicts:?}",
                    ids.join(", "),
                    kernels[0].series
                ));
            }
        }
    }
    close(&mut open, &mut spans);
    (spans, remarks)
}

fn series<'a>(
    kernels: &'a [KernelEntry],
    cells: &[&CellRecord],
    predicts: &Predicts,
) -> Series<'a> {
    let cell = |kernel: &KernelEntry| {
        cells.iter().find(|cell| cell.id.kernel == kernel.id).filter(|cell| spoke(cell))
    };
    let sees = |cell: &CellRecord| {
        observe(cell).is_ok_and(|seen| seen.iter().any(|it| it.predicts == *predicts))
    };
    let spoke: Vec<_> = kernels.iter().filter_map(|it| Some((it, cell(it)?))).collect();
    let saw: Vec<_> = spoke.iter().filter(|(_, cell)| sees(cell)).map(|(it, _)| *it).collect();
    match saw.len() {
        0 => Series::Silent,
        count if count == spoke.len() => Series::Saw(saw),
        _ => Series::Torn(saw),
    }
}

fn close(open: &mut Vec<&KernelEntry>, spans: &mut Vec<Span>) {
    let (Some(first), Some(last)) = (open.first(), open.last()) else { return };
    let range = range(first.series, last.series);
    let kernels = open.iter().map(|kernel| kernel.id.clone()).collect();
    spans.push(Span { range, kernels });
    open.clear();
}

fn range(first: KernelVersion, last: KernelVersion) -> VersionRange {
    let text = match first == last {
        true => format!("={first}"),
        false => format!(">={first}, <={last}"),
    };
    text.parse().expect("versions make a range")
}
