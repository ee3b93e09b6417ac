//! Error numbers and symptoms: what people see, what causes it, and which scenarios assert it.

use std::collections::BTreeMap;

use askama::Template;

use super::change::Behaviour;
use super::known::Known;
use super::linked::linked;
use super::lookup::{Cited, link};
use crate::explain::{Symptom, When, symptoms};
use crate::guest::Errno;
use crate::report::coded;
use crate::run::SitePage;

#[derive(Template)]
#[template(path = "site/symptom.html")]
struct SymptomPage<'p> {
    row: &'p Symptom,
    shown_by: Vec<String>,
    errnos: Vec<(&'p str, String)>,
    asserted: Vec<Asserted<'p>>,
}

/// A scenario that asserts a symptom.
struct Asserted<'p> {
    scenario: &'p str,
    /// Its page and its newest cell; `None` if no run has one.
    seen: Option<(String, Cited<'p>)>,
}

/// The page of a symptom.
pub(super) fn symptom(known: &Known<'_>, row: &Symptom) -> askama::Result<String> {
    let asserted = row.scenarios.iter().map(|scenario| Asserted {
        scenario,
        seen: known.newest(scenario).map(|cell| {
            (link(SitePage::Scenario(&cell.id.module.system, scenario)), known.cite(cell))
        }),
    });
    let errnos = of(row).into_iter().map(|name| (name, link(SitePage::Errno(name))));
    SymptomPage {
        shown_by: row.when.iter().map(in_words).collect(),
        errnos: errnos.collect(),
        asserted: asserted.collect(),
        row,
    }
    .render()
}

/// The errnos that can be a sign of it.
fn of(row: &Symptom) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in row.when.iter().flat_map(|when| &when.errno) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// What has to be seen together, as `explain` searches for it.
fn in_words(when: &When) -> String {
    let some = |before: &str, all: &[String], between: &str| match all {
        [] => None,
        all => Some(format!("{before}{}", all.join(between))),
    };
    let parts = [
        some("", &when.errno, " or "),
        some("", &when.code, " or "),
        some("from ", &when.call, " or "),
        some("about ", &when.about, " or "),
        some("a text that matches ", &when.says, " and "),
        some("a splat ", &when.splat, " or "),
        some("and not ", &when.except, " or "),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[derive(Template)]
#[template(path = "site/errno.html")]
struct ErrnoPage<'p> {
    errno: Errno,
    rows: Vec<(&'p Symptom, String)>,
    behaviours: Vec<(String, String, String)>,
}

/// Every errno that can be the sign of a symptom, with these symptoms.
pub(super) fn errnos() -> BTreeMap<&'static str, Vec<&'static Symptom>> {
    let mut all: BTreeMap<&str, Vec<&Symptom>> = BTreeMap::new();
    for row in symptoms() {
        for name in of(row) {
            all.entry(name).or_default().push(row);
        }
    }
    all
}

/// The page of an errno; empty if it is not one.
pub(super) fn errno(known: &Known<'_>, name: &str, rows: &[&Symptom]) -> askama::Result<String> {
    let errno = Errno::named(name).unwrap_or(Errno(0));
    let has = |it: &&Behaviour| {
        it.values.iter().any(|value| value.text.split(' ').any(|word| word == name))
    };
    let behaviours = known.behaviours.iter().filter(has);
    ErrnoPage {
        errno,
        rows: rows.iter().map(|row| (*row, link(SitePage::Symptom(&row.name)))).collect(),
        behaviours: behaviours.map(|it| (link(it.page()), it.title(), it.changed())).collect(),
    }
    .render()
}

#[derive(Template)]
#[template(path = "site/errors.html")]
struct List<'p> {
    errnos: Vec<(Errno, String, usize)>,
    symptoms: Vec<(&'p Symptom, String, bool)>,
}

/// The list of errnos and symptoms.
pub(super) fn list(known: &Known<'_>) -> askama::Result<String> {
    let errnos = errnos().into_iter().filter_map(|(name, rows)| {
        Some((Errno::named(name)?, SitePage::Errno(name).file(), rows.len()))
    });
    let is_seen = |row: &Symptom| row.scenarios.iter().any(|it| known.newest(it).is_some());
    let symptoms = symptoms().iter();
    let symptoms = symptoms.map(|row| (row, SitePage::Symptom(&row.name).file(), is_seen(row)));
    List { errnos: errnos.collect(), symptoms: symptoms.collect() }.render()
}
