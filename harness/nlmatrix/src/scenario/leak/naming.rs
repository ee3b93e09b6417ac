//! Leftovers in words: what each is, its name, and where it was seen.

use std::collections::BTreeSet;

use nlmatrix_wire::snapshot::{FAMILIES, THREADS};

/// What the lines of a file stand for.
const LINES: [(&str, &str); 28] = [
    ("/proc/modules", "module"),
    ("/proc/net/netlink", "netlink socket"),
    (FAMILIES, "generic netlink family"),
    ("/proc/net/unix", "unix socket"),
    ("/proc/net/packet", "packet socket"),
    ("/proc/net/tcp", "tcp socket"),
    ("/proc/net/tcp6", "tcp6 socket"),
    ("/proc/net/udp", "udp socket"),
    ("/proc/net/udp6", "udp6 socket"),
    ("/proc/net/raw", "raw socket"),
    ("/proc/net/raw6", "raw6 socket"),
    ("/proc/net/protocols", "network protocol"),
    ("/proc/net/ptype", "packet handler"),
    ("/proc/net/ip_tables_names", "iptables table"),
    ("/proc/net/ip_tables_matches", "iptables match"),
    ("/proc/net/ip_tables_targets", "iptables target"),
    ("/proc/devices", "major number"),
    ("/proc/filesystems", "filesystem"),
    ("/proc/mounts", "mount"),
    ("/proc/iomem", "memory region"),
    ("/proc/ioports", "I/O ports"),
    ("/proc/crypto", "crypto algorithm"),
    ("/proc/slabinfo", "slab cache"),
    ("/proc/tty/ldiscs", "line discipline"),
    ("/proc/bus/input/handlers", "input handler"),
    ("/proc/timer_list", "timer"),
    ("/sys/kernel/debug/kprobes/list", "kprobe"),
    (THREADS, "kernel thread"),
];

/// Each new item once, in words. Several places have links to a device; if its folder is new, the links are not
/// listed.
pub fn in_words(new: &[(&str, &str)]) -> Vec<String> {
    let is_device = |path: &str| path.starts_with("/sys/devices/");
    let folders = || new.iter().filter_map(|(_, name)| name.strip_suffix('/'));
    let known: BTreeSet<&str> = folders().map(last).collect();
    let device = folders().any(is_device);
    let told = new.iter().filter(|(_, name)| match name.strip_suffix('@') {
        Some(link) => !(known.contains(last(link)) || device && link.starts_with("/sys/dev/")),
        None => true,
    });
    let mut seen = BTreeSet::new();
    told.map(|(place, name)| word(place, name)).filter(|it| seen.insert(it.clone())).collect()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn word(place: &str, name: &str) -> String {
    if name.starts_with('/') && !place.starts_with("/proc/mounts") {
        return entry(name);
    }
    match LINES.iter().find(|(path, _)| *path == place) {
        // A timer's state follows its function.
        Some((_, what)) => format!("{what} {}", name.trim_end_matches(", S:01")),
        None => format!("{name} in {place}"),
    }
}

/// An entry of a folder, by its path and the mark that follows it.
fn entry(marked: &str) -> String {
    let path = marked.trim_end_matches(['/', '@']);
    let what = match path.split('/').nth(1) {
        Some("dev") => "device node",
        Some("proc") => "proc entry",
        _ if path.starts_with("/sys/kernel/debug/") => "debugfs entry",
        _ if path.starts_with("/sys/kernel/tracing/") => "tracefs entry",
        _ if marked.ends_with('/') => "kobject",
        _ if marked.ends_with('@') => "link",
        _ => "attribute",
    };
    format!("{what} {path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/proc/modules", "nlecho", "module nlecho")]
    #[case("families", "nlctrl2", "generic netlink family nlctrl2")]
    #[case("threads", "faulty", "kernel thread faulty")]
    #[case("/proc/devices", "250 faulty", "major number 250 faulty")]
    #[case("/proc/timer_list", "0xffffffffc0400010, S:01", "timer 0xffffffffc0400010")]
    #[case("/proc/mounts", "none /mnt tmpfs", "mount none /mnt tmpfs")]
    #[case("/proc/cgroups", "mine", "mine in /proc/cgroups")]
    #[case("/sys", "/sys/leakdemo/", "kobject /sys/leakdemo")]
    #[case("/sys", "/sys/kernel/mine", "attribute /sys/kernel/mine")]
    #[case("/sys", "/sys/kernel/mine@", "link /sys/kernel/mine")]
    #[case("/sys", "/sys/kernel/debug/mine/", "debugfs entry /sys/kernel/debug/mine")]
    #[case("/proc/net", "/proc/net/mine", "proc entry /proc/net/mine")]
    #[case("/dev", "/dev/mine", "device node /dev/mine")]
    fn a_thing_has_a_kind_and_a_name(#[case] place: &str, #[case] name: &str, #[case] word: &str) {
        assert_eq!(in_words(&[(place, name)]), [word]);
    }

    #[test]
    fn every_file_that_is_looked_at_has_a_name_once() {
        let names: BTreeSet<&str> = LINES.iter().map(|(path, _)| *path).collect();
        assert_eq!(names.len(), LINES.len());
    }

    #[test]
    fn a_device_is_told_once() {
        let new = [
            ("/sys", "/sys/class/misc/mine@"),
            ("/sys", "/sys/dev/char/10:59@"),
            ("/sys", "/sys/devices/virtual/misc/mine/"),
            ("/proc/net", "/proc/net/a"),
            ("/proc", "/proc/net/a"),
        ];
        let words = ["kobject /sys/devices/virtual/misc/mine", "proc entry /proc/net/a"];
        assert_eq!(in_words(&new), words);
    }
}
