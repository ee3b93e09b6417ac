//! What a cell leaves behind: what the kernel has now and did not have when the leak snapshot was taken.
//!
//! The agent takes the snapshot before the template is saved, so every fork begins with it. After the scenario's
//! processes were ended and its modules unloaded, the agent reports what is new. Which of that is not a leak is
//! decided here.

mod memory;
mod naming;
mod noise;
mod unwritten;

use std::time::Duration;

use nlmatrix_wire::snapshot::{COUNTS, TAINTED, UEVENTS};

use super::lost::{self, Lost};
use super::{Must, Stop, Test};
use crate::guest::{Changes, Guest, GuestError, Proc};
use unwritten::unwritten;

/// The file with the counts of objects that a netlink module or its clients can lose.
const CACHES: &str = "/sys/kernel/slab/";
/// More objects than this are lost. SLUB counts every object in a processor's current slabs as used, and freed
/// sockets wait for a grace period, so dozens come and go, and hundreds after a flood.
const NOISE: i64 = 500;

/// How often to look, and how long to wait in between: the last reference to a socket may go with a grace period, and
/// what a namespace had with a work item, some time after their process.
const LOOKS: usize = 4;
const PAUSE: Duration = Duration::from_millis(100);

/// What a cell has left behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Left {
    /// Each item in words.
    pub things: Vec<String>,
    /// The change of each count that grew or shrank, for the record's figures.
    pub growth: Vec<(String, f64)>,
    /// The marks of `/proc/sys/kernel/tainted` that are new.
    pub tainted: u64,
}

/// Makes the agent of a freshly booted guest take the leak snapshot: forks begin with it.
///
/// # Errors
/// As any operation.
pub fn take_snapshot(guest: &Guest) -> Result<(), GuestError> {
    let taken = guest.agent().take_snapshot()?;
    taken.map_err(|errno| GuestError::Protocol(format!("the leak snapshot: {errno:#}")))
}

/// Ends the scenario's processes, unloads its modules, and looks for what is still there. A process of its own looks,
/// because what a module has left in the kernel's tables may crash whoever reads them.
///
/// # Errors
/// As any operation.
pub fn look(test: &mut Test) -> Result<Left, Stop> {
    end_processes(test.guest)?;
    let janitor = test.process("janitor")?;
    // Under the names that disappear with the modules.
    let lost = test.lost_memory(janitor)?;
    // Either not loaded any more, or in use: /proc/modules will show the latter.
    test.unload_by(janitor)?;
    test.behind_unload("it was looked for what is left", |test| look_by(test, janitor, lost))
}

fn look_by(test: &Test, janitor: Proc, lost: Vec<Lost>) -> Result<Left, Stop> {
    let kernels = test.asked_of_kernel()?;
    let compare = || {
        let changes = test.guest.on(janitor).compare_snapshot().must("comparing the snapshot")?;
        Ok::<_, Stop>(left(&changes, &kernels))
    };
    let mut left = compare()?;
    for _ in 1..LOOKS {
        if left.things.is_empty() {
            break;
        }
        std::thread::sleep(PAUSE);
        left = compare()?;
    }
    let lost = test.lost_since(janitor, lost)?;
    left.things.extend(lost::in_words(&lost));
    if test.watches_memory_since.is_some() {
        left.things.extend(unwritten(&test.guest.transcript()));
    }
    test.guest.end(janitor)?.ok();
    Ok(left)
}

/// Makes the kernel meet leftovers that have no name, after a scenario that asks for this and ended well.
///
/// # Errors
/// What the kernel ran into.
pub fn shake(test: &mut Test) -> Result<(), Stop> {
    if test.shakes { test.shake() } else { Ok(()) }
}

fn end_processes(guest: &Guest) -> Result<(), Stop> {
    for process in guest.processes() {
        // The agent does not know processes that have ended before.
        match guest.end(process) {
            Ok(_) | Err(GuestError::Protocol(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Which of the changes are leftovers, apart from the kernel's own modules that were requested.
fn left(changes: &Changes, kernels: &[String]) -> Left {
    let mut left = Left::default();
    let is_kernels = |place: &str, name: &str| {
        let module = match place {
            "/proc/modules" => Some(name),
            _ => name.strip_prefix("/sys/module/").and_then(|rest| rest.split('/').next()),
        };
        module.is_some_and(|module| kernels.iter().any(|it| it == module))
    };
    let new = changes.entries.iter().filter(|(place, name)| noise::why(place, name).is_none());
    let new = new.filter(|(place, name)| !is_kernels(place, name));
    let new: Vec<(&str, &str)> = new.map(|(place, name)| (place.as_str(), name.as_str())).collect();
    left.things = naming::in_words(&new);
    left.things.extend((changes.more > 0).then(|| format!("{} more entries", changes.more)));
    for (path, was, is) in &changes.counts {
        match COUNTS.iter().position(|it| it == path) {
            Some(UEVENTS) => {}
            Some(TAINTED) => left.tainted = is & !was,
            _ => left.count(path, *is as i64 - *was as i64),
        }
    }
    left
}

impl Left {
    /// Judges how many more objects there are.
    fn count(&mut self, path: &str, grown: i64) {
        let Some(cache) = path.strip_prefix(CACHES) else {
            // Sockets have names, except those of protocols that do not list them.
            let named = self.things.iter().any(|thing| thing.contains(" socket"));
            if grown > 0 && !named {
                self.things.push("sockets of a protocol that lists none".to_owned());
            }
            return;
        };
        let cache = cache.trim_end_matches("/objects");
        if grown != 0 {
            self.growth.push((format!("left_{cache}"), grown as f64));
        }
        self.things.extend((grown > NOISE).then(|| format!("{grown} objects of {cache}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: &str = "/sys/kernel/slab/skbuff_head_cache/objects";
    const SOCKETS: &str = "/proc/net/sockstat";

    fn changes(entries: &[(&str, &str)], counts: &[(&'static str, u64, u64)]) -> Changes {
        let owned = |(place, name): &(&str, &str)| ((*place).to_owned(), (*name).to_owned());
        let entries = entries.iter().map(owned).collect();
        Changes { entries, more: 0, counts: counts.to_vec() }
    }

    #[test]
    fn noise_is_no_leak() {
        let entries = [("threads", "kworker/0:2"), ("/sys", "/sys/kernel/slab/mine@")];
        let tainted = (COUNTS[TAINTED], 1 << 9, 1 << 9 | 1 << 12);
        let counts = [(HEADS, 100, 180), (SOCKETS, 9, 8), (COUNTS[UEVENTS], 500, 700), tainted];
        let left = left(&changes(&entries, &counts), &[]);
        assert_eq!(left.things, [""; 0]);
        assert_eq!(left.growth, [("left_skbuff_head_cache".to_owned(), 80.0)]);
        assert_eq!(left.tainted, 1 << 12);
    }

    #[test]
    fn a_module_of_the_kernels_own_that_was_asked_for_may_stay() {
        let entries =
            [("/proc/modules", "hmac"), ("/sys", "/sys/module/hmac/"), ("/proc/modules", "x")];
        let left = left(&changes(&entries, &[]), &["hmac".to_owned()]);
        assert_eq!(left.things, ["module x"]);
    }

    #[test]
    fn everything_that_stays_is_named() {
        let entries = [("/proc/modules", "nlecho"), ("/sys", "/sys/leakdemo/")];
        let all = changes(&entries, &[(HEADS, 100, 1100), (SOCKETS, 8, 9)]);
        let expected = [
            "module nlecho",
            "kobject /sys/leakdemo",
            "1000 objects of skbuff_head_cache",
            "sockets of a protocol that lists none",
        ];
        assert_eq!(left(&all, &[]).things, expected);
        let all =
            Changes { more: 3, ..changes(&[("/proc/net/netlink", "30 0")], &[(SOCKETS, 8, 9)]) };
        assert_eq!(left(&all, &[]).things, ["netlink socket 30 0", "3 more entries"]);
    }
}
