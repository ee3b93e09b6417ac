//! The map: generations down, kernels across; neighbouring kernels with the same value are joined to bands.

use crate::facts::released;
use crate::words::counted;

use super::super::grid::Grid;
use super::links::{generation_anchor, kernel_anchor};
use super::lookup::Lookup;
use super::squares::{Band, bands};
use super::standing::Standing;

/// From this many on, generations with the same standing everywhere share a row.
const ALIKE: usize = 3;

/// Below the first number, kernels are few; from the second on, many; from the third on, each column is too narrow
/// for a number.
const FEW: usize = 4;
const MANY: usize = 17;
const VERY_MANY: usize = 56;

/// All of it.
pub(super) struct Map<'a> {
    /// The columns.
    pub(super) heads: Vec<Head<'a>>,
    /// The beginnings of the columns' versions, like `2.6`.
    pub(super) eras: Vec<Era>,
    /// One for each system.
    pub(super) groups: Vec<Group<'a>>,
    /// Those of systems that exist to test nlmatrix itself: they are folded, unless there is nothing else.
    pub(super) self_tests: Vec<Group<'a>>,
}

/// Columns whose versions begin the same way.
pub(super) struct Era {
    /// The beginning that they share.
    pub(super) name: String,
    /// How many columns.
    pub(super) width: usize,
    /// When they were released, like `2011` or `2011–2015`; empty if that is not known.
    pub(super) years: String,
}

/// A column.
pub(super) struct Head<'a> {
    /// Kernel id.
    pub(super) id: &'a str,
    /// The anchor of its part of the page.
    pub(super) anchor: String,
    /// When mainline's version was released, if that is known, and its processor if that is not the usual one.
    pub(super) title: String,
    /// Is every cell of it unavailable?
    pub(super) away: bool,
}

/// The rows of a system.
pub(super) struct Group<'a> {
    /// The system.
    pub(super) name: &'a str,
    /// What it is; empty if the matrix file does not say it.
    pub(super) about: &'a str,
    /// Its rows.
    pub(super) rows: Vec<Line<'a>>,
}

impl Group<'_> {
    /// How many generations it has.
    pub(super) fn count(&self) -> usize {
        self.rows.iter().map(|row| row.names.len()).sum()
    }

    /// Is everything in it that ran as it should be?
    pub(super) fn is_good(&self) -> bool {
        let bands = self.rows.iter().flat_map(|row| &row.bands);
        bands.into_iter().all(|band| !band.standing.is_wrong() && band.standing != Standing::Lost)
    }

    /// Has it no generations, so that it is all in its own name?
    pub(super) fn is_single(&self) -> bool {
        self.rows.len() == 1
            && self.rows[0].names.len() == 1
            && self.rows[0].names[0].0 == self.name
    }
}

/// A row: one generation, or several with the same standing everywhere.
pub(super) struct Line<'a> {
    /// Their names, with the anchors of their parts of the page.
    pub(super) names: Vec<(&'a str, String)>,
    /// Their standing, from the oldest kernel to the newest.
    pub(super) bands: Vec<Band>,
}

impl<'a> Map<'a> {
    /// The map of a run.
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

    /// How wide it has to be: few kernels would leave most of a page empty, and many need one that scrolls.
    pub(super) fn class(&self) -> &'static str {
        match self.heads.len() {
            ..=FEW => "map few",
            VERY_MANY.. => "map vast",
            MANY.. => "map wide",
            _ => "map",
        }
    }

    /// The items of [`Standing::TOLD`] that it shows, for its legend.
    pub(super) fn standings(&self) -> Vec<Standing> {
        let shown = |standing: &Standing| self.bands().any(|band| band.standing == *standing);
        Standing::TOLD.into_iter().filter(shown).collect()
    }

    /// Does any of its squares show a number of scenarios?
    pub(super) fn has_counts(&self) -> bool {
        self.bands().any(|band| !band.counts().is_empty())
    }

    /// Is something wrong in nlmatrix's own tests?
    pub(super) fn has_wrong_self_tests(&self) -> bool {
        self.self_tests.iter().any(|group| !group.is_good())
    }

    /// Is anything on it flaky?
    pub(super) fn has_flaky(&self) -> bool {
        self.bands().any(|band| band.flaky)
    }

    fn bands(&self) -> impl Iterator<Item = &Band> {
        let groups = self.groups.iter().chain(&self.self_tests);
        groups.flat_map(|group| &group.rows).flat_map(|row| &row.bands)
    }

    /// The `width` columns from `start` on, in words.
    fn range(&self, start: usize, width: usize) -> String {
        let last = &self.heads[start + width - 1];
        match width {
            1 => format!("on {}", last.id),
            2 => format!("on {} and {}", self.heads[start].id, last.id),
            _ => format!("from {} to {}", self.heads[start].id, last.id),
        }
    }

    /// How many scenarios ran on which kernels of a band: `2 on 5.10 and 14 from 6.1 to 7.2 of 14 scenarios ran`.
    fn ran(&self, band: &Band) -> String {
        if let Some((count, of)) = band.counted() {
            return format!(" ({count} {of} ran)");
        }
        let mut start = band.start;
        let alike = band.counts().chunk_by(|one, other| one == other).map(|alike| {
            let range = self.range(start, alike.len());
            start += alike.len();
            format!("{} {range}", alike[0])
        });
        let alike: Vec<String> = alike.collect();
        match alike.split_last() {
            Some((last, before)) => {
                let all = counted(band.scenarios, "scenario");
                format!(" ({} and {last} of {all} ran)", before.join(", "))
            }
            None => String::new(),
        }
    }

    /// What a band says, as a sentence that continues the generation's name.
    pub(super) fn told(&self, band: &Band) -> String {
        let reason =
            band.reason.as_ref().map_or(String::new(), |(it, _)| format!(": {}", it.whole));
        let changed = if band.changed { ", changed since the last run" } else { "" };
        let flaky = if band.flaky { ", flaky" } else { "" };
        let (ran, range) = (self.ran(band), self.range(band.start, band.width));
        format!("{}{ran} {range}{changed}{flaky}{reason}", band.standing.words())
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

/// Joins rows with the same standing, at the place of the first of them.
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

/// Groups of columns whose versions begin the same way: with `2.6`, or else with the same first number; then those of
/// other processors.
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
    use crate::run::CellRecord;
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
        assert_eq!((band.each(), band.counted()), (&[1, 2][..], None));
        let said = map.told(band);
        assert_eq!(said, "passes (1 on 3.16 and 2 on 7.3 of 2 scenarios ran) on 3.16 and 7.3");
        let same = Band { ran: vec![2, 2, 2], width: 3, ..band.clone() };
        assert_eq!(
            (same.each(), same.counted()),
            (&[][..], Some((2, "of 2 scenarios".to_owned())))
        );
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
