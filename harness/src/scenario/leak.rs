//! What a cell leaves behind, from the kernel's own counters before and after it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Bench, Must, Stop};
use crate::guest::consts::O_NONBLOCK;
use crate::guest::{Change, Guest, GuestError};

const MODULES: &str = "/proc/modules";
const SOCKETS: &str = "/proc/net/netlink";
/// Caches whose objects a netlink module or its clients can lose.
const CACHES: &str = "/sys/kernel/slab/";
/// The kernel's books; what one does not keep is not compared. The last are folders whose entries are
/// kobjects that a module can make.
const BOOKS: [&str; 9] = [
    MODULES,
    SOCKETS,
    "/sys/kernel/slab/skbuff_head_cache/objects",
    "/sys/kernel/slab/skbuff_fclone_cache/objects",
    "/sys/kernel/slab/skbuff_small_head/objects",
    "/sys/kernel/slab/sock_inode_cache/objects",
    "/sys/kernel/",
    "/sys/class/",
    "/sys/devices/virtual/",
];
/// Objects more than this are lost. SLUB counts every object of a processor's current slabs as
/// used, and freed sockets wait for a grace period, so dozens come and go, and hundreds after a
/// flood.
const NOISE: i64 = 500;

/// How often to look, and after how long again: the last reference to a socket may go with a grace
/// period, and what a namespace had with a work item, some time after their process.
const LOOKS: usize = 4;
const PAUSE: Duration = Duration::from_millis(100);

/// What a cell has left behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Left {
    /// Each thing in words.
    pub things: Vec<String>,
    /// Growth of each cache that grew or shrank, for the record's figures.
    pub growth: Vec<(String, f64)>,
}

/// Makes the agent of a freshly booted guest remember the books: forks begin with them.
///
/// # Errors
/// As any operation.
pub fn open_books(guest: &Guest) -> Result<(), GuestError> {
    let opened = guest.agent().remember(&BOOKS)?;
    opened.map_err(|errno| GuestError::Protocol(format!("remembering the books: {errno:#}")))
}

/// Ends the scenario's processes, unloads its modules, and looks for what is still there.
pub fn close_books(bench: &Bench) -> Result<Left, Stop> {
    end_processes(bench.guest)?;
    unload(bench)?;
    let look =
        || Ok::<_, Stop>(left(&bench.guest.agent().changes(&BOOKS).must("comparing the books")?));
    let mut left = look()?;
    for _ in 1..LOOKS {
        if left.things.is_empty() {
            break;
        }
        std::thread::sleep(PAUSE);
        left = look()?;
    }
    Ok(left)
}

fn end_processes(guest: &Guest) -> Result<(), Stop> {
    for process in guest.processes() {
        // One that has ended before is unknown to the agent.
        match guest.end(process) {
            Ok(_) | Err(GuestError::Protocol(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn unload(bench: &Bench) -> Result<(), Stop> {
    if bench.modules.is_empty() {
        return Ok(());
    }
    let janitor = bench.process("janitor")?;
    for module in bench.modules.iter().rev() {
        // Not loaded any more, or held: the latter is seen in /proc/modules.
        bench.guest.on(janitor).remove_module(&Bench::module_name(module), O_NONBLOCK)?.ok();
    }
    bench.guest.end(janitor)?.ok();
    Ok(())
}

fn left(changes: &[Change]) -> Left {
    let mut left = Left::default();
    for Change { path, before, after } in changes {
        match path.as_str() {
            MODULES => left.things.extend(more(before, after).map(|name| format!("module {name}"))),
            SOCKETS => {
                let more = after.lines().count().saturating_sub(before.lines().count());
                left.things.extend((more > 0).then(|| format!("{more} netlink sockets")));
            }
            cache if cache.starts_with(CACHES) => left.count(cache, before, after),
            folder => {
                left.things.extend(more(before, after).map(|it| format!("kobject {folder}{it}")));
            }
        }
    }
    left
}

/// The first words of lines that `after` has and `before` has not.
fn more<'a>(before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    let names = |text: &'a str| text.lines().filter_map(|line| line.split_whitespace().next());
    let known: BTreeSet<&str> = names(before).collect();
    names(after).filter(move |name| !known.contains(name))
}

impl Left {
    /// Compares how many objects a cache has.
    fn count(&mut self, path: &str, before: &str, after: &str) {
        let used = |text: &str| text.split_whitespace().next()?.parse::<i64>().ok();
        let (Some(before), Some(after)) = (used(before), used(after)) else { return };
        let cache = path.trim_start_matches(CACHES).trim_end_matches("/objects");
        let grown = after - before;
        self.growth.push((format!("left_{cache}"), grown as f64));
        self.things.extend((grown > NOISE).then(|| format!("{grown} objects of {cache}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: &str = "/sys/kernel/slab/skbuff_head_cache/objects";

    fn change(path: &str, before: &str, after: &str) -> Change {
        let [path, before, after] = [path, before, after].map(str::to_owned);
        Change { path, before, after }
    }

    #[test]
    fn noise_is_no_leak() {
        let changes = [
            change(HEADS, "100 N0=100\n", "180 N0=180\n"),
            change(SOCKETS, "head\na\nb\n", "head\na\n"),
            change(MODULES, "loop 1 0 - Live\n", "loop 1 1 - Live\n"),
        ];
        let left = left(&changes);
        assert_eq!(left.things, [""; 0]);
        assert_eq!(left.growth, [("left_skbuff_head_cache".to_owned(), 80.0)]);
    }

    #[test]
    fn everything_that_stays_is_named() {
        let changes = [
            change(MODULES, "", "nlecho 16384 0 - Live 0x0\n"),
            change(SOCKETS, "head\n", "head\na\n"),
            change(HEADS, "100 N0=100\n", "1100 N0=1100\n"),
            change("/sys/class/", "net\n", "imp\nnet\n"),
        ];
        let expected = [
            "module nlecho",
            "1 netlink sockets",
            "1000 objects of skbuff_head_cache",
            "kobject /sys/class/imp",
        ];
        assert_eq!(left(&changes).things, expected);
    }
}
