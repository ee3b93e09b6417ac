//! The facts that come with nlmatrix, for matrices without their own.

use std::sync::{Arc, LazyLock};

use camino::Utf8Path;

use super::Facts;
use super::raw::of_files;

/// Their folder in nlmatrix's repository.
const FOLDER: &str = "kmods/probes";

macro_rules! shipped {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../embedded/probes/", $name)))),*]
    };
}

/// Names and texts, sorted.
const FILES: [(&str, &str); 21] = shipped!(
    "attributes.toml" "backports.toml" "blocks.toml" "devices.toml" "drivers.toml" "files.toml" "filesystems.toml"
    "genetlink.toml" "kernel.toml" "locks.toml" "media.toml" "memory.toml" "netdevice.toml" "netlink.toml"
    "network.toml" "operations.toml" "skbuff.toml" "sockets.toml" "tasks.toml" "timers.toml" "wireless.toml"
);

static SHIPPED: LazyLock<Arc<Facts>> = LazyLock::new(|| {
    let facts = of_files(Utf8Path::new(FOLDER), FILES);
    Arc::new(facts.unwrap_or_else(|error| panic!("the facts of this program are wrong: {error}")))
});

/// The facts of `kmods/probes`.
pub fn shipped() -> &'static Arc<Facts> {
    &SHIPPED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_folder_is_shipped() {
        let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FOLDER);
        let (shipped, loaded) = (&**shipped(), super::super::load(&folder).unwrap());
        assert_eq!(format!("{shipped:?}"), format!("{loaded:?}"));
    }
}
