//! What a cell leaves behind, from the kernel's own counters before and after it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bench, Stop};
use crate::guest::consts::O_NONBLOCK;
use crate::guest::{Guest, GuestError};

/// Caches whose objects a netlink module or its clients can lose.
const CACHES: [&str; 4] =
    ["skbuff_head_cache", "skbuff_fclone_cache", "skbuff_small_head", "sock_inode_cache"];
/// Folders whose entries are kobjects that a module can make.
const KOBJECTS: [&str; 3] = ["/sys/kernel", "/sys/class", "/sys/devices/virtual"];
/// Objects more than this are lost. SLUB counts every object of a processor's current slabs as
/// used, and freed sockets wait for a grace period, so dozens come and go, and hundreds after a
/// flood.
const NOISE: u64 = 500;

/// What stands in the kernel's books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    modules: BTreeSet<String>,
    sockets: usize,
    objects: BTreeMap<&'static str, u64>,
    kobjects: BTreeSet<String>,
}

impl Footprint {
    /// The books as they stand now. What a kernel does not keep is not compared.
    pub fn take(guest: &Guest) -> Result<Self, GuestError> {
        let text = |path: &str| Ok::<_, GuestError>(guest.agent().read_text(path)?.ok());
        let modules = text("/proc/modules")?.unwrap_or_default();
        let sockets = text("/proc/net/netlink")?.unwrap_or_default().lines().count();
        let mut print = Self { sockets, ..Self::default() };
        print
            .modules
            .extend(modules.lines().filter_map(|line| Some(line.split_once(' ')?.0.into())));
        for cache in CACHES {
            let used = text(&format!("/sys/kernel/slab/{cache}/objects"))?;
            let used = used.and_then(|text| text.split_whitespace().next()?.parse().ok());
            print.objects.extend(used.map(|used: u64| (cache, used)));
        }
        for folder in KOBJECTS {
            let names = guest.agent().list_dir(folder)?.unwrap_or_default();
            print.kobjects.extend(names.into_iter().map(|name| format!("{folder}/{name}")));
        }
        Ok(print)
    }

    /// What `after` has and this has not, in words.
    pub fn left_behind(&self, after: &Self) -> Vec<String> {
        let modules = after.modules.difference(&self.modules).map(|name| format!("module {name}"));
        let kobjects = after.kobjects.difference(&self.kobjects);
        let kobjects = kobjects.map(|path| format!("kobject {path}"));
        let mut left: Vec<String> = modules.chain(kobjects).collect();
        if after.sockets > self.sockets {
            left.push(format!("{} netlink sockets", after.sockets - self.sockets));
        }
        for (cache, used) in &after.objects {
            let grown = used.saturating_sub(*self.objects.get(cache).unwrap_or(used));
            if grown > NOISE {
                left.push(format!("{grown} objects of {cache}"));
            }
        }
        left
    }

    /// Growth of each cache, for the record's figures.
    pub fn growth(&self, after: &Self) -> Vec<(String, f64)> {
        let grown = |(cache, used): (&&'static str, &u64)| {
            let before = self.objects.get(*cache)?;
            Some((format!("left_{cache}"), *used as f64 - *before as f64))
        };
        after.objects.iter().filter_map(grown).collect()
    }
}

/// Ends the scenario's processes and unloads its modules: what is there then was left behind.
pub fn tidy(bench: &mut Bench) -> Result<(), Stop> {
    for process in bench.guest.processes() {
        // One that has ended before is unknown to the agent.
        match bench.guest.end(process) {
            Ok(_) | Err(GuestError::Protocol(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let janitor = bench.process("janitor")?;
    for module in bench.modules.iter().rev() {
        // Not loaded any more, or held: the latter is seen in /proc/modules.
        bench.guest.on(janitor).remove_module(&Bench::module_name(module), O_NONBLOCK)?.ok();
    }
    bench.guest.end(janitor)?.ok();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(sockets: usize, heads: u64, kobject: Option<&str>) -> Footprint {
        Footprint {
            sockets,
            objects: BTreeMap::from([("skbuff_head_cache", heads)]),
            kobjects: kobject.into_iter().map(str::to_owned).collect(),
            ..Footprint::default()
        }
    }

    #[test]
    fn noise_is_no_leak() {
        assert_eq!(print(3, 100, None).left_behind(&print(3, 180, None)), [""; 0]);
        assert_eq!(print(3, 100, None).left_behind(&print(2, 20, None)), [""; 0]);
    }

    #[test]
    fn everything_that_stays_is_named() {
        let left = print(3, 100, None).left_behind(&print(4, 1100, Some("/sys/kernel/x")));
        let expected =
            ["kobject /sys/kernel/x", "1 netlink sockets", "1000 objects of skbuff_head_cache"];
        assert_eq!(left, expected);
    }
}
