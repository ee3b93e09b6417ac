//! The map: generations down, kernels across, what holds on neighbours joined to bands.

use crate::facts::released;
use crate::matrix::BUILD;
use crate::run::CellRecord;

use super::super::grid::{GenerationRows, Grid};
use super::boundary::{Reason, Side};
use super::links::{generation_anchor, kernel_anchor};
use super::lookup::Lookup;
use super::standing::Standing;

/// So many generations that stand alike share a row.
const ALIKE: usize = 3;

/// So many kernels are few, and so many are many.
const FEW: usize = 4;
const MANY: usize = 17;

/// A band over fewer columns has no room for a reason.
const LEGIBLE: usize = 3;

/// All of it.
pub(super) struct Map<'a> {
    /// The columns.
    pub(super) heads: Vec<Head<'a>>,
    /// What of versions the columns begin with, as `2.6`.
    pub(super) eras: Vec<Era>,
    /// One for each system.
    pub(super) groups: Vec<Group<'a>>,
    /// Those of systems that are there to test nlmatrix itself: they are folded, unless there is nothing else.
    pub(super) self_tests: Vec<Group<'a>>,
}

/// Columns whose versions begin alike.
pub(super) struct Era {
    /// How they begin.
    pub(super) name: String,
    /// How many columns.
    pub(super) width: usize,
    /// When they were released, as `2011` or `2011–2015`; empty where that is not known.
    pub(super) years: String,
}

/// A column.
pub(super) struct Head<'a> {
    /// Kernel id.
    pub(super) id: &'a str,
    /// Where the page tells of it.
    pub(super) anchor: String,
    /// When mainline's version was released, where that is known; another processor than that of the others.
    pub(super) title: String,
    /// Is all of it not to be had?
    pub(super) away: bool,
}

/// The rows of a system.
pub(super) struct Group<'a> {
    /// The system.
    pub(super) name: &'a str,
    /// What it is; empty where nobody says it.
    pub(super) about: &'a str,
    /// Its rows.
    pub(super) rows: Vec<Line<'a>>,
}

impl Group<'_> {
    /// How many generations it has.
    pub(super) fn count(&self) -> usize {
        self.rows.iter().map(|row| row.names.len()).sum()
    }

    /// Is all of it as it should be, as far as it ran?
    pub(super) fn is_good(&self) -> bool {
        let bands = self.rows.iter().flat_map(|row| &row.bands);
        bands.into_iter().all(|band| !band.standing.is_wrong() && band.standing != Standing::Lost)
    }

    /// Has it no generations, so that its own name is all there is?
    pub(super) fn is_single(&self) -> bool {
        self.rows.len() == 1
            && self.rows[0].names.len() == 1
            && self.rows[0].names[0].0 == self.name
    }
}

/// A row: one generation, or several that stand alike everywhere.
pub(super) struct Line<'a> {
    /// Their names, with where the page tells of them.
    pub(super) names: Vec<(&'a str, String)>,
    /// What holds, from the oldest kernel to the newest.
    pub(super) bands: Vec<Band>,
}

/// Neighbouring kernels on which a generation stands alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    /// The first column.
    pub(super) start: usize,
    /// How many columns.
    pub(super) width: usize,
    /// How it stands there.
    pub(super) standing: Standing,
    /// How many scenarios gave a result there, on the kernel with the fewest and on that with the most, of how many.
    pub(super) ran: (usize, usize, usize),
    /// Did something change there since the last run?
    pub(super) changed: bool,
    /// Does something there not always end the same?
    pub(super) flaky: bool,
    /// Why it ends here, where it is refused, and on which side.
    pub(super) reason: Option<(Reason, Side)>,
}

impl Band {
    /// Its classes.
    pub(super) fn class(&self) -> String {
        let side = match &self.reason {
            Some((_, Side::Older)) => " ends",
            _ => "",
        };
        let tight = if self.is_tight() { " tight" } else { "" };
        format!("{}{side}{tight}", self.standing.class())
    }

    /// Has it no room for words?
    pub(super) fn is_tight(&self) -> bool {
        self.width < LEGIBLE
    }

    /// How many scenarios a square stands for, as `2` or `2–14`; `None` where it says nothing of behaviour.
    pub(super) fn count(&self) -> Option<String> {
        let (least, most, _) = self.ran;
        let behaves = matches!(self.standing, Standing::Behaves | Standing::Differs);
        let text = if least == most { most.to_string() } else { format!("{least}\u{2013}{most}") };
        (behaves && most > 0).then_some(text)
    }

    /// The same with words around it, where there is room.
    pub(super) fn counted(&self) -> Option<String> {
        let all = self.ran.2;
        Some(format!(
            "{} of {all} {}",
            self.count()?,
            if all == 1 { "scenario" } else { "scenarios" }
        ))
    }

    /// Does it lead anywhere?
    pub(super) fn is_linked(&self) -> bool {
        !matches!(self.standing, Standing::Unplanned | Standing::Away)
    }
}

impl<'a> Map<'a> {
    /// That of a run.
    pub(super) fn of(lookup: &Lookup<'a>, grid: &Grid<'a>) -> Self {
        let heads = (0..grid.kernels.len()).map(|column| head(lookup, grid, column));
        let groups = grid.systems.iter().map(|system| {
            let lines = system.generations.iter().map(|generation| Line {
                names: vec![(generation.shown(), generation_anchor(generation.module))],
                bands: bands(lookup, grid, generation),
            });
            let about = lookup.run.systems.get(system.name).map_or("", String::as_str);
            Group { name: system.name, about, rows: together(lines.collect()) }
        });
        let is_own = |group: &Group| lookup.run.self_tests.contains(group.name);
        let (mut self_tests, mut groups): (Vec<_>, Vec<_>) = groups.partition(is_own);
        if groups.is_empty() {
            std::mem::swap(&mut groups, &mut self_tests);
        }
        Self { heads: heads.collect(), eras: eras(lookup, grid), groups, self_tests }
    }

    /// How wide it has to be: a few kernels leave most of a page empty, and many need one that scrolls.
    pub(super) fn class(&self) -> &'static str {
        match self.heads.len() {
            ..=FEW => "map few",
            MANY.. => "map wide",
            _ => "map",
        }
    }

    /// Those of [`Standing::TOLD`] that it shows, for its legend.
    pub(super) fn standings(&self) -> Vec<Standing> {
        let shown = |standing: &Standing| self.bands().any(|band| band.standing == *standing);
        Standing::TOLD.into_iter().filter(shown).collect()
    }

    /// Is any of its squares a number of scenarios?
    pub(super) fn has_counts(&self) -> bool {
        self.bands().any(|band| band.count().is_some())
    }

    /// Is something wrong with nlmatrix itself?
    pub(super) fn has_wrong_self_tests(&self) -> bool {
        self.self_tests.iter().any(|group| !group.is_good())
    }

    /// Is anything on it not always so?
    pub(super) fn has_flaky(&self) -> bool {
        self.bands().any(|band| band.flaky)
    }

    fn bands(&self) -> impl Iterator<Item = &Band> {
        let groups = self.groups.iter().chain(&self.self_tests);
        groups.flat_map(|group| &group.rows).flat_map(|row| &row.bands)
    }

    /// The kernels of a band, in words.
    pub(super) fn range(&self, band: &Band) -> String {
        let last = &self.heads[band.start + band.width - 1];
        match band.width {
            1 => format!("on {}", last.id),
            _ => format!("from {} to {}", self.heads[band.start].id, last.id),
        }
    }

    /// What a band says, as a sentence behind the generation's name.
    pub(super) fn told(&self, band: &Band) -> String {
        let reason =
            band.reason.as_ref().map_or(String::new(), |(it, _)| format!(": {}", it.whole));
        let changed = if band.changed { ", changed since the last run" } else { "" };
        let flaky = if band.flaky { ", not always so" } else { "" };
        let ran = band.counted().map_or(String::new(), |it| format!(" ({it} ran)"));
        format!("{}{ran} {}{changed}{flaky}{reason}", band.standing.words(), self.range(band))
    }
}

fn head<'a>(lookup: &Lookup<'a>, grid: &Grid<'a>, column: usize) -> Head<'a> {
    let (id, arch) = (grid.kernels[column], grid.arches[column].name());
    let released = lookup.version(id).as_ref().and_then(released);
    let released = released.map(|day| format!("released {day}"));
    let other = (!grid.is_main(column)).then(|| arch.to_owned());
    let title: Vec<String> = released.into_iter().chain(other).collect();
    Head { id, anchor: kernel_anchor(id), title: title.join(", "), away: grid.away[column] }
}

/// Joins rows that are alike, into the place of the first of them.
fn together(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let alike = |bands: &[Band]| lines.iter().filter(|it| it.bands == bands).count();
    let shared: Vec<bool> = lines.iter().map(|it| alike(&it.bands) >= ALIKE).collect();
    let mut rows: Vec<Line> = Vec::new();
    for (line, shared) in lines.into_iter().zip(shared) {
        match rows.iter_mut().find(|it| shared && it.bands == line.bands) {
            Some(row) => row.names.extend(line.names),
            None => rows.push(line),
        }
    }
    rows
}

/// A generation's bands.
pub(super) fn bands<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    generation: &GenerationRows<'a>,
) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let is_scenario = |name: &str| name != BUILD;
    let all = generation.rows.iter().filter(|row| is_scenario(row.name)).count();
    for start in 0..grid.kernels.len() {
        let cells: Vec<&CellRecord> = generation.column(start).collect();
        let standing = Standing::of(cells.iter().copied());
        let changed = cells.iter().any(|cell| lookup.has_changed(cell));
        let flaky = cells.iter().any(|cell| lookup.is_flaky(cell));
        let ran = cells.iter().filter(|it| is_scenario(it.id.scenario.as_str()));
        let ran = ran.filter(|it| it.outcome.is_result()).count();
        let key = (standing, changed, flaky);
        let same_arch = |last: &Band| grid.arches[last.start] == grid.arches[start];
        match bands.last_mut() {
            Some(last) if same_arch(last) && (last.standing, last.changed, last.flaky) == key => {
                last.width += 1;
                last.ran = (last.ran.0.min(ran), last.ran.1.max(ran), all);
            }
            _ => {
                let ran = (ran, ran, all);
                bands.push(Band { start, width: 1, standing, ran, changed, flaky, reason: None });
            }
        }
    }
    let reasons: Vec<_> =
        (0..bands.len()).map(|at| reason(lookup, grid, generation, &bands, at)).collect();
    bands.iter_mut().zip(reasons).for_each(|(band, reason)| band.reason = reason);
    bands
}

/// Why the band at `at` is refused: the boundary to the nearest kernels that do build it, newer ones first.
fn reason<'a>(
    lookup: &Lookup<'a>,
    grid: &Grid<'a>,
    generation: &GenerationRows<'a>,
    bands: &[Band],
    at: usize,
) -> Option<(Reason, Side)> {
    let band = &bands[at];
    let seen =
        |it: &&Band| it.standing.is_seen() && grid.arches[it.start] == grid.arches[band.start];
    let of = |refused: usize, builds: usize, side: Side| {
        let build = lookup.build(grid.kernels[refused], generation.module)?;
        let diagnosis = build.diagnosis.as_ref()?;
        let (here, there) =
            (lookup.version(grid.kernels[refused])?, lookup.version(grid.kernels[builds])?);
        let (older, newer) = if side == Side::Older { (here, there) } else { (there, here) };
        Some((Reason::of(diagnosis, &older, &newer, side), side))
    };
    if band.standing != Standing::Refused {
        return None;
    }
    let last = band.start + band.width - 1;
    let next = bands[at + 1..].iter().find(seen).filter(|it| it.standing.is_built());
    let before = bands[..at].iter().rev().find(seen).filter(|it| it.standing.is_built());
    let newer = || next.and_then(|it| of(last, it.start, Side::Older));
    let older = || before.and_then(|it| of(band.start, it.start + it.width - 1, Side::Newer));
    newer().or_else(older)
}

/// Columns that share the beginning of their versions: `2.6`, then the first number alone; then those of other
/// processors.
fn eras(lookup: &Lookup, grid: &Grid) -> Vec<Era> {
    let named = grid.kernels.iter().enumerate().map(|(column, id)| {
        if !grid.is_main(column) {
            return ("others".to_owned(), None);
        }
        let version = lookup.version(id);
        let name = match version.map(|version| version.numbers()) {
            Some([first @ ..=2, second, ..]) => format!("{first}.{second}"),
            Some([first, ..]) => format!("{first}.x"),
            None => String::new(),
        };
        (name, version.as_ref().and_then(released))
    });
    let named: Vec<(String, Option<&str>)> = named.collect();
    let eras = named.chunk_by(|one, other| one.0 == other.0);
    let era = |columns: &[(String, Option<&str>)]| Era {
        name: columns[0].0.clone(),
        width: columns.len(),
        years: years(columns.iter().filter_map(|it| it.1)),
    };
    eras.map(era).collect()
}

/// The first and the last year of days.
fn years<'d>(days: impl Iterator<Item = &'d str>) -> String {
    let mut years: Vec<&str> = days.filter_map(|day| day.split('-').next()).collect();
    years.sort_unstable();
    match years[..] {
        [] => String::new(),
        [first, .., last] if first != last => format!("{first}\u{2013}{last}"),
        [first, ..] => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::fixture;
    use super::super::super::ranges::{ranges, wide};
    use super::*;
    use crate::arch::Arch;
    use crate::run::Run;

    fn drawn(run: &Run) -> Vec<(String, String)> {
        let (lookup, grid) = (Lookup::of(run), Grid::of(run));
        let map = Map::of(&lookup, &grid);
        let lines = map.groups.iter().flat_map(|group| &group.rows);
        lines
            .map(|line| {
                let names: Vec<&str> = line.names.iter().map(|(name, _)| *name).collect();
                let bands = line.bands.iter().map(|band| {
                    let mark = if band.changed { "Δ" } else { "" };
                    let reason = band.reason.as_ref().map_or("", |(reason, _)| &reason.short);
                    format!("{}{mark}{}{reason}", band.width, band.standing.glyph())
                });
                (names.join(" "), bands.collect::<Vec<_>>().join(" "))
            })
            .collect()
    }

    #[test]
    fn bands_join_what_is_the_same_and_boundaries_have_their_reason() {
        assert_eq!(
            drawn(&ranges()),
            [
                ("g5-cfg-module".into(), "1⊘3.6: (net, unit, module, cfg) netlink_kernel_create 1✓ 1– 2⊘3.7: (net, unit, cfg) netlink_kernel_create".into()),
                ("g6-cfg".into(), "2⊘3.7: (net, unit, cfg) netlink_kernel_create 1– 2✓".into()),
                ("oops panic bug".into(), "2▪ 1– 2▪".to_string()),
            ]
        );
    }

    #[test]
    fn a_staircase_of_generations_is_one_band_each() {
        let drawn = drawn(&wide());
        assert_eq!(drawn.len(), 60);
        let seven = |at: usize| drawn[11 + at].1.split(' ').filter(|it| it.contains('✓')).count();
        assert!((0..7).all(|at| seven(at) == 1), "{:?}", &drawn[11..18]);
    }

    #[test]
    fn the_legend_has_what_the_map_shows_and_one_kernel_makes_it_narrow() {
        let mut run = ranges();
        let kernel = run.kernels[1].id.clone();
        run.kernels.truncate(2);
        run.kernels.remove(0);
        run.cells.retain(|cell| cell.id.kernel == kernel);
        run.cells[0].as_expected = false;
        run.cells[0].outcome = crate::run::Outcome::Hang;
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let map = Map::of(&lookup, &grid);
        assert_eq!((map.heads.len(), map.class()), (1, "map few"));
        let signs: String = map.standings().into_iter().map(Standing::glyph).collect();
        assert!(signs.contains('H') && !signs.contains('C'), "{signs}");
        assert!(!map.has_flaky());
        assert_eq!(Map::of(&Lookup::of(&wide()), &Grid::of(&wide())).class(), "map wide");
    }

    #[test]
    fn a_square_says_how_many_scenarios_stand_behind_it() {
        let mut run = ranges();
        let extra = run.cells.iter().filter(|it| it.id.scenario == "echo" && it.id.kernel == "7.3");
        let extra: Vec<CellRecord> = extra.cloned().collect();
        run.cells.extend(extra.into_iter().map(|mut cell| {
            cell.id.scenario = "more".to_owned();
            cell
        }));
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let map = Map::of(&lookup, &grid);
        let g6 = map.groups.iter().flat_map(|it| &it.rows).find(|it| it.names[0].0 == "g6-cfg");
        let band = g6.unwrap().bands.last().unwrap();
        assert_eq!((band.count(), band.width), (Some("1\u{2013}2".to_owned()), 2));
        let said = map.told(band);
        assert_eq!(said, "behaves (1\u{2013}2 of 2 scenarios ran) from 3.16 to 7.3");
    }

    #[test]
    fn what_tests_nlmatrix_itself_is_apart_unless_there_is_nothing_else() {
        let mut run = ranges();
        run.self_tests = ["faulty".to_owned()].into();
        let names = |groups: &[Group]| -> Vec<String> {
            groups.iter().map(|it| format!("{} {} {}", it.name, it.count(), it.is_good())).collect()
        };
        let map = Map::of(&Lookup::of(&run), &Grid::of(&run));
        assert_eq!(names(&map.groups), ["nlecho 2 true"]);
        assert_eq!(names(&map.self_tests), ["faulty 3 true"]);
        assert!(map.standings().contains(&Standing::Builds), "the legend tells of both");
        run.cells.retain(|cell| cell.id.module.system == "faulty");
        (run.cells[0].outcome, run.cells[0].as_expected) = (crate::run::Outcome::Fail, false);
        let map = Map::of(&Lookup::of(&run), &Grid::of(&run));
        assert_eq!((names(&map.groups), map.self_tests.len()), (vec!["faulty 3 false".into()], 0));
    }

    #[test]
    fn kernels_of_another_processor_are_no_part_of_a_band() {
        let mut run = ranges();
        run.kernels.iter_mut().find(|it| it.id == "3.16").unwrap().arch = Arch::S390x;
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let map = Map::of(&lookup, &grid);
        let eras: Vec<_> = map.eras.iter().map(|it| (&*it.name, it.width)).collect();
        assert_eq!(eras, [("3.x", 3), ("7.x", 1), ("others", 1)]);
        assert_eq!(map.heads[4].title, "released 2014-08-03, s390x");
        let widths = |name: &str| -> Vec<usize> {
            let rows = map.groups.iter().flat_map(|it| &it.rows);
            let row = rows.into_iter().find(|it| it.names[0].0 == name).unwrap();
            row.bands.iter().map(|band| band.width).collect()
        };
        assert_eq!(widths("g6-cfg"), [2, 1, 1, 1], "7.3 and s390x's 3.16 stand alike");
    }

    #[test]
    fn columns_have_their_years() {
        let run = ranges();
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let map = Map::of(&lookup, &grid);
        let eras: Vec<_> = map.eras.iter().map(|it| (&*it.name, it.width, &*it.years)).collect();
        assert_eq!(eras, [("3.x", 4, "2012\u{2013}2014"), ("7.x", 1, "")]);
        assert_eq!(map.heads[1].title, "released 2012-09-30");
    }

    #[test]
    fn what_changed_is_marked_where_it_is() {
        let run = fixture();
        let marked: Vec<_> = drawn(&run).into_iter().filter(|(_, it)| it.contains('Δ')).collect();
        assert_eq!(marked.len(), 1, "{marked:?}");
        assert!(marked[0].1.contains("1Δ"), "{marked:?}");
        assert!(Map::of(&Lookup::of(&run), &Grid::of(&run)).has_flaky());
    }
}
