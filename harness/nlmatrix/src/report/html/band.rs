//! Bands over the kernels: which ones each generation builds on, what each probe found.

use std::collections::BTreeSet;

use crate::run::{BuildRecord, Run};

use super::build::{generations, label};
use super::links::build_anchor;

/// One row: a name and what holds on which kernels, neighbours of one kind merged.
pub(super) struct Band {
    /// Generation, check or API fact.
    pub(super) name: String,
    /// Spans that cover all kernels together.
    pub(super) spans: Vec<Span>,
}

/// Neighbouring kernels of which the same holds.
pub(super) struct Span {
    /// How many kernels.
    pub(super) width: usize,
    /// CSS class.
    pub(super) class: &'static str,
    /// What holds.
    pub(super) text: String,
    /// Anchor that tells more; empty when there is none.
    pub(super) link: String,
}

impl Span {
    /// A span of one kernel without a link.
    pub(super) fn new(class: &'static str, text: &str) -> Self {
        Self { width: 1, class, text: text.to_owned(), link: String::new() }
    }
}

impl Band {
    /// Is it one span over all kernels?
    pub(super) fn is_constant(&self) -> bool {
        self.spans.iter().filter(|span| span.class != "none").count() <= 1
    }
}

/// A band for every generation of `system`: on which kernels it builds, and why not on the others.
pub(super) fn builds(run: &Run, kernels: &[&str], system: &str) -> Vec<Band> {
    let of_system = |name: &String| name.split('.').next() == Some(system);
    let band = |name: String| {
        let this = |kernel: &str| {
            let build = run.builds.iter().find(|it| it.kernel == kernel && label(it) == name);
            built(build)
        };
        Band { spans: merge(kernels.iter().map(|kernel| this(kernel))), name }
    };
    generations(run).into_iter().filter(of_system).map(band).collect()
}

/// A band for every fact that the compile probes asked, in the order of their names.
pub(super) fn probes(run: &Run, kernels: &[&str]) -> Vec<Band> {
    let facts: BTreeSet<&String> = run.probes.values().flat_map(|facts| facts.keys()).collect();
    let band = |fact: &String| {
        let of = |kernel: &str| match run.probes.get(kernel).and_then(|facts| facts.get(fact)) {
            Some(value) => Span::new("fact", value),
            None => Span::new("none", "–"),
        };
        Band { name: fact.clone(), spans: alternate(merge(kernels.iter().map(|id| of(id)))) }
    };
    facts.into_iter().map(band).collect()
}

/// Marks each value that differs from the one before it.
fn alternate(mut spans: Vec<Span>) -> Vec<Span> {
    let mut before: Option<String> = None;
    for span in spans.iter_mut().filter(|span| span.class != "none") {
        if before.as_ref().is_some_and(|before| *before != span.text) {
            span.class = "fact changed";
        }
        before = Some(span.text.clone());
    }
    spans
}

/// The span of one build.
fn built(build: Option<&BuildRecord>) -> Span {
    match build {
        None => Span::new("none", "–"),
        Some(build) if build.built => Span::new("good", "✓ builds"),
        Some(build) => {
            let diagnosis = build.diagnosis.as_ref();
            let why = diagnosis.map_or("failed".into(), |it| format!("{}: {}", it.kind, it.symbol));
            Span { link: build_anchor(build), ..Span::new("known", &format!("⊘ {why}")) }
        }
    }
}

/// Joins neighbours that say the same; the first one's link stays.
pub(super) fn merge(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if (last.class, &last.text) == (span.class, &span.text) => last.width += 1,
            _ => merged.push(span),
        }
    }
    merged
}
