//! The page of a behaviour: since when, why, what to do, and the messages of both sides.

use askama::Template;

use super::change::{Behaviour, Step};
use super::evidence::{LINES, Side};
use super::known::Known;
use super::linked::linked;
use super::lookup::link;
use crate::explain::{Symptom, symptoms};
use crate::run::SitePage;
use crate::scenario;

/// What a scenario asserts.
pub(super) fn about(scenario: &str) -> &'static str {
    scenario::find(scenario).map_or("declared in a matrix file", |it| it.about)
}

#[derive(Template)]
#[template(path = "site/behaviour.html")]
struct Page<'p> {
    behaviour: &'p Behaviour<'p>,
    about: &'static str,
    of: String,
    evidence: Vec<(String, [Side<'p>; 2])>,
    known: Vec<(&'p Symptom, String)>,
}

/// Its page.
pub(super) fn page<'a>(known: &Known<'a>, it: &Behaviour<'a>) -> askama::Result<String> {
    let asserting =
        symptoms().iter().filter(|row| row.scenarios.iter().any(|name| name == it.scenario));
    Page {
        about: about(it.scenario),
        of: link(SitePage::Scenario(it.system, it.scenario)),
        evidence: it.steps.iter().map(|step| (told(step), Side::both(known, step))).collect(),
        known: asserting.map(|row| (row, link(SitePage::Symptom(&row.name)))).collect(),
        behaviour: it,
    }
    .render()
}

/// The first lines of a text.
fn start(text: impl AsRef<str>) -> String {
    text.as_ref().lines().take(LINES).collect::<Vec<_>>().join("\n")
}

fn told(step: &Step) -> String {
    let (before, after) = (&step.before.cell.kernel, &step.after.cell.kernel);
    match step.with.as_slice() {
        [] => format!("Between {before} and {after}"),
        with => {
            let with: Vec<String> = with.iter().map(ToString::to_string).collect();
            format!("With {}: seen on {before} and {after}", with.join(" and "))
        }
    }
}
