//! When mainline's versions were released: `kmods/releases.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::version::KernelVersion;

const FILE: &str = include_str!("../../embedded/releases.toml");

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Releases {
    source: String,
    released: BTreeMap<String, String>,
}

static RELEASES: LazyLock<Releases> =
    LazyLock::new(|| toml::from_str(FILE).expect("a test reads it"));

/// The day on which the series of `version` was released, like `2012-12-11`; `None` for a candidate, for releases
/// after this program, and for ones so old that their tag has no day.
pub fn released(version: &KernelVersion) -> Option<&'static str> {
    let is_candidate = version.is_candidate();
    let day = RELEASES.released.get(&version.series()).map(String::as_str);
    day.filter(|_| !is_candidate)
}

/// Every release whose day is known, with that day.
pub fn releases() -> impl Iterator<Item = (KernelVersion, &'static str)> {
    let parsed = |(version, day): (&String, &'static String)| Some((version.parse().ok()?, &**day));
    RELEASES.released.iter().filter_map(parsed)
}

/// Where the days come from.
pub fn source_of_days() -> &'static str {
    &RELEASES.source
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("3.7", Some("2012-12-11"))]
    #[case("2.6.32.67", Some("2009-12-03"))]
    #[case("6.12.30", Some("2024-11-17"))]
    #[case("7.2-rc1", None)]
    #[case("99.9", None)]
    #[case("2.6.9", None)]
    fn a_series_has_its_day(#[case] version: &str, #[case] day: Option<&str>) {
        assert_eq!(released(&version.parse().unwrap()), day);
    }

    #[test]
    fn days_are_days_and_follow_on_each_other() {
        let of = |(version, day): (&String, &String)| {
            let version: KernelVersion = version.parse().unwrap();
            assert_eq!(version.series(), version.to_string());
            assert!(regex::Regex::new(r"^20\d\d-[01]\d-[0-3]\d$").unwrap().is_match(day), "{day}");
            (version, day.clone())
        };
        let mut all: Vec<_> = RELEASES.released.iter().map(of).collect();
        all.sort();
        assert!(all.is_sorted_by(|one, other| one.1 < other.1), "{all:?}");
        assert!(source_of_days().contains("v7.2"));
    }
}
