//! Which generation is for which version of mainline, whether it ran or not: this follows from the forms that it
//! relies on.

use std::collections::BTreeSet;

use crate::facts::Need;
use crate::run::ModuleId;
use crate::version::KernelVersion;

use super::super::grid::Grid;
use super::links::generation_anchor;
use super::lookup::Lookup;
use super::squares::needs;

/// A range of versions for which one generation is.
pub(super) struct Suited {
    /// Which generation.
    pub(super) module: ModuleId,
    /// The anchor of its part of the page; empty if it is not in the run.
    pub(super) anchor: String,
    /// The first version.
    pub(super) since: KernelVersion,
    /// The first version after them; `None` if there is none yet.
    pub(super) until: Option<KernelVersion>,
    /// What the first version brought, like `netlink_kernel_create: (net, unit, cfg)`.
    pub(super) came: String,
    /// What changed after the last.
    pub(super) went: String,
}

impl Suited {
    /// All generations that say what they rely on, except those of systems that test nlmatrix itself.
    pub(super) fn all(lookup: &Lookup, grid: &Grid) -> Vec<Self> {
        let run = lookup.run;
        let place = |system: &str| grid.systems.iter().position(|it| it.name == system);
        let modules = run.needs.keys().map(|name| {
            let (system, generation) = name.split_once('.').unwrap_or((name, ""));
            ModuleId::new(system, generation)
        });
        let is_told =
            |it: &ModuleId| place(&it.system).is_some() && !run.self_tests.contains(&it.system);
        let modules = modules.filter(is_told);
        let mut all: Vec<Self> = modules
            .flat_map(|module| {
                let is_here = grid.generations().any(|it| *it.module == module);
                let anchor = if is_here { generation_anchor(&module) } else { String::new() };
                Self::of(&module, &anchor, &needs(lookup, &module))
            })
            .collect();
        all.sort_by_key(|it| (place(&it.module.system), it.since));
        all
    }

    fn of(module: &ModuleId, anchor: &str, needs: &[Need]) -> Vec<Self> {
        if needs.is_empty() {
            return Vec::new();
        }
        let edges = needs.iter().flat_map(|need| need.symbol.edges());
        let edges: BTreeSet<KernelVersion> = edges.chain([KernelVersion::FIRST]).collect();
        let mut all: Vec<Self> = Vec::new();
        let mut lacking: Vec<&Need> = Vec::new();
        for version in edges {
            let now: Vec<&Need> = needs.iter().filter(|it| !it.is_met_on(&version, None)).collect();
            match all.last_mut().filter(|it| it.until.is_none()) {
                Some(last) if !now.is_empty() => {
                    last.until = Some(version);
                    last.went = told(&now, |need| {
                        need.symbol.words_of(need.symbol.form_on(&version)).to_owned()
                    });
                }
                None if now.is_empty() => all.push(Self {
                    module: module.clone(),
                    anchor: anchor.to_owned(),
                    since: version,
                    until: None,
                    came: told(&lacking, Need::words),
                    went: String::new(),
                }),
                _ => {}
            }
            lacking = now;
        }
        all
    }

    /// `before 3.7`, `3.6 until before 3.7`, `from 3.7 on`.
    pub(super) fn versions(&self) -> String {
        match (self.since == KernelVersion::FIRST, self.until) {
            (true, None) => "all".to_owned(),
            (true, Some(until)) => format!("before {until}"),
            (false, None) => format!("from {} on", self.since),
            (false, Some(until)) => format!("{} until before {until}", self.since),
        }
    }

    /// The same for the script, which compares numbers; empty if there is no end.
    pub(super) fn end(&self) -> String {
        self.until.map_or(String::new(), |until| until.to_string())
    }
}

fn told(needs: &[&Need], form: impl Fn(&Need) -> String) -> String {
    let each = needs.iter().map(|need| format!("{}: {}", need.symbol.name, form(need)));
    each.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::ranges;
    use super::*;

    #[test]
    fn a_generation_is_for_the_versions_that_have_all_it_relies_on() {
        let mut run = ranges();
        let needs = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
        run.needs = [
            (
                "nlecho.g5-cfg-module".to_owned(),
                needs(&["netlink_kernel_create=net-unit-module-cfg"]),
            ),
            (
                "nlecho.g6-cfg".to_owned(),
                needs(&["netlink_kernel_create=net-unit-cfg", "strlcpy=function"]),
            ),
        ]
        .into();
        // A run that leaves out what is refused has no cell for it.
        run.cells.retain(|cell| cell.id.module.generation_or_empty() != "g5-cfg-module");
        let (lookup, grid) = (Lookup::of(&run), Grid::of(&run));
        let all = Suited::all(&lookup, &grid);
        assert_eq!((&*all[0].anchor, &*all[1].anchor), ("", "generation/nlecho.g6-cfg"));
        let told: Vec<String> = all
            .iter()
            .map(|it| format!("{} {}: {} / {}", it.module.shown(), it.versions(), it.came, it.went))
            .collect();
        assert_eq!(
            told[0],
            "g5-cfg-module 3.6 until before 3.7: netlink_kernel_create: (net, unit, module, cfg) / \
             netlink_kernel_create: (net, unit, cfg)"
        );
        assert!(told[1].starts_with("g6-cfg "), "{told:?}");
        assert!(told[1].contains("netlink_kernel_create: (net, unit, cfg)"), "{told:?}");
    }
}
