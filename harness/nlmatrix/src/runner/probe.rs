//! Probing all kernels of a matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use indicatif::MultiProgress;

use super::prepare::in_parallel;
use super::{Workshop, WorkshopError};
use crate::fault::chain;
use crate::matrix::KernelEntry;
use crate::plan::Cell;
use crate::probe::{
    GenerationNeeds, ProbeError, Probed, Timeline, Verdict, timeline as side_by_side,
};

/// A timeline with the answers, and why some kernels are not in it.
pub struct Probing {
    /// The answers.
    pub timeline: Timeline,
    /// Kernels that were not asked.
    pub left_out: Vec<LeftOut>,
}

/// A kernel that was not asked.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Its id.
    pub kernel: String,
    /// Why.
    pub reason: String,
    /// Can the probe do without it? One without headers cannot be asked, and the matrix or the command line may call
    /// others optional.
    pub excused: bool,
}

impl Probing {
    /// Is a required answer missing? It also is if there is no answer at all.
    pub fn lacks_answers(&self) -> bool {
        self.left_out.iter().any(|kernel| !kernel.excused) || self.timeline.kernels.is_empty()
    }
}

/// Asks every kernel that has headers and whose id `takes` accepts.
pub fn run(workshop: &Workshop, takes: impl Fn(&str) -> bool) -> Result<Probing, WorkshopError> {
    let generations = GenerationNeeds::of(&workshop.matrix);
    let (answers, left_out) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let selected = workshop.matrix.kernels.iter();
    let kernels = selected.filter(|entry| takes(&entry.id)).collect();
    let ask = |entry: &&KernelEntry| {
        match probed(workshop, entry) {
            Ok(probed) => answers.lock().expect("no thread panics with it").push(probed),
            Err(error) => {
                let (reason, excused) = match &error {
                    WorkshopError::Probe(ProbeError::BootOnly { reason, .. }) => {
                        (reason.clone(), true)
                    }
                    other => (chain(other), entry.optional),
                };
                let kernel = LeftOut { kernel: entry.id.clone(), reason, excused };
                left_out.lock().expect("no thread panics with it").push(kernel);
            }
        }
        Ok::<(), WorkshopError>(())
    };
    in_parallel(&MultiProgress::new(), "probes", kernels, ask)?;
    let answers = answers.into_inner().expect("no thread panicked");
    let mut left_out = left_out.into_inner().expect("no thread panicked");
    left_out.sort();
    Ok(Probing { timeline: side_by_side(&workshop.matrix.facts, &generations, answers), left_out })
}

fn probed(workshop: &Workshop, entry: &KernelEntry) -> Result<Probed, WorkshopError> {
    let kernel = workshop.kernel(entry)?;
    if kernel.build.is_none() {
        let (kernel, reason) = (kernel.id, kernel.reason);
        return Err(ProbeError::BootOnly { kernel, reason }.into());
    }
    let answers = workshop.answers(&kernel)?;
    Ok(Probed { id: entry.id.clone(), version: kernel.version, vendor: entry.vendor, answers })
}

/// What a run records: kernel id → symbol → its form in words. Answers that history does not explain are marked, and
/// logged.
pub fn for_run(workshop: &Workshop, cells: &[Cell]) -> BTreeMap<String, BTreeMap<String, String>> {
    if !workshop.asks() {
        return BTreeMap::new();
    }
    let planned: BTreeSet<&str> = cells.iter().map(|cell| cell.id.kernel.as_str()).collect();
    let probing = match run(workshop, |id| planned.contains(id)) {
        Ok(probing) => probing,
        Err(error) => {
            tracing::warn!("probes: {}", chain(&error));
            return BTreeMap::new();
        }
    };
    for contradiction in probing.timeline.contradictions.iter().filter(|it| it.fails) {
        let (generation, kernel) = (&contradiction.generation, &contradiction.kernel);
        tracing::warn!("{generation} on {kernel} needs {}", contradiction.unmet.join("; "));
    }
    by_kernel(&probing.timeline)
}

fn by_kernel(timeline: &Timeline) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in &timeline.rows {
        for span in &row.spans {
            let words = match span.verdict {
                Verdict::AsHistory => span.words.clone(),
                Verdict::KnownBackport => format!("{} (backport)", span.words),
                Verdict::Contradiction => format!("{} (against history)", span.words),
            };
            for kernel in &span.kernels {
                all.entry(kernel.clone()).or_default().insert(row.symbol.clone(), words.clone());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::all(&["6.1"], &[], false)]
    #[case::without_headers(&["6.1"], &[true], false)]
    #[case::one_that_should_be_there(&["6.1"], &[true, false], true)]
    #[case::none_at_all(&[], &[true], true)]
    fn what_was_not_asked_is_no_answer(
        #[case] asked: &[&str],
        #[case] left_out: &[bool],
        #[case] lacks: bool,
    ) {
        let kernels = asked.iter().map(|&id| id.to_owned()).collect();
        let timeline = Timeline { kernels, rows: Vec::new(), contradictions: Vec::new() };
        let kernel = |&excused: &bool| LeftOut { kernel: "k".into(), reason: "r".into(), excused };
        let probing = Probing { timeline, left_out: left_out.iter().map(kernel).collect() };
        assert_eq!(probing.lacks_answers(), lacks);
    }
}
