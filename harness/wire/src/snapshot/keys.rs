//! What makes a path or a line count as the same as before.

use super::sources::Lines;

/// FNV-1a, which suits short names and needs no tables.
const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

fn add(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The hash of a source, from which those of its entries are derived.
pub fn root(name: &str) -> u64 {
    add(START, name.as_bytes())
}

/// The hash of `name` below something with the hash `above`. No name contains a zero byte, so `a/b` and `ab` differ.
pub fn entry(above: u64, name: &[u8]) -> u64 {
    mix(add(add(above, b"\0"), name))
}

/// Spreads what FNV leaves in the high bits, since the set uses the low ones.
fn mix(hash: u64) -> u64 {
    hash ^ hash >> 29
}

/// The words that identify `line`; `None` if it does not matter.
pub fn key<'l>(source: &Lines, line: &'l [u8]) -> Option<impl Iterator<Item = &'l [u8]> + Clone> {
    let words = words(line);
    let first = words.clone().next()?;
    let wanted = source.only.is_none_or(|only| first.starts_with(only.as_bytes()));
    let barred = source
        .unless
        .is_some_and(|(at, word)| words.clone().nth(at).is_none_or(|it| it == word.as_bytes()));
    let these = source.words;
    let key = words.enumerate().filter(move |(at, _)| these.takes(*at)).map(|(_, word)| word);
    (wanted && !barred && key.clone().next().is_some()).then_some(key)
}

/// The hash of a line below something with the hash `above`: its source, or a headline in it.
pub fn line<'l>(above: u64, key: impl Iterator<Item = &'l [u8]>) -> u64 {
    mix(key.fold(above, |hash, word| add(add(hash, b" "), word)))
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    line.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty())
}

/// Field `at` (from 0) of `/proc/PID/stat`, counted after the name in parentheses, which may itself contain blanks
/// and parentheses.
pub fn field(stat: &[u8], at: usize) -> Option<&[u8]> {
    let end = stat.iter().rposition(|&byte| byte == b')')?;
    stat[end + 1..].split(|byte| byte.is_ascii_whitespace()).filter(|it| !it.is_empty()).nth(at)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::sources::{SOURCES, Source};
    use super::*;

    fn lines(path: &str) -> Option<&'static Lines> {
        SOURCES.iter().find_map(|source| match source {
            Source::Lines(lines) if lines.path == path => Some(lines),
            _ => None,
        })
    }

    fn key_of(path: &str, line: &'static str) -> Option<String> {
        let words: Vec<&[u8]> = key(lines(path).unwrap(), line.as_bytes())?.collect();
        Some(String::from_utf8(words.join(&b' ')).unwrap())
    }

    #[rstest]
    #[case("/proc/modules", "nlecho 16384 0 - Live 0x0", Some("nlecho"))]
    #[case("/proc/filesystems", "nodev\tsysfs", Some("nodev sysfs"))]
    #[case(
        "/proc/iomem",
        "  fee00000-fee00fff : Local APIC",
        Some("fee00000-fee00fff : Local APIC")
    )]
    #[case("/proc/crypto", "driver       : crc32c-generic", Some("crc32c-generic"))]
    #[case("/proc/crypto", "name         : crc32c", None)]
    #[case("/proc/net/netlink", "ffff88 16  0  00000000 0 0 0 2 0 123", Some("16 0"))]
    #[case(
        "/proc/net/tcp",
        "0: 0100007F:1F90 00000000:0000 0A 0:0 0:0 0 0 0 4711 1 ff",
        Some("0100007F:1F90 4711")
    )]
    #[case("/proc/net/tcp", "0: 0100007F:1F90 0100007F:8 06 0:0 0:0 0 0 0 0 3 ff", None)]
    #[case(
        "/proc/timer_list",
        " #1: <0000000000000000>, hrtimer_wakeup, S:01",
        Some("hrtimer_wakeup, S:01")
    )]
    #[case("/proc/timer_list", " # expires at 7-7 nsecs [in 5 to 6 nsecs]", None)]
    #[case("/proc/timer_list", "now at 5 nsecs", None)]
    #[case("/proc/mounts", "none /sys sysfs rw 0 0", Some("none /sys sysfs"))]
    #[case("/proc/slabinfo", "kmalloc-8 1 2 8 512 1 : tunables", Some("kmalloc-8"))]
    #[case("/proc/modules", "", None)]
    fn a_line_is_what_does_not_vary(
        #[case] path: &str,
        #[case] line: &'static str,
        #[case] key: Option<&str>,
    ) {
        assert_eq!(key_of(path, line).as_deref(), key);
    }

    #[test]
    fn a_major_of_block_devices_is_none_of_character_devices() {
        let key = || key(lines("/proc/devices").unwrap(), b"  7 loop").unwrap();
        let below = |section: &[u8]| line(entry(root("/proc/devices"), section), key());
        assert_eq!(below(b"Block devices:"), below(b"Block devices:"));
        assert_ne!(below(b"Block devices:"), below(b"Character devices:"));
    }

    #[test]
    fn blanks_make_no_difference_but_between_words() {
        let all = Lines::all("/x");
        let hash = |text: &'static str| line(root("/x"), key(&all, text.as_bytes()).unwrap());
        assert_eq!(hash(" a  b\tc "), hash("a b c"));
        assert_ne!(hash("ab c"), hash("a bc"));
    }

    #[test]
    fn paths_differ_where_their_names_do() {
        let top = root("/sys");
        assert_ne!(entry(entry(top, b"a"), b"b"), entry(top, b"ab"));
        assert_ne!(entry(top, b"a"), entry(root("/proc"), b"a"));
    }

    #[test]
    fn names_in_stat_may_have_parentheses() {
        let stat = b"12 (a) b) (c) S 2 0 0 0 -1 2129984";
        assert_eq!(field(stat, 0), Some(&b"S"[..]));
        assert_eq!(field(stat, 1), Some(&b"2"[..]));
        assert_eq!(field(stat, 20), None);
        assert_eq!(field(b"none", 0), None);
    }
}
