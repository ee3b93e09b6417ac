//! Which of Debian's flavours has what a module depends on.

use std::sync::LazyLock;

use regex::Regex;

use crate::module::Sources;

/// Folders with headers of subsystems that `cloud-amd64` lacks and `amd64` has.
static FOLDERS: LazyLock<Regex> = LazyLock::new(|| {
    let folders = "media/|sound/|drm/|net/bluetooth/|linux/(?:usb/|i2c|spi/|iio/|can/|mmc/|mtd/)";
    Regex::new(&format!("^(?:{folders})")).expect("a fixed expression")
});
static INCLUDE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*#\s*include\s*<([^>]+)>").expect("a fixed expression"));

/// Headers most of whose functions are exported by `amd64` and not by `cloud-amd64`, according to the
/// `Module.symvers` of both flavours of 5.10.0-46, 6.1.0-57 and 7.3.
const HEADERS: &str = include_str!("lacks.txt");

/// Options that both flavours have: any other that a `dkms.conf` asks for is assumed to be a driver's.
const OF_BOTH: [&str; 10] = [
    "CONFIG_64BIT",
    "CONFIG_ACPI",
    "CONFIG_BLOCK",
    "CONFIG_DEBUG_INFO_BTF_MODULES",
    "CONFIG_INET",
    "CONFIG_KPROBES",
    "CONFIG_MODULES",
    "CONFIG_NET",
    "CONFIG_NETFILTER",
    "CONFIG_PCI",
];

/// What the module depends on that `cloud-amd64` lacks, as the beginning of a sentence: an option that its
/// `dkms.conf` asks for, or the first header of a missing subsystem that `sources` include.
pub(super) fn lacks(sources: &Sources, asked: &[String]) -> Option<String> {
    let option = asked
        .iter()
        .find(|option| option.starts_with("CONFIG_") && !OF_BOTH.contains(&option.as_str()));
    if let Some(option) = option {
        return Some(format!("Its dkms.conf asks for {option}"));
    }
    let header = sources.c_texts().find_map(|text| {
        let included = text.lines().filter_map(|line| INCLUDE.captures(line)?.get(1));
        let mut included = included.map(|header| header.as_str());
        let lacking = |it: &&str| FOLDERS.is_match(it) || HEADERS.lines().any(|name| name == *it);
        included.find(lacking).map(str::to_owned)
    });
    header.map(|header| format!("The sources include <{header}>"))
}
