//! The questions that come with nlmatrix, for matrices that have none of their own.

use camino::Utf8Path;

use super::raw::of_files;
use super::{ProbeError, Probes};

/// Their folder in nlmatrix's repository.
const FOLDER: &str = "kmods/probes";

macro_rules! shipped {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../kmods/probes/", $name)))),*]
    };
}

/// Names and texts, sorted.
const FILES: [(&str, &str); 9] = shipped!(
    "attributes.toml" "backports.toml" "devices.toml" "genetlink.toml" "kernel.toml" "locks.toml"
    "netlink.toml" "network.toml" "timers.toml"
);

/// The questions of `kmods/probes`.
pub fn shipped() -> Result<Probes, ProbeError> {
    of_files(Utf8Path::new(FOLDER), FILES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_folder_is_shipped() {
        let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER);
        let (shipped, loaded) = (shipped().unwrap(), super::super::load(&folder).unwrap());
        assert_eq!(format!("{shipped:?}"), format!("{loaded:?}"));
    }
}
