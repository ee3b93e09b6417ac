//! The first page: what the site is, and its search, which is a list of everything if there is no script.

use std::collections::BTreeSet;

use askama::Template;

use super::errors::errnos;
use super::generation;
use super::join::{Disagreement, Source};
use super::kernel::steps;
use super::known::Known;
use super::linked::plain;
use super::symbol::{symbols, words};
use crate::explain::symptoms;
use crate::facts::released;
use crate::guest::Errno;
use crate::report::{GenerationRows, moment, shows};
use crate::run::{SitePage, cell_page};
use crate::version::KernelVersion;

#[derive(Template)]
#[template(path = "site/index.html")]
struct Page<'p> {
    behaviours: usize,
    wrong: usize,
    symbols: usize,
    symptoms: usize,
    oldest: &'p str,
    newest: &'p str,
    kernels: usize,
    away: usize,
    cells: usize,
    systems: Vec<System<'p>>,
    sources: &'p [Source],
    disagreements: &'p [Disagreement],
    entries: Vec<Entry>,
}

/// What was run.
struct System<'p> {
    name: &'p str,
    about: &'p str,
    /// Its generations, with their pages; for systems that test nlmatrix itself, only their number.
    generations: Vec<(&'p str, String)>,
    tests: usize,
}

fn systems<'p>(known: &'p Known<'_>) -> Vec<System<'p>> {
    let of = |(name, about): (&'p str, &'p str)| {
        let all = generation::all(known).map(|it| it.module).filter(|it| it.system == name);
        let all: Vec<_> = all.map(|it| (it.shown(), SitePage::Generation(it).file())).collect();
        let is_test = known.run.self_tests.contains(name);
        let (tests, generations) = if is_test { (all.len(), Vec::new()) } else { (0, all) };
        System { name, about, generations, tests }
    };
    let told = known.run.systems.iter().map(|(name, about)| (&**name, &**about));
    // A user's own module is a system without a description.
    let others = known.grid.systems.iter().map(|it| (it.name, ""));
    let others = others.filter(|(name, _)| !known.run.systems.contains_key(*name));
    told.chain(others).map(of).collect()
}

/// Something that can be found.
pub(super) struct Entry {
    /// What it is, like `behaviour`.
    kind: &'static str,
    /// Its title.
    title: String,
    /// What is shown next to it; empty if the title says everything.
    about: String,
    /// Its path, relative to the first page.
    pub(super) page: String,
    /// Other words by which it can be found.
    words: String,
}

/// The first page.
pub(super) fn page(known: &Known<'_>) -> askama::Result<String> {
    let (here, axis) = (known.kernels_here(), known.grid.main_kernels_here());
    Page {
        behaviours: known.behaviours.len(),
        wrong: known.behaviours.iter().filter(|it| it.is_wrong()).count(),
        symbols: symbols().count(),
        symptoms: symptoms().len(),
        oldest: axis.first().copied().unwrap_or_default(),
        newest: axis.last().copied().unwrap_or_default(),
        kernels: here.len(),
        away: known.grid.kernels.len() - here.len(),
        cells: known.run.cells.iter().filter(|cell| cell.outcome.is_result()).count(),
        systems: systems(known),
        sources: &known.joined.sources,
        disagreements: &known.joined.disagreements,
        entries: entries(known),
    }
    .render()
}

/// Every version in which something changed.
fn versions() -> impl Iterator<Item = Entry> {
    let versions: BTreeSet<KernelVersion> = steps().map(|(version, ..)| version).collect();
    versions.into_iter().map(|version| Entry {
        kind: "version",
        title: version.to_string(),
        page: format!("versions.html#v{version}"),
        about: String::new(),
        words: format!("Linux {version} {}", released(&version).unwrap_or_default()),
    })
}

/// Everything that has a page and can be searched for.
pub(super) fn entries(known: &Known<'_>) -> Vec<Entry> {
    let behaviours =
        known.behaviours.iter().map(|it| entry("behaviour", &it.title(), it.page(), it.words()));
    let scenarios = known.scenarios().map(|(system, name, across)| {
        let page = SitePage::Scenario(system, name);
        let scenario =
            entry("scenario", &format!("{name} of {system}"), page, across.checks().join(" "));
        Entry { about: shows(known.run, name), ..scenario }
    });
    let generations = generation::all(known).map(|it| of_generation(known, it));
    let symbols = symbols().map(|(area, it)| {
        let text = format!("{} {}", area.about, words(it));
        entry("kernel API", &it.name, SitePage::Symbol(&it.name), text)
    });
    let errnos = errnos().into_keys().filter_map(|name| {
        let errno = Errno::named(name)?;
        let number = format!("{0} -{0}", errno.0);
        Some(entry("errno", &format!("{errno:#}"), SitePage::Errno(name), number))
    });
    let symptoms = symptoms().iter().map(|row| {
        let words = format!("{} {} {}", row.name, row.cause, row.remedy);
        entry("symptom", &plain(&row.title), SitePage::Symptom(&row.name), words)
    });
    let kernels = known.grid.kernels.iter().map(|id| {
        let release = known.kernel(id).map_or(String::new(), |it| it.release.clone());
        entry("kernel", &format!("Kernel {id}"), SitePage::Kernel(id), release)
    });
    errnos
        .chain(symptoms)
        .chain(behaviours)
        .chain(symbols)
        .chain(generations)
        .chain(kernels)
        .chain(versions())
        .chain(scenarios)
        .collect()
}

fn entry(kind: &'static str, title: &str, page: SitePage<'_>, words: String) -> Entry {
    Entry { kind, title: title.to_owned(), page: page.file(), about: String::new(), words }
}

/// A generation is found by its system, its standing, and the interfaces that it relies on.
fn of_generation(known: &Known<'_>, it: &GenerationRows<'_>) -> Entry {
    let about = known.run.systems.get(&it.module.system).map_or("", String::as_str);
    let needs = known.needs(it.module).iter().map(|need| need.symbol.name.as_str());
    let stands = generation::stands(&known.grid, it).into_iter();
    let stands = stands.map(|(standing, kernels)| format!("{} {kernels}", standing.words()));
    let needs = needs.collect::<Vec<_>>().join(" ");
    let words = format!("{about} {} {needs}", stands.collect::<Vec<_>>().join(" "));
    entry("generation", &it.module.to_string(), SitePage::Generation(it.module), words)
}
