//! The run in one sentence: what is covered, and what is new.

use std::collections::BTreeSet;

use crate::matrix::BUILD;
use crate::run::{CellRecord, Run, Status};

use super::super::diff::Diff;
use super::super::grid::{Grid, SystemRows};
use super::super::text::cells;

/// If there are more names, the rest are only counted.
const NAMED: usize = 3;

/// On which kernels of one processor a system's modules build, of the kernels that were looked at.
struct Coverage<'a> {
    name: &'a str,
    generations: usize,
    /// The columns that were looked at, from the oldest to the newest on which a module builds.
    seen: Vec<usize>,
    /// Those of them on which none builds.
    gaps: Vec<usize>,
    /// Those before and after.
    beyond: Vec<usize>,
}

/// The kernels of the usual processor: how many gave a result, and how many did not.
struct Axis {
    ran: usize,
    away: usize,
}

/// The sentence. `since` is the day of the last run, and what has changed since then.
pub(super) fn headline(run: &Run, grid: &Grid, since: Option<(&str, &Diff)>) -> String {
    if run.cells.iter().all(|cell| cell.status() == Status::DidNotRun) {
        // Nothing can be better or worse then.
        return "Nothing ran.".to_owned();
    }
    let covered = coverage(run, grid);
    let covered = if covered.is_empty() { driven(run) } else { sentence(grid, &covered) };
    format!("{covered}{}; {}.", others(grid), news(run, since))
}

/// The other processors on whose kernels something ran.
fn others(grid: &Grid) -> String {
    let ran = |column: &usize| {
        let mut cells = grid.generations().flat_map(|it| it.column(*column));
        !grid.is_main(*column) && cells.any(|cell| cell.outcome.is_result())
    };
    let ran = (0..grid.kernels.len()).filter(ran);
    let arches: BTreeSet<&str> = ran.map(|column| grid.arches[column].name()).collect();
    if arches.is_empty() {
        return String::new();
    }
    format!(", and kernels for {} also ran", names(arches.into_iter()))
}

/// What to say about a run without modules.
fn driven(run: &Run) -> String {
    let ran = run.cells.iter().filter(|cell| cell.status() != Status::DidNotRun);
    format!("{} ran", cells(ran.count()))
}

/// For every system that has modules and does something with them. Systems with which nlmatrix tests itself cover
/// nothing.
fn coverage<'a>(run: &Run, grid: &Grid<'a>) -> Vec<Coverage<'a>> {
    let systems = grid.systems.iter().filter(|system| !run.self_tests.contains(system.name));
    let all = systems.filter(|system| has(system, true) && has(system, false));
    let all = all.map(|system| Coverage::of(grid, system));
    all.filter(|it| !it.seen.is_empty() || !it.beyond.is_empty()).collect()
}

fn has(system: &SystemRows, build: bool) -> bool {
    let mut rows = system.generations.iter().flat_map(|it| &it.rows);
    rows.any(|row| (row.name == BUILD) == build)
}

impl<'a> Coverage<'a> {
    fn of(grid: &Grid<'a>, system: &SystemRows<'a>) -> Self {
        let result = |cell: &CellRecord| cell.outcome.is_result();
        let column = |at: usize| system.generations.iter().flat_map(move |it| it.column(at));
        let looked_at = |at: &usize| column(*at).any(result);
        let axis = || (0..grid.kernels.len()).filter(|at| grid.is_main(*at));
        let seen: Vec<usize> = axis().filter(looked_at).collect();
        let builds = |at: usize| column(at).any(|cell| result(cell) && !cell.is_unbuilt());
        let (gaps, built): (Vec<usize>, Vec<usize>) = seen.iter().partition(|at| !builds(**at));
        let is_within = |at: &usize| built.first() <= Some(at) && Some(at) <= built.last();
        let (seen, beyond): (Vec<usize>, Vec<usize>) = seen.into_iter().partition(is_within);
        let gaps = gaps.into_iter().filter(is_within).collect();
        let tried = system.generations.iter().filter(|it| !it.away());
        Self { name: system.name, generations: tried.count(), seen, gaps, beyond }
    }

    /// The columns on which one builds.
    fn built(&self) -> Vec<usize> {
        self.seen.iter().filter(|at| !self.gaps.contains(at)).copied().collect()
    }
}

impl Axis {
    fn of(grid: &Grid) -> Self {
        let axis = (0..grid.kernels.len()).filter(|at| grid.is_main(*at));
        let has_result = |at: &usize| {
            let mut cells = grid.generations().flat_map(|it| it.column(*at));
            cells.any(|cell| cell.outcome.is_result())
        };
        let (ran, away): (Vec<usize>, Vec<usize>) = axis.partition(has_result);
        Self { ran: ran.len(), away: away.len() }
    }

    /// `both kernels that ran`, `4 of the 5 kernels that ran (3 did not)`.
    fn part(&self, count: usize) -> String {
        let part = match (count, self.ran) {
            (1, 1) => "the one kernel that ran".to_owned(),
            (2, 2) => "both kernels that ran".to_owned(),
            (count, all) if count == all => format!("all {all} kernels that ran"),
            (count, all) => format!("{count} of the {all} kernels that ran"),
        };
        let away = if self.away > 0 { format!(" ({} did not)", self.away) } else { String::new() };
        part + &away
    }
}

fn sentence(grid: &Grid, all: &[Coverage]) -> String {
    let (none, some): (Vec<&Coverage>, Vec<_>) = all.iter().partition(|it| it.seen.is_empty());
    let (whole, lacking): (Vec<&Coverage>, Vec<_>) =
        some.into_iter().partition(|it| it.gaps.is_empty());
    let axis = Axis::of(grid);
    let mut clauses = extents(grid, &axis, &whole);
    clauses.extend(lacking.iter().map(|it| gap(grid, &axis, it)));
    clauses.extend(none.iter().map(|it| {
        format!(
            "{} does not build on {}",
            it.name,
            names(it.beyond.iter().map(|at| grid.kernels[*at]))
        )
    }));
    let rest = clauses.len().saturating_sub(NAMED);
    clauses.truncate(NAMED);
    if rest > 0 {
        clauses.push(format!("{rest} more are listed below"));
    }
    clauses.join(", ")
}

/// `nlecho and nldrv cover all 5 kernels that ran, 2.6.9 to 7.3-rc, genlecho 4 of them, 2.6.18 to 7.3-rc`. Only
/// kernels that ran are counted, not the versions between them. The coverage that most systems share comes first.
fn extents(grid: &Grid, axis: &Axis, whole: &[&Coverage]) -> Vec<String> {
    let mut groups: Vec<Vec<&Coverage>> = Vec::new();
    for it in whole {
        match groups.iter_mut().find(|group| group[0].seen == it.seen) {
            Some(group) => group.push(it),
            None => groups.push(vec![it]),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let clause = |(at, group): (usize, &Vec<&Coverage>)| {
        let (seen, of) = (&group[0].seen, names(group.iter().map(|it| it.name)));
        match at {
            0 => format!("{} {}, {}", subject(group), axis.part(seen.len()), range(grid, seen)),
            _ => format!("{of} {} of them, {}", seen.len(), range(grid, seen)),
        }
    };
    let mut clauses: Vec<String> = groups.iter().enumerate().map(clause).collect();
    // If no generation takes over there, it is a gap.
    if let [Coverage { generations: 1, beyond, .. }] = whole
        && !beyond.is_empty()
    {
        let not = names(beyond.iter().map(|at| grid.kernels[*at]));
        clauses.push(format!("but not on {not}"));
    }
    clauses
}

/// `nlecho's 7 generations cover`, `mymod builds on`, `nlecho and genlecho cover`.
fn subject(alike: &[&Coverage]) -> String {
    match alike {
        [one] if one.generations > 1 => {
            format!("{}’s {} generations cover", one.name, one.generations)
        }
        [one] => format!("{} builds on", one.name),
        _ => format!("{} cover", names(alike.iter().map(|it| it.name))),
    }
}

/// `2.6.9 to 7.3-rc`; a few kernels are listed by name.
fn range(grid: &Grid, columns: &[usize]) -> String {
    match columns {
        [first, _, .., last] if columns.len() > NAMED => {
            format!("{} to {}", grid.kernels[*first], grid.kernels[*last])
        }
        few => names(few.iter().map(|at| grid.kernels[*at])),
    }
}

fn gap(grid: &Grid, axis: &Axis, coverage: &Coverage) -> String {
    let built = coverage.built();
    let lacking = names(coverage.gaps.iter().map(|at| grid.kernels[*at]));
    format!(
        "{} covers {}, {}, but not {lacking}",
        coverage.name,
        axis.part(built.len()),
        range(grid, &built)
    )
}

/// `a`, `a and b`, `a, b and 4 more`.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let more = format!("{} more", names.len().saturating_sub(NAMED - 1));
    let (last, before) = match names.len() {
        0 => return String::new(),
        1 => return names[0].to_owned(),
        2..=NAMED => (names[names.len() - 1], &names[..names.len() - 1]),
        _ => (more.as_str(), &names[..NAMED - 1]),
    };
    format!("{} and {last}", before.join(", "))
}

/// What is not as expected, and what of that is new.
fn news(run: &Run, since: Option<(&str, &Diff)>) -> String {
    let wrong = run.cells.iter().filter(|cell| cell.status() == Status::NotAsExpected).count();
    let day = |started: &str| day(started, &run.host.started);
    let worse = since.map_or(0, |(_, diff)| diff.new_failures.len() + diff.no_longer_run.len());
    match (wrong, since) {
        (0, Some((started, _))) if worse > 0 => {
            format!("{} no longer run since {}", cells(worse), day(started))
        }
        (0, Some((started, diff))) => match diff.fixed.len() {
            0 if run.to_come > 0 => format!("nothing is worse so far than on {}", day(started)),
            0 => format!("nothing got worse since {}", day(started)),
            fixed => format!("{} better than on {}, nothing worse", are(fixed), day(started)),
        },
        (0, None) if run.lacks_results() => {
            let lost = run.cells.iter().filter(|cell| cell.outcome.is_no_result()).count();
            match lost {
                0 if run.to_come > 0 => "everything so far is as expected".to_owned(),
                0 => "some results are missing".to_owned(),
                lost => format!("{lost} of {} gave no result", cells(run.cells.len())),
            }
        }
        (0, None) => "everything that ran is as expected".to_owned(),
        (wrong, Some((started, _))) if worse > 0 => {
            format!("{} not as expected, {worse} new since {}", are(wrong), day(started))
        }
        (wrong, Some((started, _))) => {
            format!("{} not as expected, none new since {}", are(wrong), day(started))
        }
        (wrong, None) => format!("{} not as expected", are(wrong)),
    }
}

/// The day of a moment, or its time if the day is `today`.
fn day(started: &str, today: &str) -> String {
    match (started.get(..10), started.get(11..16)) {
        (day, Some(time)) if day == today.get(..10) => format!("{time} UTC"),
        (day, _) => day.unwrap_or(started).to_owned(),
    }
}

/// `1 cell is`, `12 cells are`.
fn are(count: usize) -> String {
    format!("{} {}", cells(count), if count == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::super::super::diff::since;
    use super::super::super::fixture::fixture;
    use super::super::super::ranges::{ranges, wide};
    use super::*;
    use crate::arch::Arch;
    use crate::run::{ModuleId, Outcome, PastRun, Run};

    fn of(run: &Run) -> String {
        headline(run, &Grid::of(run), None)
    }

    #[test]
    fn a_range_says_of_how_many_kernels_it_is_and_how_many_did_not_run() {
        let mut run = ranges();
        let wanted = "nlecho’s 2 generations cover 3 of the 4 kernels that ran (1 did not), 3.6, 3.16 and 7.3; \
                      everything that ran is as expected.";
        assert_eq!(of(&run), wanted);
        run.cells.retain(|cell| !["3.10", "3.5"].contains(&&*cell.id.kernel));
        run.kernels.retain(|kernel| !["3.10", "3.5"].contains(&&*kernel.id));
        let said = of(&run);
        assert!(said.contains("cover all 3 kernels that ran, 3.6, 3.16 and 7.3; "), "{said}");
        run.cells.retain(|cell| cell.id.kernel != "3.16");
        run.kernels.retain(|kernel| kernel.id != "3.16");
        let said = of(&run);
        assert!(said.contains("cover both kernels that ran, 3.6 and 7.3; "), "{said}");
    }

    #[test]
    fn many_kernels_are_a_range_and_their_count() {
        let said = of(&wide());
        let wanted = "one, two and 3 more cover all 37 kernels that ran, 3.0-deb to 6.36-deb; ";
        assert!(said.starts_with(wanted), "{said}");
    }

    #[test]
    fn a_gap_is_named() {
        let mut run = ranges();
        for cell in run.cells.iter_mut().filter(|cell| cell.id.kernel == "3.16") {
            cell.outcome = Outcome::BuildRefused;
        }
        let said = of(&run);
        let wanted =
            "nlecho covers 2 of the 4 kernels that ran (1 did not), 3.6 and 7.3, but not 3.16;";
        assert!(said.starts_with(wanted), "{said}");
    }

    #[test]
    fn what_is_new_is_said_with_the_day() {
        let (old, mut new) = (PastRun::of(&ranges()), ranges());
        let diff = since(&old, &new);
        let of = |run: &Run, diff: &Diff| {
            headline(run, &Grid::of(run), Some(("2026-01-01T00:00:00Z", diff)))
        };
        assert!(of(&new, &diff).ends_with("; nothing got worse since 2026-01-01."));
        let cell = new.cells.iter_mut().find(|cell| cell.id.scenario == "echo").unwrap();
        (cell.outcome, cell.as_expected) = (Outcome::Fail, false);
        let diff = since(&old, &new);
        assert!(of(&new, &diff).ends_with("1 cell is not as expected, 1 new since 2026-01-01."));
    }

    #[test]
    fn of_nothing_nothing_is_said() {
        let (old, mut new) = (PastRun::of(&ranges()), ranges());
        new.cells.clear();
        let diff = since(&old, &new);
        let said = headline(&new, &Grid::of(&new), Some(("2026-01-01T00:00:00Z", &diff)));
        assert_eq!((&*said, &*of(&new)), ("Nothing ran.", "Nothing ran."));
    }

    #[test]
    fn of_a_run_of_the_same_day_the_time_is_said() {
        assert_eq!(day("2026-01-01T09:08:07Z", "2026-01-02T03:04:05Z"), "2026-01-01");
        assert_eq!(day("2026-01-02T01:08:07Z", "2026-01-02T03:04:05Z"), "01:08 UTC");
        assert_eq!(day("yesterday", "2026-01-02T03:04:05Z"), "yesterday");
        assert_eq!(day("", ""), "");
    }

    #[test]
    fn one_module_of_somebody_s_own() {
        let mut run = ranges();
        run.cells.retain(|cell| {
            cell.id.module.generation_or_empty() == "g6-cfg" && cell.id.kernel != "3.10"
        });
        run.kernels.retain(|kernel| kernel.id != "3.10");
        for cell in &mut run.cells {
            cell.id.module = ModuleId::new("mine", "");
        }
        let said = of(&run);
        let wanted =
            "mine builds on 2 of the 4 kernels that ran, 3.16 and 7.3, but not on 3.5 and 3.6;";
        assert!(said.starts_with(wanted), "{said}");
        let here = |id: &str| ["3.16", "7.3"].contains(&id);
        run.cells.retain(|cell| here(&cell.id.kernel));
        run.kernels.retain(|kernel| here(&kernel.id));
        let said = of(&run);
        assert!(said.starts_with("mine builds on both kernels that ran, 3.16 and 7.3;"), "{said}");
    }

    #[test]
    fn a_run_that_goes_on_is_told_of_so_far() {
        let mut run = ranges();
        run.to_come = 5;
        assert!(of(&run).ends_with("; everything so far is as expected."), "{}", of(&run));
        let diff = since(&PastRun::of(&run), &run);
        let said = headline(&run, &Grid::of(&run), Some(("2026-01-01T00:00:00Z", &diff)));
        assert!(said.ends_with("; nothing is worse so far than on 2026-01-01."), "{said}");
    }

    #[test]
    fn cells_that_gave_no_result_are_counted() {
        let mut run = ranges();
        let count = run.cells.len();
        run.cells[0].outcome = Outcome::Missing;
        let said = of(&run);
        assert!(said.ends_with(&format!("; 1 of {count} cells gave no result.")), "{said}");
    }

    #[test]
    fn a_range_is_of_one_processor_and_others_are_named() {
        let mut run = ranges();
        run.kernels.iter_mut().find(|it| it.id == "7.3").unwrap().arch = Arch::S390x;
        let said = of(&run);
        assert!(
            !said.contains("7.3") && said.contains(", and kernels for s390x also ran; "),
            "{said}"
        );
    }

    #[test]
    fn many_names_are_counted() {
        assert_eq!(names(["a", "b", "c", "d", "e"].into_iter()), "a, b and 3 more");
        assert!(!of(&fixture()).is_empty());
    }
}
