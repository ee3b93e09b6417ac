//! What changed in which version: behaviour as it was seen, interfaces according to history and headers.

use std::collections::BTreeMap;

use askama::Template;

use super::kernel::{Change, steps, words};
use super::known::Known;
use super::symbol::{is_absent, seen_at};
use crate::facts::{Symbol, released, source_of_days};
use crate::run::SitePage;
use crate::version::KernelVersion;

#[derive(Template)]
#[template(path = "site/versions.html")]
struct Page {
    versions: Vec<(KernelVersion, Changes)>,
}

impl Page {
    fn released(&self, version: &KernelVersion) -> Option<&'static str> {
        released(version)
    }
}

/// What changed in a version.
#[derive(Default)]
struct Changes {
    behaviour: Vec<Change>,
    /// Interfaces, each with the kernels whose headers have the new form; none if no run looked.
    api: Vec<(Change, String)>,
}

/// The page of all versions, the newest first.
pub(super) fn page(known: &Known<'_>) -> askama::Result<String> {
    let mut all: BTreeMap<KernelVersion, Changes> = BTreeMap::new();
    for (version, symbol, before, form) in steps() {
        let seen = seen_at(known, symbol, &version, form);
        all.entry(version).or_default().api.push((change(symbol, &version, before, form), seen));
    }
    for it in &known.behaviours {
        for step in &it.steps {
            for version in &step.with {
                let change = Change {
                    what: it.title(),
                    page: it.page().file(),
                    before: step.before.text.clone(),
                    now: step.after.text.clone(),
                };
                all.entry(*version).or_default().behaviour.push(change);
            }
        }
    }
    Page { versions: all.into_iter().rev().collect() }.render()
}

fn change(symbol: &Symbol, version: &KernelVersion, before: &str, form: &str) -> Change {
    let now = if is_absent(form) { symbol.since(version, form) } else { words(symbol, form) };
    let page = SitePage::Symbol(&symbol.name).file();
    Change { what: symbol.name.clone(), page, before: words(symbol, before), now }
}
