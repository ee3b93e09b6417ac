//! Where a snapshot looks and where it does not, with the reason.

/// Which words of a line identify it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// These, counted from 0.
    pub these: &'static [usize],
    /// And all words from here on.
    pub from: usize,
}

impl Words {
    /// All of them.
    pub const ALL: Self = Self { these: &[], from: 0 };

    /// Only these.
    pub const fn only(these: &'static [usize]) -> Self {
        Self { these, from: usize::MAX }
    }

    /// Is the word at `at` one of them?
    pub fn takes(self, at: usize) -> bool {
        at >= self.from || self.these.contains(&at)
    }
}

/// A file with one item on each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Its path.
    pub path: &'static str,
    /// What identifies a line.
    pub words: Words,
    /// Only lines whose first word has this prefix.
    pub only: Option<&'static str>,
    /// No lines in which this word has this value, or that lack it.
    pub unless: Option<(usize, &'static str)>,
    /// Are there lines ending with a colon that say what kind those below are?
    pub sections: bool,
    /// When to look at it at all.
    pub when: When,
}

/// When a file is read: translating the kernel's code for that costs a fork more than running it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only if this file, which shows the same, does not exist.
    Without(&'static str),
    /// When a snapshot is taken, and when there are more sockets than there were then.
    MoreSockets,
    /// When a snapshot is taken, and if the kernel has reported a module or a device since: only they add what is
    /// listed there.
    Uevents,
}

impl Lines {
    /// A file whose lines do not vary.
    pub const fn all(path: &'static str) -> Self {
        Self {
            path,
            words: Words::ALL,
            only: None,
            unless: None,
            sections: false,
            when: When::Always,
        }
    }

    /// A file in whose lines these words do not vary.
    const fn with(path: &'static str, these: &'static [usize]) -> Self {
        Self { words: Words::only(these), ..Self::all(path) }
    }

    /// The same file, read only then.
    const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// A table of internet sockets: local address and inode. A socket that waits for late packets (TIME_WAIT) belongs
    /// to the protocol rather than to anybody, and has no inode.
    const fn sockets(path: &'static str) -> Self {
        Self { unless: Some((9, "0")), when: When::MoreSockets, ..Self::with(path, &[1, 9]) }
    }
}

/// Something to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Lines(Lines),
    /// A folder with everything below it, except what is closed ([`is_closed`]); of the processes in `/proc`, only
    /// kernel threads ([`THREADS`]).
    Tree(&'static str),
    /// Generic netlink families, as the controller lists them.
    Families(When),
}

/// The place of a thread in a report.
pub const THREADS: &str = "threads";
/// The place of a family in a report.
pub const FAMILIES: &str = "families";

/// Numbers at the beginning of a file, whose growth is reported, and which the host judges.
pub const COUNTS: [&str; 8] = [
    "/sys/kernel/slab/skbuff_head_cache/objects",
    "/sys/kernel/slab/skbuff_fclone_cache/objects",
    "/sys/kernel/slab/skbuff_small_head/objects",
    "/sys/kernel/slab/sock_inode_cache/objects",
    "/proc/net/sockstat",
    "/sys/kernel/uevent_seqnum",
    "/proc/net/sockstat6",
    "/proc/sys/kernel/tainted",
];

/// Which of them are numbers of sockets ([`sockets_in`]).
pub const SOCKETS: [usize; 2] = [4, 6];
/// Which of them counts the kernel's reports about devices and modules, which it makes as they appear. 0 in a kernel
/// that reports nothing.
pub const UEVENTS: usize = 5;
/// Which of them has a bit for each kind of taint.
pub const TAINTED: usize = 7;

/// The sockets that `/proc/net/sockstat` and similar files count: those in use, and separately those that are bound.
/// From 4.16 on, the first number does not include the kernel's own, which are counted when they are bound.
pub fn sockets_in(sockstat: &[u8]) -> u64 {
    let lines = sockstat.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"FRAG"));
    lines.map(in_use).sum()
}

/// The number after `used` or `inuse`.
fn in_use(line: &[u8]) -> u64 {
    let mut words = line.split(|&byte| byte == b' ');
    let found = words.any(|word| word == b"used" || word == b"inuse");
    let digits = words.next().filter(|_| found).unwrap_or_default();
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit.wrapping_sub(b'0') % 10))
}

/// Everything else to look at. Files come before trees: whatever reads a kernel table sees what a module has left in
/// it unchanged.
pub const SOURCES: &[Source] = &[
    Source::Lines(Lines::with("/proc/modules", &[0])),
    Source::Lines(Lines::with("/proc/net/netlink", &[1, 2])),
    Source::Families(When::Uevents),
    Source::Lines(Lines {
        words: Words { these: &[], from: 6 },
        when: When::MoreSockets,
        ..Lines::all("/proc/net/unix")
    }),
    Source::Lines(Lines::with("/proc/net/packet", &[8]).when(When::MoreSockets)),
    Source::Lines(Lines::sockets("/proc/net/tcp")),
    Source::Lines(Lines::sockets("/proc/net/tcp6")),
    Source::Lines(Lines::sockets("/proc/net/udp")),
    Source::Lines(Lines::sockets("/proc/net/udp6")),
    Source::Lines(Lines::sockets("/proc/net/raw")),
    Source::Lines(Lines::sockets("/proc/net/raw6")),
    Source::Lines(Lines::with("/proc/net/protocols", &[0]).when(When::Uevents)),
    Source::Lines(Lines::all("/proc/net/ptype")),
    Source::Lines(Lines::all("/proc/net/ip_tables_names")),
    Source::Lines(Lines::all("/proc/net/ip_tables_matches").when(When::Uevents)),
    Source::Lines(Lines::all("/proc/net/ip_tables_targets").when(When::Uevents)),
    Source::Lines(Lines { sections: true, ..Lines::all("/proc/devices").when(When::Uevents) }),
    Source::Lines(Lines::all("/proc/filesystems").when(When::Uevents)),
    Source::Lines(Lines::with("/proc/mounts", &[0, 1, 2])),
    Source::Lines(Lines::all("/proc/iomem").when(When::Uevents)),
    Source::Lines(Lines::all("/proc/ioports").when(When::Uevents)),
    Source::Lines(Lines { only: Some("driver"), ..Lines::with("/proc/crypto", &[2]) }),
    Source::Lines(Lines {
        when: When::Without("/sys/kernel/slab"),
        ..Lines::with("/proc/slabinfo", &[0])
    }),
    Source::Lines(Lines::with("/proc/cgroups", &[0]).when(When::Uevents)),
    Source::Lines(Lines::with("/proc/consoles", &[0]).when(When::Uevents)),
    Source::Lines(Lines::all("/proc/tty/ldiscs").when(When::Uevents)),
    Source::Lines(Lines::all("/proc/bus/input/handlers").when(When::Uevents)),
    // A line with the function of each, and below it one that says when it expires.
    Source::Lines(Lines {
        only: Some("#"),
        unless: Some((1, "expires")),
        ..Lines::with("/proc/timer_list", &[2, 3])
    }),
    Source::Lines(Lines::all("/sys/kernel/debug/kprobes/list")),
    Source::Tree("/dev"),
    // Including `irq`, where each interrupt handler has a folder: a line of /proc/interrupts stays when its handler
    // is gone.
    Source::Tree("/proc"),
    // Since 2.6.25 it is a link into the process's own folder, and links are not followed.
    Source::Tree("/proc/net"),
    Source::Tree("/sys"),
];

/// Folders that are entries themselves but are not entered, and why: `*` stands for one name and `**` for any number
/// of them. A closed folder saves every cell the cost of opening and listing it; what is new among such folders is
/// reported like anything else. No `*` may follow a `**`.
const CLOSED: [(&str, &[(&str, &str)]); 2] = [("/sys/", &IN_SYS), ("/proc/sys/net/", &IN_SYSCTL)];

const IN_SYS: [(&str, &str); 17] = [
    ("devices/**/power", "the PM core's own files, which come and go with runtime PM and wakeup"),
    (
        "devices/virtual/tty/*",
        "the tty core's own files; a device that hangs on a terminal has a link in its class",
    ),
    ("kernel/slab/*", "SLUB's own files, which no module can add to; caches are looked at"),
    ("kernel/debug/tracing", "tracefs once more, mounted by being looked at"),
    (
        "kernel/tracing/events/*",
        "made as they are looked at since 6.6; ftrace takes events away with their module",
    ),
    ("kernel/tracing/per_cpu", "the ring buffer's own files"),
    ("kernel/tracing/options", "the tracers' own files"),
    ("kernel/debug/sched", "the scheduler's own files, by processor and domain"),
    ("kernel/irq/*", "the interrupts' own files; a handler is looked at below /proc/irq"),
    ("kernel/mm/*", "the memory management's own files, by size of page"),
    ("module/*", "the loader's own files: a module that is not gone is a folder here"),
    ("bus/*/devices", "links to devices, each of which has a folder below /sys/devices"),
    ("bus/*/drivers/*", "the driver core's own files, and links to devices"),
    ("bus/pci/slots/*", "the PCI core's own files"),
    ("firmware/acpi/*", "tables and counts of the firmware's"),
    ("firmware/dmi/*", "what the firmware told at boot"),
    ("firmware/memmap/*", "what the firmware told at boot"),
];

const IN_SYSCTL: [(&str, &str); 2] = [
    ("*/conf/*", "the stack's own settings of a network device, which is an entry here"),
    ("*/neigh/*", "the neighbour table's own settings of a network device"),
];

/// Is the folder at `path` not entered?
pub fn is_closed(path: &[u8]) -> bool {
    CLOSED.iter().any(|(top, rows)| {
        let below = path.strip_prefix(top.as_bytes());
        below.is_some_and(|below| rows.iter().any(|(row, _)| covers(row.as_bytes(), below)))
    })
}

/// Does `pattern` match `path`?
fn covers(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => path.is_empty(),
        [b'*', b'*', rest @ ..] => path.ends_with(rest),
        [b'*', rest @ ..] => {
            let name = path.iter().position(|&byte| byte == b'/').unwrap_or(path.len());
            name > 0 && covers(rest, &path[name..])
        }
        [byte, rest @ ..] => path.first() == Some(byte) && covers(rest, &path[1..]),
    }
}

/// Is `name` in `/proc` a process's folder, or a link to one's own?
pub fn is_process(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_digit) || name == b"self" || name == b"thread-self"
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/sys/kernel/slab/kmalloc-8", true)]
    #[case("/sys/kernel/slab", false)]
    #[case("/sys/kernel/slab/a/b", false)]
    #[case("/sys/devices/virtual/tty/tty0/power", true)]
    #[case("/sys/power", false)]
    #[case("/sys/kernel/tracing", false)]
    #[case("/sys/kernel/tracing/events", false)]
    #[case("/sys/kernel/tracing/events/net", true)]
    #[case("/sys/kernel/tracing/instances", false)]
    #[case("/sys/module", false)]
    #[case("/sys/module/nlecho", true)]
    #[case("/sys/bus/pci/drivers", false)]
    #[case("/sys/bus/pci/drivers/ahci", true)]
    #[case("/sys/bus/pci/devices", true)]
    #[case("/sys/bus/drivers", false)]
    #[case("/proc/irq/4", false)]
    #[case("/proc/sys/net/ipv4/conf", false)]
    #[case("/proc/sys/net/ipv4/conf/lo", true)]
    fn what_others_cannot_add_to_is_closed(#[case] path: &str, #[case] closed: bool) {
        assert_eq!(is_closed(path.as_bytes()), closed);
    }

    #[test]
    fn a_bound_socket_of_the_kernels_own_counts() {
        let sockstat = |udp: u32| {
            format!(
                "sockets: used 84\nTCP: inuse 1 orphan 0 tw 3 alloc 1 mem 0\nUDP: inuse {udp} mem 0\n\
                 UDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 7 memory 0\n"
            )
        };
        assert_eq!(sockets_in(sockstat(0).as_bytes()), 85);
        assert_eq!(sockets_in(sockstat(12).as_bytes()), 97);
        assert_eq!(sockets_in(b"TCP6: inuse 2\nUDP6: inuse 1"), 3);
        assert_eq!(sockets_in(b""), 0);
    }

    #[test]
    fn processes_come_and_go() {
        assert!(["1", "4711", "self", "thread-self"].iter().all(|it| is_process(it.as_bytes())));
        assert!(["net", "sys", "a1", ""].iter().all(|it| !is_process(it.as_bytes())));
    }

    #[test]
    fn every_place_is_named_once() {
        let mut places: Vec<String> = SOURCES.iter().map(|source| format!("{source:?}")).collect();
        places.sort();
        places.dedup();
        assert_eq!(places.len(), SOURCES.len());
    }
}
