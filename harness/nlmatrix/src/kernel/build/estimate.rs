//! How long building a kernel takes, so that users can be told beforehand.

use std::time::Duration;

use crate::version::KernelVersion;

/// Processor seconds for builds with the default configuration, user and system, as measured.
const MEASURED: &[(&str, u64)] = &[
    ("2.6.0", 50),
    ("2.6.15", 54),
    ("2.6.16", 66),
    ("2.6.24", 88),
    ("2.6.33", 109),
    ("2.6.35", 132),
    ("3.4", 143),
    ("4.5", 161),
    ("4.14", 204),
    ("5.4", 232),
    ("5.15", 238),
];

/// What a build of `version` takes on so many processors, if they have nothing else to do.
pub fn duration(version: &KernelVersion, processors: usize) -> Duration {
    let seconds = MEASURED.iter().rev().find(|(from, _)| {
        let from: KernelVersion = from.parse().expect("the table is tested");
        *version >= from
    });
    let seconds = seconds.map_or(MEASURED[0].1, |(_, seconds)| *seconds);
    Duration::from_secs(seconds) / u32::try_from(processors.max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_takes_what_the_latest_measured_one_before_it_took() {
        let of =
            |version: &str, processors| duration(&version.parse().unwrap(), processors).as_secs();
        assert_eq!((of("2.6.9", 1), of("2.6.32", 1), of("2.6.32", 2)), (50, 88, 44));
        assert_eq!((of("6.18", 2), of("4.4", 1)), (119, 143));
    }
}
