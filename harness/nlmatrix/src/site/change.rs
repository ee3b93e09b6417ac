//! What differs between kernels: a check of a scenario, or how the scenario ends.

use std::collections::BTreeSet;

use super::lookup::Lookup;
use crate::matrix::BUILD;
use crate::report::{Across, Why, class_of, is_steady, observed, ranges, seen};
use crate::run::{CellRecord, CheckRecord, Outcome, SitePage};
use crate::version::{KernelVersion, VersionRange};

/// One of them.
pub(super) struct Behaviour<'a> {
    /// The system.
    pub(super) system: &'a str,
    /// The scenario.
    pub(super) scenario: &'a str,
    /// The check; empty if it is how the scenario ends.
    pub(super) check: &'a str,
    /// What was seen, beginning with the oldest kernel.
    pub(super) values: Vec<Value>,
    /// Where it changes.
    pub(super) steps: Vec<Step<'a>>,
    /// Why it differs.
    pub(super) why: Vec<Why<'a>>,
}

/// A value and where it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// CSS class.
    pub(super) class: &'static str,
    /// The value.
    pub(super) text: String,
    /// The kernels, as ranges.
    pub(super) kernels: String,
}

/// Two neighbouring kernels between which it changes.
pub(super) struct Step<'a> {
    /// The last kernel before.
    pub(super) before: Found<'a>,
    /// The first one after.
    pub(super) after: Found<'a>,
    /// The versions in which it changed, if that is recorded.
    pub(super) with: Vec<KernelVersion>,
}

/// What was seen on a kernel, and in which cell.
#[derive(Clone)]
pub(super) struct Found<'a> {
    /// The cell.
    pub(super) cell: &'a CellRecord,
    /// The check; `None` if it is how the cell ends.
    pub(super) check: Option<&'a CheckRecord>,
    /// CSS class.
    pub(super) class: &'static str,
    /// What was seen.
    pub(super) text: String,
}

/// All of them, in the order of the plan.
pub(super) fn behaviours<'a>(known: &Lookup<'a>) -> Vec<Behaviour<'a>> {
    let mut all = Vec::new();
    for (system, scenario, across) in known.scenarios().filter(|(_, name, _)| *name != BUILD) {
        let checks = across.checks().into_iter().filter(|check| across.differs(check));
        for check in checks.chain([""]) {
            all.extend(behaviour(known, &across, [system, scenario, check]));
        }
    }
    all
}

/// `None` if it is the same wherever it was seen.
fn behaviour<'a>(
    known: &Lookup<'a>,
    across: &Across<'a>,
    [system, scenario, check]: [&'a str; 3],
) -> Option<Behaviour<'a>> {
    let fixed = across.is_fixed(check);
    let mut values: Vec<(&'static str, String, Vec<usize>)> = Vec::new();
    for (column, cells) in across.columns() {
        let Some((class, text)) = value(cells, check, fixed) else { continue };
        match values.iter_mut().find(|it| (it.0, &it.1) == (class, &text)) {
            Some((_, _, columns)) => columns.push(column),
            None => values.push((class, text, vec![column])),
        }
    }
    if values.len() < 2 {
        return None;
    }
    let value = |(class, text, columns): (&'static str, String, Vec<usize>)| Value {
        class,
        text,
        kernels: ranges(&known.grid, columns.into_iter()),
    };
    let steps = steps(known, across, check, fixed);
    let values = values.into_iter().map(value).collect();
    Some(Behaviour { system, scenario, check, values, steps, why: across.reasons(check) })
}

fn value(cells: &[&CellRecord], check: &str, fixed: bool) -> Option<(&'static str, String)> {
    if !check.is_empty() {
        return observed(cells, check, fixed);
    }
    let ends: BTreeSet<(&'static str, String)> =
        cells.iter().filter_map(|cell| end(cell)).collect();
    let worst = ["bad", "known"].into_iter().find(|class| ends.iter().any(|it| it.0 == *class));
    let texts: BTreeSet<&str> = ends.iter().map(|it| it.1.as_str()).collect();
    let text = texts.into_iter().collect::<Vec<_>>().join(" / ");
    (!ends.is_empty()).then(|| (worst.unwrap_or("good"), text))
}

/// How a cell ended; `None` if it did not get that far, or is flaky.
fn end(cell: &CellRecord) -> Option<(&'static str, String)> {
    use Outcome::{BuildFail, BuildRefused, Fail, Flaky, Pass, Xfail, Xpass};
    match cell.outcome {
        BuildRefused | BuildFail | Flaky => None,
        Pass | Xfail | Fail | Xpass => Some(("good", "it ends well".to_owned())),
        outcome => {
            let class = class_of(outcome, cell.as_expected);
            let about = cell.about.iter().map(|it| without_numbers(it));
            let about = about.collect::<Vec<_>>().join(" ");
            let behind = if about.is_empty() { about } else { format!(": {about}") };
            Some((class, format!("{}{behind}", outcome.words())))
        }
    }
}

/// `text` without values that are different on each kernel, like a major number or an address.
fn without_numbers(text: &str) -> String {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words = text.split_whitespace().map(|word| if is_number(word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Where the value changes, for each processor; the same change is reported once.
fn steps<'a>(
    known: &Lookup<'a>,
    across: &Across<'a>,
    check: &'a str,
    fixed: bool,
) -> Vec<Step<'a>> {
    let columns: Vec<&[&'a CellRecord]> = across.columns().map(|(_, cells)| cells).collect();
    let mut steps: Vec<Step<'a>> = Vec::new();
    for of_arch in known.by_arch() {
        let found = of_arch.into_iter().map(|column| found(columns[column], check, fixed));
        let found: Vec<Vec<Found<'a>>> = found.filter(|it| !it.is_empty()).collect();
        for pair in found.windows(2) {
            let Some((before, after)) = differing(&pair[0], &pair[1]) else { continue };
            let is_told =
                |it: &Step| (&it.before.text, &it.after.text) == (&before.text, &after.text);
            let with = with(known, &before, &after);
            // Another processor's kernels show the same.
            if !steps.iter().any(|it| is_told(it) && it.with == with) {
                steps.push(Step { before, after, with });
            }
        }
    }
    steps
}

/// What each cell on a kernel saw.
fn found<'a>(cells: &[&'a CellRecord], check: &str, fixed: bool) -> Vec<Found<'a>> {
    let of_check = |cell: &'a CellRecord| {
        let check = cell.checks.iter().find(|it| it.name == check)?;
        let (class, text) = seen(check, fixed);
        Some(Found { cell, check: Some(check), class, text })
    };
    let of_end = |cell: &'a CellRecord| {
        end(cell).map(|(class, text)| Found { cell, check: None, class, text })
    };
    let all = cells.iter().copied().filter(|cell| is_steady(cell));
    if check.is_empty() {
        all.filter_map(of_end).collect()
    } else {
        all.filter_map(of_check).collect()
    }
}

/// A cell on each kernel, with different observations; of the same generation, if possible.
fn differing<'a>(before: &[Found<'a>], after: &[Found<'a>]) -> Option<(Found<'a>, Found<'a>)> {
    let values = |all: &[Found<'a>]| all.iter().map(|it| it.text.clone()).collect::<BTreeSet<_>>();
    if values(before) == values(after) {
        return None;
    }
    let pairs = before.iter().flat_map(|old| after.iter().map(move |new| (old, new)));
    let others = pairs.filter(|(old, new)| old.text != new.text);
    let (old, new) = others
        .min_by_key(|(old, new)| old.cell.id.module.generation != new.cell.id.module.generation)?;
    Some((old.clone(), new.clone()))
}

/// The versions between two kernels at which a recorded difference begins or ends.
fn with(known: &Lookup, before: &Found, after: &Found) -> Vec<KernelVersion> {
    let versions = (known.version(&before.cell.id.kernel), known.version(&after.cell.id.kernel));
    let (Some(older), Some(newer)) = versions else { return Vec::new() };
    let predicted = [before, after].into_iter().filter_map(|it| it.check?.predicted.as_ref());
    let ranges = predicted.filter_map(|it| it.kernels.parse::<VersionRange>().ok());
    let between = |edge: &KernelVersion| {
        older.numbers() < edge.numbers() && edge.numbers() <= newer.numbers()
    };
    let edges: BTreeSet<KernelVersion> = ranges.flat_map(|it| it.edges()).filter(between).collect();
    edges.into_iter().collect()
}

impl<'a> Behaviour<'a> {
    /// Its page.
    pub(super) fn page(&self) -> SitePage<'a> {
        SitePage::Behaviour(self.system, self.scenario, self.check)
    }

    /// What it is about, in one line.
    pub(super) fn title(&self) -> String {
        let check = if self.check.is_empty() { "how it ends" } else { self.check };
        format!("{}: {check}", self.scenario)
    }

    /// The versions in which it changed, or the kernels between which it did.
    pub(super) fn changed(&self) -> String {
        let step = |step: &Step| match step.with.as_slice() {
            [] => {
                format!("between {} and {}", step.before.cell.id.kernel, step.after.cell.id.kernel)
            }
            with => with.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        };
        let mut all: Vec<String> = Vec::new();
        for said in self.steps.iter().map(step) {
            if !all.contains(&said) {
                all.push(said);
            }
        }
        all.join("; ")
    }

    /// A word that one may look for.
    pub(super) fn words(&self) -> String {
        let values = self.values.iter().map(|it| it.text.as_str());
        let whys = self.why.iter().flat_map(|it| [it.reason, it.source]);
        values.chain(whys).chain([self.system]).collect::<Vec<_>>().join(" ")
    }

    /// Was anything about it not as expected?
    pub(super) fn is_wrong(&self) -> bool {
        self.values.iter().any(|it| it.class == "bad")
    }
}
