//! The kernel's interfaces by topic, as the compile probes found them.

use std::collections::BTreeSet;

use crate::facts::{Area, shipped};
use crate::run::Run;

use super::super::grid::Grid;
use super::band::Band;

/// Interfaces of one kind.
pub(super) struct Topic {
    /// What kind.
    pub(super) name: String,
    /// Those that differ between the kernels of the run.
    pub(super) changes: Vec<Band>,
    /// The others.
    pub(super) constant: Vec<Band>,
}

/// The results of the probes, topic by topic.
pub(super) fn topics(run: &Run, grid: &Grid) -> Vec<Topic> {
    let facts: BTreeSet<&str> =
        run.probes.values().flat_map(|facts| facts.keys()).map(String::as_str).collect();
    let topic = |name: &str, is_of: &dyn Fn(&str) -> bool| {
        let all = facts.iter().filter(|fact| is_of(fact)).map(|fact| band(run, grid, fact));
        let (constant, changes) = all.partition(Band::is_constant);
        Topic { name: name.to_owned(), changes, constant }
    };
    let areas = &shipped().areas;
    let mut topics: Vec<Topic> =
        areas.iter().map(|area| topic(&area.about, &|fact| is_of(area, fact))).collect();
    topics.push(topic("others", &|fact| !areas.iter().any(|area| is_of(area, fact))));
    topics.retain(|topic| !topic.changes.is_empty() || !topic.constant.is_empty());
    topics
}

fn is_of(area: &Area, fact: &str) -> bool {
    area.symbols.iter().any(|symbol| symbol.name == fact)
}

fn band(run: &Run, grid: &Grid, fact: &str) -> Band {
    let value = |kernel: &str| run.probes.get(kernel).and_then(|facts| facts.get(fact));
    let all = grid.kernels.iter().enumerate();
    let seen = all.filter_map(|(column, id)| Some((column, ("fact", value(id)?.clone()))));
    Band::of(grid, fact, seen)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::fixture;
    use super::*;

    #[test]
    fn facts_stand_under_their_topic_and_others_are_not_lost() {
        let mut run = fixture();
        for facts in run.probes.values_mut() {
            facts.insert("my_own_fact".into(), "there".into());
        }
        let topics = topics(&run, &Grid::of(&run));
        let names: Vec<_> = topics.iter().map(|it| (it.changes.len(), it.constant.len())).collect();
        assert_eq!(names, [(1, 0), (0, 1)], "one has changed, another has no topic");
        assert_eq!(topics[1].name, "others");
    }
}
