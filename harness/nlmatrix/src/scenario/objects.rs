//! Objects that each load of a module leaves behind, by their caches: a reference to credentials, an unbound socket,
//! a workqueue without a thread, a number in an IDR, an open file.
//!
//! The kernel shows none of these, but it counts the objects in each of its caches, and the agent makes these counts
//! exact (`nlmatrix_wire::objects`). Caches fill once and empty late; what grows by about one with each load, in
//! several consecutive series of loads, is left by these loads.
//!
//! Each of these loads is made by a process of its own. Then a reference to something of its loader (credentials,
//! memory, process id) makes one more object; otherwise it would be one more reference to the same object.

use std::collections::BTreeMap;
use std::time::Duration;

use super::references::{is_of_loads, of_each};
use super::{Must, Stop, Test};
use crate::guest::consts::CLONE_NEWNET;
use crate::guest::{Creds, GuestError, Proc};
use crate::version::KernelVersion;

/// Debian's kernels from here on were seen to count exactly enough.
const COUNTS: [u32; 4] = [5, 10, 0, 0];
/// Loads between two looks.
pub(super) const EVERY: usize = 15;
/// How long it may take until what waits for a grace period, or for a work item, is freed.
const GRACE: Duration = Duration::from_millis(60);
/// How many series of loads decide, after as many before them were suspicious.
const FURTHER: usize = 2;
/// If each load leaves something, at least so many of a series' loads have done so in every series. In one series,
/// others may free a few objects of the same size, which share a cache; over all series, that adds up to little.
const OF_A_ROW: u64 = EVERY as u64 / 3;

/// The growth between looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// By how many objects each cache has grown in all series of loads; only caches that grew in every one.
    grown: BTreeMap<String, u64>,
    /// How many series there were; `None` before the first look.
    rows: Option<u64>,
}

impl Looks {
    /// Counts the objects, with a process that waits for those that are still to be freed.
    pub(super) fn look(&mut self, test: &Test<'_>, process: Proc) -> Result<(), Stop> {
        let on = test.guest.on(process);
        on.sleep(GRACE).must("waiting for a grace period")?;
        let Ok(grown) = on.count_objects(1)? else { return Ok(()) };
        match self.rows {
            None => self.rows = Some(0),
            Some(_) => self.add(grown),
        }
        Ok(())
    }

    fn add(&mut self, grown: Vec<(String, u64)>) {
        let rows = self.rows.unwrap_or_default();
        let before = std::mem::take(&mut self.grown);
        let all = |(name, count): (String, u64)| {
            let before = if rows == 0 { 0 } else { *before.get(&name)? };
            (count >= OF_A_ROW).then_some((name, before + count))
        };
        self.grown = grown.into_iter().filter_map(all).collect();
        self.rows = Some(rows + 1);
    }

    /// What each load leaves behind, in words; empty if nothing.
    fn in_words(&self) -> Option<String> {
        let loads = self.rows? * EVERY as u64;
        let left = self.grown.iter().filter(|(_, count)| is_of_loads(**count, loads));
        let each = left.map(|(name, count)| format!("{} of {name}", of_each(*count, loads)));
        let each: Vec<String> = each.collect();
        (!each.is_empty()).then(|| each.join(", "))
    }
}

impl Test<'_> {
    /// Does the kernel count its objects?
    pub(super) fn counts_objects(&self) -> bool {
        self.release.parse::<KernelVersion>().is_ok_and(|it| it.numbers() >= COUNTS)
    }

    /// Loads and unloads by a process of its own.
    pub(super) fn load_apart(&self) -> Result<(), Stop> {
        let loader = self.process("another loader")?;
        self.load_by(loader)?;
        self.unload_all(loader)?;
        self.guest.end(loader)?.ok();
        Ok(())
    }

    /// Continues to load and unload if the looks are suspicious; returns what each load has left then.
    pub(super) fn objects_left(
        &self,
        mut looks: Looks,
        process: Proc,
    ) -> Result<Option<String>, Stop> {
        for _ in 0..FURTHER {
            if looks.in_words().is_none() {
                return Ok(None);
            }
            (0..EVERY).try_for_each(|_| self.load_apart())?;
            looks.look(self, process)?;
        }
        Ok(looks.in_words())
    }
}

/// Where the kernel counts its network namespaces.
const NAMESPACES: &str = "/sys/kernel/slab/net_namespace";
/// How often, and at which interval, to look whether a namespace has gone.
const LOOKS: usize = 20;
const PAUSE: Duration = Duration::from_millis(100);

impl Test<'_> {
    /// Loads and unloads with a process in a network namespace of its own. The namespace vanishes some time after the
    /// process, unless something left behind holds it; that is returned in words. `None` if the kernel does not count
    /// namespaces.
    pub(super) fn namespace_left(&self, process: Proc) -> Result<Option<String>, Stop> {
        let before = if self.counts_objects() { self.namespaces(process)? } else { None };
        let Some(before) = before else { return Ok(None) };
        let loader = self.guest.process_in("loader elsewhere", Creds::Root, CLONE_NEWNET)?;
        let Ok(loader) = loader else { return Ok(None) };
        match self.load_by(loader) {
            Ok(()) => self.unload_all(loader)?,
            // Not every module works in every namespace.
            Err(Stop::Broken(_) | Stop::NoDevice(_)) => drop(self.unload_by(loader)?),
            Err(stop) => return Err(stop),
        }
        self.guest.end(loader)?.ok();
        for _ in 0..LOOKS {
            if self.namespaces(process)?.is_none_or(|now| now <= before) {
                return Ok(None);
            }
            self.guest.on(process).sleep(PAUSE).must("waiting for a namespace")?;
        }
        Ok(Some("a reference to the network namespace of its loader".to_owned()))
    }

    /// How many network namespaces there are.
    fn namespaces(&self, process: Proc) -> Result<Option<u64>, GuestError> {
        let on = self.guest.on(process);
        on.write_file(&format!("{NAMESPACES}/shrink"), b"1")?.ok();
        let text = on.read_text(&format!("{NAMESPACES}/objects"))?.unwrap_or_default();
        Ok(text.split_whitespace().next().and_then(|count| count.parse().ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// The counts in each series, like `pid 32, cred_jar 15`.
    fn looks(rows: &[&str]) -> Looks {
        let mut looks = Looks { rows: Some(0), ..Looks::default() };
        for row in rows {
            let counts = row.split_terminator(", ").filter_map(|it| it.split_once(' '));
            looks.add(counts.map(|it| (it.0.to_owned(), it.1.parse().unwrap())).collect());
        }
        looks
    }

    #[rstest]
    #[case::not_yet(&[], None)]
    #[case::filled_once(&["pid 32, cred_jar 15", "cred_jar 16"], Some("1 of cred_jar"))]
    #[case::nothing(&["pid 32", "", "pid 32"], None)]
    #[case::two(&["UDP 31, filp 14", "UDP 30, filp 15"], Some("2 of UDP, 1 of filp"))]
    // As on a busy host, where objects of the same size were freed in the meantime.
    #[case::some_given_back(&["pwq 9", "pwq 15", "pwq 16", "pwq 15"], Some("1 of pwq"))]
    #[case::now_and_then(&["pid 8", "pid 7"], None)]
    fn what_grows_in_every_row_is_left(#[case] rows: &[&str], #[case] words: Option<&str>) {
        assert_eq!(looks(rows).in_words().as_deref(), words);
    }
}
