//! A kernel: what it is, how it differs from the one before, and what builds for it.

use std::collections::BTreeSet;

use askama::Template;

use super::known::Known;
use super::lookup::link;
use super::symbol::{changes, link_to, symbols};
use crate::facts::{ABSENT, Symbol, released, source_of_days};
use crate::matrix::BUILD;
use crate::report::{GenerationRows, Standing};
use crate::run::{Gap, KernelRecord, SitePage};
use crate::version::KernelVersion;

#[derive(Template)]
#[template(path = "site/kernel.html")]
struct Page<'p> {
    id: &'p str,
    record: Option<&'p KernelRecord>,
    /// When mainline's version was released.
    released: Option<&'static str>,
    /// The kernel before, with its page.
    before: Option<(&'p str, String)>,
    /// How many scenarios gave a result on both.
    common: usize,
    /// Mainline's versions between the two, up to and including this one's, in which something changed.
    versions: Vec<KernelVersion>,
    behaviour: Vec<Change>,
    api: Vec<Change>,
    systems: Vec<(&'p str, Vec<Built<'p>>)>,
    /// The same for what tests nlmatrix itself.
    self_tests: Vec<(&'p str, Vec<Built<'p>>)>,
    gaps: Vec<Gap>,
    cells: usize,
}

/// The standing of a generation: its name, its page if it has one, the standing, and how many scenarios gave a
/// result.
type Built<'p> = (&'p str, String, Standing, usize);

/// Something that differs from the kernel before.
pub(super) struct Change {
    /// What it is.
    pub(super) what: String,
    /// Its page.
    pub(super) page: String,
    /// Its value before.
    pub(super) before: String,
    /// Its value now.
    pub(super) now: String,
}

/// Its page.
pub(super) fn page<'a>(known: &Known<'a>, column: usize) -> askama::Result<String> {
    let id = known.grid.kernels[column];
    let before = before(known, column);
    let cells = || known.run.cells.iter().filter(|cell| cell.id.kernel == id);
    Page {
        id,
        record: known.kernel(id),
        released: known.version(id).as_ref().and_then(released),
        common: before.map_or(0, |it| common(known, known.grid.kernels[it], id)),
        versions: before.map_or_else(Vec::new, |it| versions(known, known.grid.kernels[it], id)),
        behaviour: before.map_or_else(Vec::new, |it| behaviour(known, known.grid.kernels[it], id)),
        api: before.map_or_else(Vec::new, |it| api(known, known.grid.kernels[it], id)),
        before: before.map(|it| known.grid.kernels[it]).map(|it| (it, link(SitePage::Kernel(it)))),
        systems: systems(known, column, false),
        self_tests: systems(known, column, true),
        gaps: known.run.gaps_on(id),
        cells: cells().filter(|cell| cell.outcome.is_result()).count(),
    }
    .render()
}

/// The kernel of the same processor before it that gave results.
fn before(known: &Known<'_>, column: usize) -> Option<usize> {
    let columns = known.by_arch().into_iter().find(|all| all.contains(&column))?;
    columns.into_iter().take_while(|it| *it != column).filter(|it| !known.grid.away[*it]).last()
}

/// What is seen on `now` comes first. If the kernel before it did not have the cell, it is compared with the last one
/// that had, which is named.
fn behaviour(known: &Known<'_>, before: &str, now: &str) -> Vec<Change> {
    let steps = known.behaviours.iter().flat_map(|it| it.steps.iter().map(move |step| (it, step)));
    let came = steps.filter(|(_, step)| step.after.cell.id.kernel == now);
    let change = came.map(|(it, step)| {
        let seen = &step.before.cell.id.kernel;
        let on = if seen == before { String::new() } else { format!(" (on {seen})") };
        Change {
            what: it.title(),
            page: link(it.page()),
            before: format!("{}{on}", step.before.text),
            now: step.after.text.clone(),
        }
    });
    change.collect()
}

/// The scenarios that gave a result on two kernels.
fn common(known: &Known<'_>, before: &str, now: &str) -> usize {
    let on = |kernel: &str| -> BTreeSet<(&str, &str)> {
        let cells = known.run.cells.iter();
        let cells = cells.filter(|it| it.id.kernel == kernel && it.outcome.is_result());
        cells.map(|it| (&*it.id.module.system, &*it.id.scenario)).collect()
    };
    on(before).intersection(&on(now)).count()
}

/// The versions after that of one kernel, up to that of another, which are on the page of versions.
fn versions(known: &Known<'_>, before: &str, now: &str) -> Vec<KernelVersion> {
    let (Some(old), Some(new)) = (known.version(before), known.version(now)) else {
        return Vec::new();
    };
    let of_behaviour = known.behaviours.iter().flat_map(|it| &it.steps).flat_map(|it| &it.with);
    let all: BTreeSet<KernelVersion> =
        of_behaviour.copied().chain(steps().map(|(version, ..)| version)).collect();
    // A candidate has what its release has.
    let is_behind =
        |it: &KernelVersion| it.numbers() > old.numbers() && it.numbers() <= new.numbers();
    all.into_iter().filter(is_behind).collect()
}

/// Which of mainline's interfaces changed between two kernels.
fn api(known: &Known<'_>, before: &str, now: &str) -> Vec<Change> {
    let versions = (known.version(before), known.version(now));
    let (Some(before), Some(now)) = versions else { return Vec::new() };
    let change = |symbol: &Symbol| {
        let (old, new) = (symbol.form_on(&before), symbol.form_on(&now));
        (old != new).then(|| Change {
            what: symbol.name.clone(),
            page: link_to(symbol),
            before: words(symbol, old),
            now: words(symbol, new),
        })
    };
    symbols().filter_map(|(_, symbol)| change(symbol)).collect()
}

/// A form in words.
pub(super) fn words(symbol: &Symbol, form: &str) -> String {
    if form == ABSENT { "not there".to_owned() } else { symbol.words(form).to_owned() }
}

/// The standing of each generation, by system, according to cells that gave a result; others are reported above.
fn systems<'p>(
    known: &Known<'p>,
    column: usize,
    self_tests: bool,
) -> Vec<(&'p str, Vec<Built<'p>>)> {
    let of = |generation: &GenerationRows<'p>| {
        let told = || generation.column(column).filter(|it| it.outcome.is_result());
        let standing = Standing::of(told());
        let ran = told().filter(|it| it.id.scenario != BUILD).count();
        let is_module = generation.rows.iter().any(|row| row.name == BUILD);
        let page = SitePage::Generation(generation.module);
        let page = if is_module { link(page) } else { String::new() };
        standing.is_seen().then(|| (generation.shown(), page, standing, ran))
    };
    let is_asked = |name: &str| known.run.self_tests.contains(name) == self_tests;
    let systems = known.grid.systems.iter().filter(|it| is_asked(it.name));
    let systems =
        systems.map(|it| (it.name, it.generations.iter().filter_map(of).collect::<Vec<_>>()));
    systems.filter(|(_, all)| !all.is_empty()).collect()
}

/// A kernel of the list.
struct Listed<'p> {
    id: &'p str,
    page: String,
    record: Option<&'p KernelRecord>,
    released: Option<&'static str>,
    cells: usize,
    /// How it differs from the kernel before, in words.
    changes: String,
}

#[derive(Template)]
#[template(path = "site/kernels.html")]
struct List<'p> {
    kernels: Vec<Listed<'p>>,
}

/// The list of all kernels.
pub(super) fn list(known: &Known<'_>) -> askama::Result<String> {
    let listed = |(column, id): (usize, &&'_ str)| {
        let ran = known.run.cells.iter().filter(|it| it.id.kernel == *id && it.outcome.is_result());
        let older = before(known, column).map(|it| known.grid.kernels[it]);
        let changes = match older.map(|it| (behaviour(known, it, id).len(), common(known, it, id)))
        {
            None => "the first of its processor".to_owned(),
            Some((0, 0)) => "nothing ran on both".to_owned(),
            Some((0, 1)) => "nothing in 1 scenario".to_owned(),
            Some((0, all)) => format!("nothing in {all} scenarios"),
            Some((1, _)) => "1 behaviour".to_owned(),
            Some((many, _)) => format!("{many} behaviours"),
        };
        let ran = ran.count();
        (ran, if ran == 0 { String::new() } else { changes })
    };
    let kernels = known.grid.kernels.iter().enumerate().map(|(column, id)| {
        let (cells, changes) = listed((column, id));
        let released = known.version(id).as_ref().and_then(released);
        let page = SitePage::Kernel(id).file();
        Listed { id, page, record: known.kernel(id), released, cells, changes }
    });
    List { kernels: kernels.collect() }.render()
}

/// The steps of all histories by version.
pub(super) fn steps()
-> impl Iterator<Item = (KernelVersion, &'static Symbol, &'static str, &'static str)> {
    symbols().flat_map(|(_, symbol)| {
        let before = symbol.history.values();
        changes(symbol)
            .zip(before)
            .map(move |((since, form), old)| (*since, symbol, old.as_str(), form.as_str()))
    })
}
