//! A symbol of the kernel's interfaces: its forms, what the headers of the tested kernels have, and what to write.

use std::collections::BTreeSet;

use askama::Template;

use super::known::Known;
use super::linked::linked;
use super::lookup::{Cited, link};
use crate::facts::{ABSENT, Area, Symbol, released, shipped};
use crate::port::{self, SemanticPatch};
use crate::report::{Refusal, breakable, coded, ranges};
use crate::run::{ModuleId, SitePage};
use crate::version::KernelVersion;

/// What a run appends to the words of a form that history does not say.
const MARKS: [&str; 2] = [" (backport)", " (against history)"];

#[derive(Template)]
#[template(path = "site/symbol.html")]
struct Page<'p> {
    symbol: &'p Symbol,
    area: &'p str,
    steps: Vec<Step<'p>>,
    otherwise: Vec<(String, String)>,
    refusals: Vec<(&'p Refusal<'p>, Cited<'p>)>,
    patches: Vec<&'p SemanticPatch>,
    asked: usize,
}

/// A step of its history.
struct Step<'p> {
    since: &'p KernelVersion,
    words: String,
    /// The commits that brought it, if they are known.
    commits: Vec<&'p str>,
    /// When its version was released, if that is known.
    released: Option<&'static str>,
    /// The kernels whose headers have it; empty if none was asked.
    seen: String,
    /// What to write there.
    advice: String,
    /// The generations that use this form, with their pages.
    users: Vec<(String, String)>,
}

/// Every symbol, with its area.
pub(super) fn symbols() -> impl Iterator<Item = (&'static Area, &'static Symbol)> {
    shipped().areas.iter().flat_map(|area| area.symbols.iter().map(move |it| (area, &**it)))
}

/// What the probes of a kernel found, without the run's mark.
fn form_on<'r>(known: &Known<'r>, kernel: &str, symbol: &str) -> Option<(&'r str, &'r str)> {
    let said = known.run.probes.get(kernel)?.get(symbol)?.as_str();
    let marked = MARKS.iter().find_map(|mark| Some((said.strip_suffix(mark)?, *mark)));
    Some(marked.unwrap_or((said, "")))
}

/// The columns in which the form `words` was found, whether or not history agrees.
fn columns<'k>(
    known: &'k Known<'_>,
    symbol: &'k Symbol,
    words: &'k str,
) -> impl Iterator<Item = usize> {
    let all = known.grid.kernels.iter().enumerate();
    all.filter(move |(_, id)| form_on(known, id, &symbol.name).is_some_and(|it| it == (words, "")))
        .map(|(column, _)| column)
}

/// The kernels to which a step applies and that have its form.
pub(super) fn seen_at(
    known: &Known<'_>,
    symbol: &Symbol,
    since: &KernelVersion,
    form: &str,
) -> String {
    let is_at = |column: &usize| {
        let version = known.version(known.grid.kernels[*column]);
        version.is_some_and(|it| symbol.step(&it).is_some_and(|(first, _)| first == since))
    };
    ranges(&known.grid, columns(known, symbol, symbol.words(form)).filter(is_at))
}

/// Its page.
pub(super) fn page(known: &Known<'_>, area: &Area, symbol: &Symbol) -> askama::Result<String> {
    let patches = port::shipped().iter().filter(|patch| patch.symbol == symbol.name);
    let mut patches: Vec<&SemanticPatch> = patches.collect();
    patches.sort_by_key(|patch| patch.since);
    Page {
        steps: symbol
            .history
            .iter()
            .map(|(since, form)| step(known, symbol, since, form))
            .collect(),
        otherwise: otherwise(known, symbol),
        refusals: refusals(known, symbol),
        patches,
        asked: known
            .grid
            .kernels
            .iter()
            .filter(|id| form_on(known, id, &symbol.name).is_some())
            .count(),
        area: &area.about,
        symbol,
    }
    .render()
}

fn step<'s>(
    known: &Known<'_>,
    symbol: &'s Symbol,
    since: &'s KernelVersion,
    form: &str,
) -> Step<'s> {
    let of_it = port::shipped().iter().filter(|it| it.symbol == symbol.name && it.since == *since);
    let of_patches = of_it.flat_map(|patch| -> Vec<&'s str> { commits_of(patch) });
    let commits: BTreeSet<&'s str> = symbol.commits(since).into_iter().chain(of_patches).collect();
    Step {
        since,
        words: symbol.since(since, form),
        commits: commits.into_iter().collect(),
        released: released(since),
        seen: seen_at(known, symbol, since, form),
        advice: match is_absent(form) {
            true => symbol.advice(form, since),
            false => symbol.how(form),
        },
        users: if is_absent(form) { Vec::new() } else { users(known, symbol, form) },
    }
}

/// The commits in the head of a semantic patch: `// since: 2.6.22, commit af65bdfce98`.
fn commits_of(patch: &SemanticPatch) -> Vec<&'static str> {
    let since = patch.text.lines().find_map(|line| line.strip_prefix("// since: "));
    let named = since.and_then(|since| Some(since.split_once(", commit ")?.1));
    named.map_or_else(Vec::new, |all| all.split(", ").map(str::trim).collect())
}

/// Kernels whose form differs from that of their version, with what is known about that.
fn otherwise(known: &Known<'_>, symbol: &Symbol) -> Vec<(String, String)> {
    let of = |id: &&str| {
        let (words, mark) =
            form_on(known, id, &symbol.name).filter(|(_, mark)| !mark.is_empty())?;
        let version = known.version(id)?;
        let backport = symbol.backports.iter().find(|it| it.is_of(&version, None));
        let why = backport.map(|it| format!(": {} ({})", it.reason, it.source));
        let mark = mark.trim_matches([' ', '(', ')']);
        Some(((*id).to_owned(), format!("{words}, {mark}{}", why.unwrap_or_default())))
    };
    known.grid.kernels.iter().filter_map(of).collect()
}

/// Modules of these runs that kernels refuse because of it, each with the cell that has the compiler's output.
fn refusals<'k>(known: &'k Known<'_>, symbol: &Symbol) -> Vec<(&'k Refusal<'k>, Cited<'k>)> {
    let is_of = |it: &&Refusal| {
        let about = it.diagnosis.and_then(|it| shipped().about(&it.symbol));
        about.is_some_and(|of| of.name == symbol.name)
    };
    let all = known.refusals.iter().filter(is_of);
    all.filter_map(|it| Some((it, known.cite_id(&it.newest)?))).collect()
}

/// The generations that rely on a form, without those that test nlmatrix itself, with their pages.
fn users(known: &Known<'_>, symbol: &Symbol, form: &str) -> Vec<(String, String)> {
    let relies = |module: &&ModuleId| {
        let needs = known.needs(module);
        needs.iter().any(|it| it.symbol.name == symbol.name && it.takes(form))
    };
    let all = known.grid.generations().map(|it| it.module);
    let all = all.filter(|it| !known.run.self_tests.contains(&it.system)).filter(relies);
    all.map(|it| (it.to_string(), link(SitePage::Generation(it)))).collect()
}

/// A symbol of the list.
struct Listed<'p> {
    name: &'p str,
    page: String,
    newest: String,
    steps: String,
    seen: usize,
    has_patch: bool,
}

#[derive(Template)]
#[template(path = "site/symbols.html")]
struct List<'p> {
    count: usize,
    areas: Vec<(&'p str, &'p str, Vec<Listed<'p>>)>,
}

/// The list of all symbols, by area.
pub(super) fn list(known: &Known<'_>) -> askama::Result<String> {
    let listed = |symbol: &'static Symbol| Listed {
        name: &symbol.name,
        page: SitePage::Symbol(&symbol.name).file(),
        newest: symbol
            .history
            .iter()
            .next_back()
            .map_or(String::new(), |(since, form)| symbol.since(since, form)),
        steps: changes(symbol).map(|(since, _)| since.to_string()).collect::<Vec<_>>().join(", "),
        seen: known
            .grid
            .kernels
            .iter()
            .filter(|id| form_on(known, id, &symbol.name).is_some())
            .count(),
        has_patch: port::shipped().iter().any(|patch| patch.symbol == symbol.name),
    };
    let areas = shipped().areas.iter();
    let areas: Vec<_> = areas
        .map(|area| {
            (
                area.name.as_str(),
                area.about.as_str(),
                area.symbols.iter().map(|it| listed(it)).collect(),
            )
        })
        .collect();
    List { count: symbols().count(), areas }.render()
}

/// The steps of a history after its beginning.
pub(super) fn changes(symbol: &Symbol) -> impl Iterator<Item = (&KernelVersion, &String)> {
    symbol.history.iter().skip(1)
}

/// A word about a symbol that one may look for.
pub(super) fn words(symbol: &Symbol) -> String {
    let forms = symbol.forms.iter().map(|form| form.words.as_str());
    let instead = symbol.instead.values().map(String::as_str);
    forms.chain(instead).collect::<Vec<_>>().join(" ")
}

/// Is there a link to what a text names?
pub(super) fn link_to(symbol: &Symbol) -> String {
    link(SitePage::Symbol(&symbol.name))
}

/// The page of a generation, relative to one in a subfolder.
pub(super) fn generation(module: &ModuleId) -> String {
    link(SitePage::Generation(module))
}

/// Does it not exist in this form?
pub(super) fn is_absent(form: &str) -> bool {
    form == ABSENT
}
