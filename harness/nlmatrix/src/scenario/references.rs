//! References to things that exist permanently: a device, a network device, another module. A reference that is never
//! returned keeps nothing from being freed and is in no table; only its counter shows it.

use std::collections::BTreeMap;

use super::{Must, Stop, Test};
use crate::guest::Proc;

/// The module that reads the counters (`images/kernels/references`).
pub const REFERENCES: &str = "/modules/nlmatrix/references/nlmatrix_references.ko";
const MODULE: &str = "nlmatrix_references";
const GROWN: &str = "/sys/module/nlmatrix_references/parameters/grown";

/// The counters at the beginning.
#[derive(Debug, Default)]
pub(super) struct References {
    /// How many hold each module, according to `/proc/modules`.
    modules: BTreeMap<String, u64>,
    /// Can the other counters be read?
    reads: bool,
}

impl References {
    /// Records the counters.
    pub(super) fn take_down(test: &Test<'_>, loader: Proc) -> Result<Self, Stop> {
        // Kernels for which that module is not built do without it.
        let reads = test.guest.on(loader).insert_module(REFERENCES, "")?.is_ok();
        Ok(Self { modules: users(&test.text("/proc/modules")?), reads })
    }

    /// What is held more often after `rounds` loads, in words. Other references come and go; only what each load
    /// leaves grows with each load.
    pub(super) fn left(
        &self,
        test: &Test<'_>,
        loader: Proc,
        rounds: u64,
    ) -> Result<Vec<String>, Stop> {
        let now = users(&test.text("/proc/modules")?);
        let before = |name: &String| self.modules.get(name).copied();
        let modules = now.iter().filter_map(|(name, count)| {
            Some((count.saturating_sub(before(name)?), format!("module {name}")))
        });
        let mut grown: Vec<_> = modules.collect();
        if self.reads {
            let on = test.guest.on(loader);
            grown.extend(parse(&on.read_text(GROWN)?.unwrap_or_default()));
            on.remove_module(MODULE, 0).must("rmmod nlmatrix_references")?;
        }
        let left = grown.into_iter().filter(|(count, _)| is_of_loads(*count, rounds));
        Ok(left.map(|(count, whose)| in_words(count, rounds, &whose)).collect())
    }
}

/// Is it at least about one for each load?
pub(super) fn is_of_loads(grown: u64, rounds: u64) -> bool {
    grown > 0 && grown * 5 >= rounds * 4
}

/// How many there are for each load.
pub(super) fn of_each(grown: u64, rounds: u64) -> u64 {
    (grown + rounds / 2) / rounds
}

fn in_words(grown: u64, rounds: u64, whose: &str) -> String {
    match of_each(grown, rounds) {
        1 => format!("a reference to {whose} with each load"),
        count => format!("{count} references to {whose} with each load"),
    }
}

/// `49 network device lo`, one on each line.
fn parse(grown: &str) -> impl Iterator<Item = (u64, String)> {
    grown.lines().filter_map(|line| {
        let (count, whose) = line.split_once(' ')?;
        Some((count.parse().ok()?, whose.to_owned()))
    })
}

/// How many hold each module: the third word of its line, which is `-` if modules cannot be unloaded.
fn users(proc_modules: &str) -> BTreeMap<String, u64> {
    let of = |line: &str| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.nth(1)?.parse().ok()?))
    };
    proc_modules.lines().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::none(0, 49, false)]
    #[case::now_and_then(6, 49, false)]
    #[case::one_and_one_given_back_late(48, 49, true)]
    #[case::two(98, 49, true)]
    #[case::no_load(0, 0, false)]
    fn what_each_load_leaves_is_told_from_what_comes_and_goes(
        #[case] grown: u64,
        #[case] rounds: u64,
        #[case] left: bool,
    ) {
        assert_eq!(is_of_loads(grown, rounds), left);
    }

    #[test]
    fn who_is_held_is_named() {
        let grown: Vec<_> = parse("49 network device lo\n98 device platform\nnonsense\n").collect();
        let words: Vec<_> =
            grown.iter().map(|(count, whose)| in_words(*count, 49, whose)).collect();
        assert_eq!(
            words,
            [
                "a reference to network device lo with each load",
                "2 references to device platform with each load"
            ]
        );
    }

    #[test]
    fn the_users_of_a_module_are_read() {
        let users = users(
            "ts_kmp 16384 3 - Live 0x0\nnlecho 16384 0 - Live 0x0 (OE)\nold 1 - - Live 0x0\n",
        );
        assert_eq!(users, [("nlecho".to_owned(), 0), ("ts_kmp".to_owned(), 3)].into());
    }
}
