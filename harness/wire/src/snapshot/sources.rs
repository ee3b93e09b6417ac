//! Where a snapshot looks, and where not, with the reason.

/// Which words of a line make it itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// These, counted from 0.
    pub these: &'static [usize],
    /// And all from here on.
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

/// A file with one thing a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Its path.
    pub path: &'static str,
    /// What of a line makes it itself.
    pub words: Words,
    /// Only lines whose first word begins so.
    pub only: Option<&'static str>,
    /// No lines in which this word is that, or that lack it.
    pub unless: Option<(usize, &'static str)>,
    /// Are there lines that end with a colon and say of what kind those below are?
    pub sections: bool,
    /// When to look at it at all.
    pub when: When,
}

/// When a file is looked at: reading one costs a fork more to translate the kernel's code than to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only where this is not, which shows the same.
    Without(&'static str),
    /// When a snapshot is taken, and when there are more sockets than there were then.
    MoreSockets,
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

    /// A file of whose lines these words do not vary.
    const fn with(path: &'static str, these: &'static [usize]) -> Self {
        Self { words: Words::only(these), ..Self::all(path) }
    }

    /// A table of internet sockets: local address and inode. One that waits for what may still be
    /// under way (TIME_WAIT) is the protocol's, nobody's, and has no inode.
    const fn sockets(path: &'static str) -> Self {
        Self { unless: Some((9, "0")), when: When::MoreSockets, ..Self::with(path, &[1, 9]) }
    }
}

/// Something to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Lines(Lines),
    /// A folder with all below it, except what is closed ([`is_closed`]).
    Tree(&'static str),
    /// Threads of the kernel: processes without memory of their own.
    Threads,
    /// Families of generic netlink, as its controller lists them.
    Families,
}

/// The place of a thread in a report.
pub const THREADS: &str = "threads";
/// The place of a family in a report.
pub const FAMILIES: &str = "families";

/// Numbers at the head of a file, whose growth is told and which the host judges.
pub const COUNTS: [&str; 5] = [
    "/sys/kernel/slab/skbuff_head_cache/objects",
    "/sys/kernel/slab/skbuff_fclone_cache/objects",
    "/sys/kernel/slab/skbuff_small_head/objects",
    "/sys/kernel/slab/sock_inode_cache/objects",
    "/proc/net/sockstat",
];

/// Which of them is the number of sockets.
pub const SOCKETS: usize = 4;

/// Everything else that is looked at. Files before trees: what reads a table of the kernel's meets
/// what a module has left in it as it is.
pub const SOURCES: &[Source] = &[
    Source::Lines(Lines::with("/proc/modules", &[0])),
    Source::Lines(Lines::with("/proc/net/netlink", &[1, 2])),
    Source::Families,
    Source::Lines(Lines {
        words: Words { these: &[], from: 6 },
        when: When::MoreSockets,
        ..Lines::all("/proc/net/unix")
    }),
    Source::Lines(Lines { when: When::MoreSockets, ..Lines::with("/proc/net/packet", &[8]) }),
    Source::Lines(Lines::sockets("/proc/net/tcp")),
    Source::Lines(Lines::sockets("/proc/net/tcp6")),
    Source::Lines(Lines::sockets("/proc/net/udp")),
    Source::Lines(Lines::sockets("/proc/net/udp6")),
    Source::Lines(Lines::sockets("/proc/net/raw")),
    Source::Lines(Lines::sockets("/proc/net/raw6")),
    Source::Lines(Lines::with("/proc/net/protocols", &[0])),
    Source::Lines(Lines::all("/proc/net/ptype")),
    Source::Lines(Lines::all("/proc/net/ip_tables_names")),
    Source::Lines(Lines::all("/proc/net/ip_tables_matches")),
    Source::Lines(Lines::all("/proc/net/ip_tables_targets")),
    Source::Lines(Lines { sections: true, ..Lines::all("/proc/devices") }),
    Source::Lines(Lines::all("/proc/filesystems")),
    Source::Lines(Lines::with("/proc/mounts", &[0, 1, 2])),
    Source::Lines(Lines::all("/proc/iomem")),
    Source::Lines(Lines::all("/proc/ioports")),
    Source::Lines(Lines { only: Some("driver"), ..Lines::with("/proc/crypto", &[2]) }),
    Source::Lines(Lines {
        when: When::Without("/sys/kernel/slab"),
        ..Lines::with("/proc/slabinfo", &[0])
    }),
    Source::Lines(Lines::with("/proc/cgroups", &[0])),
    Source::Lines(Lines::with("/proc/consoles", &[0])),
    Source::Lines(Lines::all("/proc/tty/ldiscs")),
    Source::Lines(Lines::all("/proc/bus/input/handlers")),
    // A line with the function of each, and below it one that says when it expires.
    Source::Lines(Lines {
        only: Some("#"),
        unless: Some((1, "expires")),
        ..Lines::with("/proc/timer_list", &[2, 3])
    }),
    Source::Lines(Lines::all("/sys/kernel/debug/kprobes/list")),
    Source::Threads,
    Source::Tree("/dev"),
    // With `irq`, where each handler of an interrupt has a folder: a line of /proc/interrupts stays when
    // it is gone.
    Source::Tree("/proc"),
    // A link into the process's own folder since 2.6.25, and links are not followed.
    Source::Tree("/proc/net"),
    Source::Tree("/sys"),
];

/// Folders that are entries themselves, but are not looked into.
enum Closed {
    /// This one.
    This(&'static str),
    /// All in this one.
    In(&'static str),
    /// All of this name, anywhere below this one.
    Below(&'static str, &'static str),
}

const CLOSED: [(Closed, &str); 7] = [
    (
        Closed::Below("/sys/devices/", "/power"),
        "the PM core's own files, which come and go with runtime PM and wakeup",
    ),
    (
        Closed::In("/sys/kernel/slab/"),
        "SLUB's own files, which no module can add to; caches are looked at",
    ),
    (Closed::This("/sys/kernel/debug/tracing"), "tracefs once more, mounted by being looked at"),
    (
        Closed::In("/sys/kernel/tracing/events/"),
        "made as they are looked at since 6.6; ftrace takes events away with their module",
    ),
    (Closed::This("/sys/kernel/tracing/per_cpu"), "the ring buffer's own files"),
    (Closed::This("/sys/kernel/tracing/options"), "the tracers' own files"),
    (Closed::This("/sys/kernel/debug/sched"), "the scheduler's own files, by processor and domain"),
];

/// Is the folder at `path` not looked into?
pub fn is_closed(path: &[u8]) -> bool {
    CLOSED.iter().any(|(closed, _)| match closed {
        Closed::This(this) => path == this.as_bytes(),
        Closed::In(folder) => {
            let name = path.strip_prefix(folder.as_bytes());
            name.is_some_and(|name| !name.contains(&b'/'))
        }
        Closed::Below(top, name) => {
            path.ends_with(name.as_bytes()) && path.starts_with(top.as_bytes())
        }
    })
}

/// Is `name` in `/proc` a process's folder, or one's own?
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
    fn what_others_cannot_add_to_is_closed(#[case] path: &str, #[case] closed: bool) {
        assert_eq!(is_closed(path.as_bytes()), closed);
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
