//! A generation: on which kernels it builds and behaves, what it relies on, and how the others refuse it.

use askama::Template;

use super::known::Known;
use super::lookup::{Cited, link};
use super::symbol::{generation, link_to};
use crate::facts::Need;
use crate::matrix::BUILD;
use crate::report::{GenerationRows, Grid, Refusal, Standing, breakable, coded, ranges, shows};
use crate::run::{ModuleId, SitePage};
use crate::version::KernelVersion;

#[derive(Template)]
#[template(path = "site/generation.html")]
struct Page<'p> {
    module: &'p ModuleId,
    about: &'p str,
    is_self_test: bool,
    /// Its standing, with the kernels.
    stands: Vec<(Standing, String)>,
    needs: Vec<Needed<'p>>,
    refusals: Vec<(&'p Refusal<'p>, Cited<'p>)>,
    /// Scenarios: name, page, what it shows, the kernels on which it ran.
    scenarios: Vec<(&'p str, String, String, String)>,
}

/// A form that it relies on.
struct Needed<'p> {
    need: &'p Need,
    page: String,
    versions: String,
}

/// Generations that have a page: what has no module is not a generation.
pub(super) fn all<'k, 'a>(
    known: &'k Known<'a>,
) -> impl Iterator<Item = &'k GenerationRows<'a>> + use<'k, 'a> {
    let is_module = |it: &&GenerationRows| it.rows.iter().any(|row| row.name == BUILD);
    known.grid.generations().filter(is_module)
}

/// Its page.
pub(super) fn page(known: &Known<'_>, it: &GenerationRows<'_>) -> askama::Result<String> {
    let module = it.module;
    let refusals = known.refusals.iter().filter(|refusal| refusal.module == module);
    let needs = known.needs(module).iter();
    let drives = it.rows.iter().filter(|row| row.name != BUILD);
    Page {
        module,
        about: known.run.systems.get(&module.system).map_or("", String::as_str),
        is_self_test: known.run.self_tests.contains(&module.system),
        stands: stands(&known.grid, it),
        needs: needs
            .map(|need| Needed { need, page: link_to(&need.symbol), versions: versions(need) })
            .collect(),
        refusals: refusals.filter_map(|it| Some((it, known.cite_id(&it.newest)?))).collect(),
        scenarios: drives
            .map(|row| {
                let page = link(SitePage::Scenario(&module.system, row.name));
                let ran = row.cells.iter().enumerate().filter(|(_, cell)| {
                    cell.is_some_and(|it| it.outcome.is_result() && !it.outcome.is_unbuilt())
                });
                (
                    row.name,
                    page,
                    shows(known.run, row.name),
                    ranges(&known.grid, ran.map(|(column, _)| column)),
                )
            })
            .collect(),
    }
    .render()
}

/// Its standing on the kernels that gave a result.
pub(super) fn stands(grid: &Grid, it: &GenerationRows) -> Vec<(Standing, String)> {
    let mut all: Vec<(Standing, Vec<usize>)> = Vec::new();
    for column in 0..grid.kernels.len() {
        let standing = Standing::of(it.column(column).filter(|cell| cell.outcome.is_result()));
        match all.iter_mut().find(|(there, _)| *there == standing) {
            _ if !standing.is_seen() => {}
            Some((_, columns)) => columns.push(column),
            None => all.push((standing, vec![column])),
        }
    }
    all.into_iter()
        .map(|(standing, columns)| (standing, ranges(grid, columns.into_iter())))
        .collect()
}

/// Mainline's versions that have what is needed: `before 2.6.24`, `3.6 until before 3.7`, `from 3.7 on`.
fn versions(need: &Need) -> String {
    let mut spans: Vec<(&KernelVersion, Option<&KernelVersion>)> = Vec::new();
    let mut before = false;
    for (since, form) in &need.symbol.history {
        let takes = need.takes(form);
        match spans.last_mut() {
            Some(last) if before && !takes => last.1 = Some(since),
            _ if takes && !before => spans.push((since, None)),
            _ => {}
        }
        before = takes;
    }
    let words =
        spans.into_iter().map(|(since, until)| match (*since == KernelVersion::FIRST, until) {
            (true, Some(until)) => format!("before {until}"),
            (true, None) => "all".to_owned(),
            (false, Some(until)) => format!("{since} until before {until}"),
            (false, None) => format!("from {since} on"),
        });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::facts::shipped;

    #[rstest]
    #[case("netlink_kernel_create=net-unit-cfg", "from 3.7 on")]
    #[case("netlink_kernel_create=net-unit-module-cfg", "3.6 until before 3.7")]
    #[case("netlink_kernel_create=net-unit-module-cfg|net-unit-cfg", "from 3.6 on")]
    #[case("netlink_kernel_create=unit-input", "before 2.6.14")]
    fn a_need_is_met_by_versions(#[case] need: &str, #[case] wanted: &str) {
        assert_eq!(versions(&Need::parse(need, shipped()).unwrap()), wanted);
    }
}
