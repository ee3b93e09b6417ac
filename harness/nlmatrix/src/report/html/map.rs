//! The map: generations down, kernels across, what holds on neighbours joined to bands.

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
    /// What of versions the columns begin with, as `2.6`, and over how many of them.
    pub(super) eras: Vec<(String, usize)>,
    /// One for each system.
    pub(super) groups: Vec<Group<'a>>,
}

/// A column.
pub(super) struct Head<'a> {
    /// Kernel id.
    pub(super) id: &'a str,
    /// Where the page tells of it.
    pub(super) anchor: String,
    /// Is all of it not to be had?
    pub(super) away: bool,
}

/// The rows of a system.
pub(super) struct Group<'a> {
    /// The system.
    pub(super) name: &'a str,
    /// Its rows.
    pub(super) rows: Vec<Line<'a>>,
}

impl Group<'_> {
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
        let tight = if self.width < LEGIBLE { " tight" } else { "" };
        format!("{}{side}{tight}", self.standing.class())
    }

    /// Does it lead anywhere?
    pub(super) fn is_linked(&self) -> bool {
        !matches!(self.standing, Standing::Unplanned | Standing::Away)
    }
}

impl<'a> Map<'a> {
    /// That of a run.
    pub(super) fn of(lookup: &Lookup<'a>, grid: &Grid<'a>) -> Self {
        let heads = grid.kernels.iter().zip(&grid.away).map(|(id, away)| Head {
            id,
            anchor: kernel_anchor(id),
            away: *away,
        });
        let groups = grid.systems.iter().map(|system| {
            let lines = system.generations.iter().map(|generation| Line {
                names: vec![(generation.shown(), generation_anchor(generation.module))],
                bands: bands(lookup, grid, generation),
            });
            Group { name: system.name, rows: together(lines.collect()) }
        });
        Self { heads: heads.collect(), eras: eras(lookup, grid), groups: groups.collect() }
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

    /// Is anything on it not always so?
    pub(super) fn has_flaky(&self) -> bool {
        self.bands().any(|band| band.flaky)
    }

    fn bands(&self) -> impl Iterator<Item = &Band> {
        self.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.bands)
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
        format!("{} {}{changed}{flaky}{reason}", band.standing.words(), self.range(band))
    }
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
    for start in 0..grid.kernels.len() {
        let cells: Vec<&CellRecord> = generation.column(start).collect();
        let standing = Standing::of(cells.iter().copied());
        let changed = cells.iter().any(|cell| lookup.has_changed(cell));
        let flaky = cells.iter().any(|cell| lookup.is_flaky(cell));
        let key = (standing, changed, flaky);
        match bands.last_mut() {
            Some(last) if (last.standing, last.changed, last.flaky) == key => last.width += 1,
            _ => bands.push(Band { start, width: 1, standing, changed, flaky, reason: None }),
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
    let seen = |it: &&Band| it.standing.is_seen();
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

/// Columns that share the beginning of their versions: `2.6`, then the first number alone.
fn eras(lookup: &Lookup, grid: &Grid) -> Vec<(String, usize)> {
    let mut eras: Vec<(String, usize)> = Vec::new();
    for id in &grid.kernels {
        let era = match lookup.version(id).map(|version| version.numbers()) {
            Some([first @ ..=2, second, ..]) => format!("{first}.{second}"),
            Some([first, ..]) => format!("{first}.x"),
            None => String::new(),
        };
        match eras.last_mut() {
            Some((last, width)) if *last == era => *width += 1,
            _ => eras.push((era, 1)),
        }
    }
    eras
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::fixture;
    use super::super::super::ranges::{ranges, wide};
    use super::*;
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
    fn what_changed_is_marked_where_it_is() {
        let run = fixture();
        let marked: Vec<_> = drawn(&run).into_iter().filter(|(_, it)| it.contains('Δ')).collect();
        assert_eq!(marked.len(), 1, "{marked:?}");
        assert!(marked[0].1.contains("1Δ"), "{marked:?}");
        assert!(Map::of(&Lookup::of(&run), &Grid::of(&run)).has_flaky());
    }
}
