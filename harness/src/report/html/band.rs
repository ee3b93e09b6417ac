//! Bands over the kernels: which ones each generation builds on, what each probe found.

use std::collections::BTreeSet;

use crate::run::{BuildRecord, Run};

/// One row: a name and what holds on which kernels, neighbours of one kind merged.
pub(super) struct Band {
    /// Generation or API fact.
    pub(super) name: String,
    /// Spans that cover all kernels together.
    pub(super) spans: Vec<Span>,
}

/// Neighbouring kernels of which the same holds.
#[derive(PartialEq)]
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

/// A band for every generation: on which kernels it builds, and why not on the others.
pub(super) fn builds(run: &Run, kernels: &[&str]) -> Vec<Band> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for build in &run.builds {
        let name = (build.system.as_str(), build.generation.as_str());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let band = |(system, generation)| {
        let of = |kernel: &str| {
            let this = |it: &&BuildRecord| {
                (it.kernel.as_str(), it.system.as_str(), it.generation.as_str())
                    == (kernel, system, generation)
            };
            built(run.builds.iter().find(this))
        };
        let spans = merge(kernels.iter().map(|kernel| of(kernel)));
        Band { name: format!("{system}.{generation}"), spans }
    };
    names.into_iter().map(band).collect()
}

/// A band for every fact that the compile probes asked.
pub(super) fn probes(run: &Run, kernels: &[&str]) -> Vec<Band> {
    let facts: BTreeSet<&String> = run.probes.values().flat_map(|facts| facts.keys()).collect();
    let band = |fact: &String| {
        let of = |kernel: &str| match run.probes.get(kernel).and_then(|facts| facts.get(fact)) {
            Some(value) => span("fact", value.clone(), String::new()),
            None => span("none", "not probed".into(), String::new()),
        };
        Band { name: fact.clone(), spans: merge(kernels.iter().map(|kernel| of(kernel))) }
    };
    facts.into_iter().map(band).collect()
}

/// The anchor of a build's section.
pub(super) fn build_anchor(build: &BuildRecord) -> String {
    super::cell::slug("build", &[&build.kernel, &build.system, &build.generation].map(|it| &**it))
}

/// The span of one build.
fn built(build: Option<&BuildRecord>) -> Span {
    match build {
        None => span("none", "– not tried".into(), String::new()),
        Some(build) if build.built => span("good", "✓ builds".into(), String::new()),
        Some(build) => {
            let diagnosis = build.diagnosis.as_ref();
            let why = diagnosis.map_or("failed".into(), |it| format!("{}: {}", it.kind, it.symbol));
            span("refused", format!("⊘ {why}"), build_anchor(build))
        }
    }
}

fn span(class: &'static str, text: String, link: String) -> Span {
    Span { width: 1, class, text, link }
}

/// Joins neighbours that say the same; the first one's link stays.
fn merge(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if (last.class, &last.text) == (span.class, &span.text) => last.width += 1,
            _ => merged.push(span),
        }
    }
    merged
}
