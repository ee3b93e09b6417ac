//! A kernel: what it is, what is otherwise than on the one before, and what builds for it.

use askama::Template;

use super::known::Known;
use super::lookup::link;
use super::symbol::{changes, link_to, symbols};
use crate::facts::{ABSENT, Symbol};
use crate::report::{GenerationRows, Standing};
use crate::run::{Gap, KernelRecord, SitePage};
use crate::version::KernelVersion;

#[derive(Template)]
#[template(path = "site/kernel.html")]
struct Page<'p> {
    id: &'p str,
    record: Option<&'p KernelRecord>,
    /// The kernel before, with its page.
    before: Option<(&'p str, String)>,
    behaviour: Vec<Change>,
    api: Vec<Change>,
    systems: Vec<(&'p str, Vec<(&'p str, Standing)>)>,
    gaps: Vec<&'p Gap>,
    cells: usize,
}

/// Something that is otherwise than on the kernel before.
pub(super) struct Change {
    /// What.
    pub(super) what: String,
    /// Its page.
    pub(super) page: String,
    /// How it was.
    pub(super) before: String,
    /// How it is.
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
        behaviour: before.map_or_else(Vec::new, |it| behaviour(known, known.grid.kernels[it], id)),
        api: before.map_or_else(Vec::new, |it| api(known, known.grid.kernels[it], id)),
        before: before.map(|it| known.grid.kernels[it]).map(|it| (it, link(SitePage::Kernel(it)))),
        systems: systems(known, column),
        gaps: known
            .run
            .did_not_run
            .iter()
            .filter(|gap| gap.kernels.iter().any(|it| it == id))
            .collect(),
        cells: cells().filter(|cell| cell.outcome.is_result()).count(),
    }
    .render()
}

/// The kernel of the same processor before it that gave results.
fn before(known: &Known<'_>, column: usize) -> Option<usize> {
    let columns = known.by_arch().into_iter().find(|all| all.contains(&column))?;
    columns.into_iter().take_while(|it| *it != column).filter(|it| !known.grid.away[*it]).last()
}

fn behaviour(known: &Known<'_>, before: &str, now: &str) -> Vec<Change> {
    let steps = known.behaviours.iter().flat_map(|it| it.steps.iter().map(move |step| (it, step)));
    let between = steps.filter(|(_, step)| {
        step.before.cell.id.kernel == before && step.after.cell.id.kernel == now
    });
    let change = between.map(|(it, step)| Change {
        what: it.title(),
        page: link(it.page()),
        before: step.before.text.clone(),
        now: step.after.text.clone(),
    });
    change.collect()
}

/// What of mainline's interfaces changed between two kernels.
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

/// How each generation stands, by system.
fn systems<'p>(known: &Known<'p>, column: usize) -> Vec<(&'p str, Vec<(&'p str, Standing)>)> {
    let of = |generation: &GenerationRows<'p>| {
        let standing = Standing::of(generation.column(column));
        standing.is_seen().then(|| (generation.shown(), standing))
    };
    let systems = known.grid.systems.iter();
    let systems =
        systems.map(|it| (it.name, it.generations.iter().filter_map(of).collect::<Vec<_>>()));
    systems.filter(|(_, all)| !all.is_empty()).collect()
}

/// A kernel of the list.
struct Listed<'p> {
    id: &'p str,
    page: String,
    record: Option<&'p KernelRecord>,
    cells: usize,
    changes: usize,
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
        (ran.count(), older.map_or(0, |older| behaviour(known, older, id).len()))
    };
    let kernels = known.grid.kernels.iter().enumerate().map(|(column, id)| {
        let (cells, changes) = listed((column, id));
        Listed { id, page: SitePage::Kernel(id).file(), record: known.kernel(id), cells, changes }
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
