//! Which of Debian's flavours has what a module stands on.

use std::sync::LazyLock;

use regex::Regex;

use crate::module::Sources;

/// Headers of subsystems that `cloud-amd64` is built without and `amd64` with, read in the
/// configurations of 6.12 and 7.2.
static LACKS: LazyLock<Regex> = LazyLock::new(|| {
    let lacks = "media/|sound/|drm/|net/bluetooth/|net/cfg80211|net/mac80211|net/nfc/|\
                 linux/(?:usb|i2c|spi/|iio/|can[./]|hwmon|gpio|mmc/|mtd/|firewire|parport|ppp|rfkill)";
    let include = format!(r"^\s*#\s*include\s*<((?:{lacks})[^>]*)>");
    Regex::new(&include).expect("a fixed expression")
});

/// The first header that `sources` include of a subsystem that `cloud-amd64` lacks.
pub(super) fn lacks(sources: &Sources) -> Option<&str> {
    let headers = sources.c_lines().filter_map(|line| LACKS.captures(line)?.get(1));
    headers.map(|header| header.as_str()).next()
}
