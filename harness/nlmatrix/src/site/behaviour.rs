//! The page of a behaviour: since when, why, what to do, and the messages of both sides.

use askama::Template;

use super::change::{Behaviour, Step};
use super::evidence::Side;
use super::known::Known;
use super::linked::linked;
use super::lookup::link;
use crate::explain::{Symptom, symptoms};
use crate::report::{Piece, breakable, coded, shows};
use crate::run::SitePage;
use crate::scenario;

#[derive(Template)]
#[template(path = "site/behaviour.html")]
struct Page<'p> {
    behaviour: &'p Behaviour<'p>,
    about: String,
    of: String,
    evidence: Vec<(String, [Side<'p>; 2])>,
    /// Is it the fault of a client that is faulty on purpose?
    faulty_client: bool,
    known: Vec<(&'p Symptom, String)>,
}

/// Its page.
pub(super) fn page<'a>(known: &Known<'a>, it: &Behaviour<'a>) -> askama::Result<String> {
    let known_as = symptoms().iter().filter(|row| is_about(row, it));
    Page {
        about: shows(known.run, it.scenario),
        faulty_client: scenario::find(it.scenario).is_some_and(|it| it.faulty_client),
        of: link(SitePage::Scenario(it.system, it.scenario)),
        evidence: it.steps.iter().map(|step| (told(step), Side::both(known, step))).collect(),
        known: known_as.map(|row| (row, link(SitePage::Symptom(&row.name)))).collect(),
        behaviour: it,
    }
    .render()
}

/// Is a symptom about what this behaviour shows? The scenario asserts it, and one of its errors is seen; or, for an
/// end, the kernel says something that belongs to it.
fn is_about(row: &Symptom, it: &Behaviour) -> bool {
    let is_seen = |errno: &String| {
        it.values.iter().any(|value| value.text.split([' ', '/', ',']).any(|word| word == errno))
    };
    let shows = row.when.iter().any(|when| match it.check {
        "" => !when.splat.is_empty(),
        _ => when.errno.iter().any(is_seen),
    });
    shows && row.scenarios.iter().any(|name| name == it.scenario)
}

fn told(step: &Step) -> String {
    let (before, after) = (&step.before.cell.id.kernel, &step.after.cell.id.kernel);
    match step.with.as_slice() {
        [] => format!("Between {before} and {after}"),
        with => {
            let with: Vec<String> = with.iter().map(ToString::to_string).collect();
            format!("With {}: seen on {before} and {after}", with.join(" and "))
        }
    }
}
