//! All scenarios: each file lists its own, and the lists are joined here.

use std::sync::LazyLock;

use super::definition::Scenario;
use super::{
    acks, bad_requests, clients, devices, devmodel, dumps, errors, ethtool, families, faulty,
    faulty_clients, filters, genl_strict, genlecho, imp2, kernel, listeners, namespaces, netfilter,
    netwriter, nldrv, nlecho, nlns, ports, processes, protocols, queue, races, round_trips, table,
    told, traffic, uevents, usersock, xfrm,
};
use crate::matrix::Shipped;
use crate::run::scenario_of;

/// The lists of all files with scenarios.
const FILES: &[&[Scenario]] = &[
    kernel::SCENARIOS,
    nlecho::SCENARIOS,
    queue::SCENARIOS,
    ports::SCENARIOS,
    usersock::SCENARIOS,
    protocols::SCENARIOS,
    acks::SCENARIOS,
    genlecho::SCENARIOS,
    nldrv::SCENARIOS,
    imp2::SCENARIOS,
    uevents::SCENARIOS,
    devmodel::SCENARIOS,
    netwriter::SCENARIOS,
    genl_strict::SCENARIOS,
    table::SCENARIOS,
    faulty::SCENARIOS,
    faulty_clients::SCENARIOS,
    clients::SCENARIOS,
    namespaces::SCENARIOS,
    families::SCENARIOS,
    dumps::SCENARIOS,
    bad_requests::SCENARIOS,
    round_trips::SCENARIOS,
    listeners::SCENARIOS,
    devices::SCENARIOS,
    filters::SCENARIOS,
    netfilter::SCENARIOS,
    xfrm::SCENARIOS,
    processes::SCENARIOS,
    told::SCENARIOS,
    ethtool::SCENARIOS,
    nlns::SCENARIOS,
    errors::SCENARIOS,
    traffic::SCENARIOS,
    races::SCENARIOS,
];

/// Every scenario.
pub fn all() -> impl Iterator<Item = &'static Scenario> {
    FILES.iter().copied().flatten()
}

/// The scenario with this name, which may be the variant name that a cell uses.
pub fn find(name: &str) -> Option<&'static Scenario> {
    let name = scenario_of(name);
    all().find(|scenario| scenario.name == name)
}

/// What matrix and plan have to know about all of them.
pub fn shipped() -> &'static [Shipped] {
    static SHIPPED: LazyLock<Vec<Shipped>> =
        LazyLock::new(|| all().map(Scenario::shipped).collect());
    &SHIPPED
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_stand_once_and_patterns_are_some() {
        let names: BTreeSet<&str> = all().map(|scenario| scenario.name).collect();
        assert_eq!(names.len(), all().count());
        assert_eq!(shipped().len(), names.len());
    }

    /// It is read with nothing but the name beside it, in lists and in search results, so it has to be
    /// self-contained.
    #[test]
    fn every_scenario_has_a_sentence_of_its_own() {
        let mut seen = BTreeSet::new();
        for Scenario { name, about, .. } in all() {
            assert!(about.split_whitespace().count() > 3, "{name}: {about:?} is not a sentence");
            assert!(!about.starts_with("the same"), "{name}: {about:?} stands on another");
            assert!(!about.ends_with('.'), "{name}: {about:?}, to which reports add the stop");
            assert!(seen.insert(about), "{name}: {about:?} is said of another scenario, too");
        }
    }

    /// Nothing would run the scenarios of a file whose list is not joined.
    #[test]
    fn every_list_is_joined() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scenario");
        let files = fs_err::read_dir(folder).unwrap().flatten();
        let doors = files.map(|file| file.path());
        let doors = doors.map(|path| if path.is_dir() { path.join("mod.rs") } else { path });
        let texts = doors.filter_map(|path| fs_err::read_to_string(path).ok());
        let lists = texts.filter(|text| text.contains("\npub(super) const SCENARIOS:")).count();
        assert_eq!(lists, FILES.len());
    }
}
