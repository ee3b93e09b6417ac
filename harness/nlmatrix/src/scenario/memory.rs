//! Memory that a module takes at each load and never frees.
//!
//! A mere difference between the beginning and the end says nothing: caches fill once, and freed memory is returned
//! late. A leak takes the same amount with every load, so memory is measured every few rounds. If it grew more than
//! once, as many further rounds as are needed decide: only what is missing again between nearly any two looks is
//! lost. What can be reclaimed (the page cache, dentries and inodes) does not count.
//!
//! Pages are seen whoever requested them: `alloc_pages`, `vmalloc`, large `kmalloc`; small objects are seen if they
//! add up to [`LEAST_KIB`] between two looks. On correct modules (5.10 to 7.3), 0 KiB was seen between most looks,
//! sometimes about 60 more, which are pages on a processor's own list, or megabytes less.

use std::collections::BTreeMap;

use super::{Stop, Test};

/// Rounds between two looks.
pub(super) const EVERY: usize = 10;
/// At least this much has to be missing each time. The lists of free pages that each processor keeps, and half-full
/// slabs, come and go by less.
const LEAST_KIB: i64 = 24;
/// How many pairs of looks decide.
pub(super) const WINDOWS: usize = 6;
/// Then this much should be lost between two looks: several times what comes and goes.
const PLAIN_KIB: i64 = 256;
/// A module is loaded at most so often between two of them.
const MOST_ROUNDS: i64 = 20;

/// The memory in use at each look, in KiB.
#[derive(Debug, Default)]
pub(super) struct Looks(Vec<i64>);

impl Looks {
    /// Measures what is in use now.
    pub(super) fn look(&mut self, test: &Test<'_>) -> Result<(), Stop> {
        let in_use = in_use(&test.text("/proc/meminfo")?);
        // If it cannot be read, there is more noise.
        let listed = test.text("/proc/zoneinfo").map_or(0, |zoneinfo| on_lists(&zoneinfo));
        self.0.extend(in_use.map(|in_use| in_use - listed));
        Ok(())
    }

    /// About how many KiB each round may lose; `None` if memory grew at most once.
    pub(super) fn suspected(&self) -> Option<i64> {
        let grown = self.grown();
        let more = grown.iter().filter(|kib| **kib >= LEAST_KIB);
        let more: Vec<i64> = more.copied().collect();
        Some(*more.get(more.len() / 2).filter(|_| more.len() > 1)? / EVERY as i64)
    }

    /// The KiB that each round loses, if there were so many rounds between looks; `None` if it loses none. A leak
    /// takes about the same each time; anything else may have returned memory between two looks.
    pub(super) fn lost(&self, rounds: usize) -> Option<i64> {
        let grown = self.grown();
        let least = *grown.get(1).filter(|_| grown.len() >= WINDOWS)?;
        let usual = grown[grown.len() / 2];
        (least >= LEAST_KIB && 2 * least >= usual).then(|| usual / rounds as i64)
    }

    /// By how much it grew between looks, in ascending order.
    fn grown(&self) -> Vec<i64> {
        let mut grown: Vec<i64> = self.0.windows(2).map(|two| two[1] - two[0]).collect();
        grown.sort_unstable();
        grown
    }
}

/// How often to load a module between the two looks that decide whether each load loses about so many KiB.
pub(super) fn rounds(suspected: i64) -> usize {
    let rounds = (PLAIN_KIB / suspected.max(1)).clamp(2, MOST_ROUNDS);
    usize::try_from(rounds).unwrap_or(2)
}

/// Do so many rounds that lose so many KiB each stand out from what comes and goes, or are more rounds impossible? If
/// the suspicion was too high, there were too few rounds: what looks like a leak may then be somebody else's pages.
pub(super) fn is_plain(lost: i64, rounds: usize) -> bool {
    let all = lost * i64::try_from(rounds).unwrap_or(MOST_ROUNDS);
    all >= PLAIN_KIB / 2 || self::rounds(lost) <= rounds
}

/// A table with so many entries, in a page of its own, maps one large page of the kernel's direct map (2 MiB,
/// `DirectMap2M`) in pieces of 4 KiB. The kernel allocates one when it makes a module's code read-only, and does not
/// merge the pieces at once; if modules are placed far apart, each load needs another (6.18).
const ENTRIES: i64 = 512;

/// The KiB in use that cannot be reclaimed, according to `/proc/meminfo`, without the tables of the direct map.
fn in_use(meminfo: &str) -> Option<i64> {
    let of = |name: &str| {
        let is_of = |line: &&str| line.strip_prefix(name).is_some_and(|it| it.starts_with(':'));
        let line = meminfo.lines().find(is_of)?;
        line.split_whitespace().nth(1)?.parse::<i64>().ok()
    };
    let free = ["MemFree", "Buffers", "Cached", "SReclaimable"].iter().filter_map(|name| of(name));
    let tables = of("DirectMap4k").unwrap_or(0) / ENTRIES;
    Some(of("MemTotal")? - free.sum::<i64>() - tables)
}

/// A page's size on x86, in KiB.
const PAGE_KIB: i64 = 4;

/// The KiB on the lists of free pages that each processor keeps, according to `/proc/zoneinfo`: they are not in
/// `MemFree`, grow to megabytes by themselves (since 6.7), and are returned at some time.
fn on_lists(zoneinfo: &str) -> i64 {
    let counts = zoneinfo.lines().filter_map(|line| line.trim_start().strip_prefix("count:"));
    counts.filter_map(|count| count.trim().parse::<i64>().ok()).sum::<i64>() * PAGE_KIB
}

/// Functions that allocate the memory of modules themselves: it is kept for the next one (`execmem`, 6.13), or
/// returned some time after the unload.
const LOADER: [&str; 6] = [
    "execmem_",
    "module_alloc",
    "module_memory",
    "move_module",
    "layout_and_allocate",
    "load_module",
];

/// Who holds memory, as far as the kernel reports it.
#[derive(Debug, Default)]
pub(super) struct Holders {
    /// `vmalloc` areas by their addresses: the function that requested each, and its size in bytes.
    areas: BTreeMap<String, (String, i64)>,
    /// Caches of objects by name, and their size in bytes.
    caches: BTreeMap<String, i64>,
}

impl Holders {
    /// Finds out who holds what now.
    pub(super) fn look(test: &Test<'_>) -> Self {
        // Up to 2.6.27 there is no list of areas, and without SLUB's debugging there is none of caches.
        let text = |path| test.text(path).unwrap_or_default();
        Self::of(&text("/proc/vmallocinfo"), &text("/proc/slabinfo"))
    }

    fn of(vmallocinfo: &str, slabinfo: &str) -> Self {
        Self {
            areas: vmallocinfo.lines().filter_map(of_area).collect(),
            caches: slabinfo.lines().filter_map(of_cache).collect(),
        }
    }

    /// Whose areas a load has left that make up at least half of the `lost` KiB. An address without a name after the
    /// unload belongs to code that is gone: its name is looked up as it was while the module was `loaded`.
    pub(super) fn area_left(&self, before: &Self, loaded: &Self, lost: i64) -> Option<String> {
        let left = self.areas.iter().filter(|(place, _)| !before.areas.contains_key(*place));
        let mut held: BTreeMap<&str, i64> = BTreeMap::new();
        for (place, area) in left {
            let (caller, bytes) = loaded.areas.get(place).unwrap_or(area);
            if LOADER.iter().any(|name| caller.starts_with(name)) {
                continue;
            }
            *held.entry(caller).or_default() += bytes;
        }
        let (caller, bytes) = held.into_iter().max_by_key(|(_, bytes)| *bytes)?;
        (2 * bytes >= lost * 1024).then(|| format!("vmalloc by {caller}"))
    }

    /// The cache that has taken at least half of the `lost` KiB since `before`.
    pub(super) fn cache_grown(&self, before: &Self, lost: i64) -> Option<String> {
        let more = |(name, bytes): (&String, &i64)| bytes - before.caches.get(name).unwrap_or(&0);
        let most = self.caches.iter().max_by_key(|it| more(*it))?;
        (2 * more(most) >= lost * 1024).then(|| format!("objects of {}", most.0))
    }
}

/// `0xffffc90000000000-0xffffc90000005000   20480 caller+0x1b/0x52 [module] pages=4 vmalloc`.
fn of_area(line: &str) -> Option<(String, (String, i64))> {
    let mut words = line.split_whitespace();
    let (place, bytes, caller) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    let function = caller.split(['+', '.']).next()?;
    Some((place.to_owned(), (function.to_owned(), bytes)))
}

/// `kmalloc-4k  12 16 4096 8 8 : tunables 0 0 0 : slabdata 2 2 0`: pages in a slab times slabs.
fn of_cache(line: &str) -> Option<(String, i64)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |at: usize| words.get(at)?.parse::<i64>().ok();
    let slabs = words.iter().position(|word| *word == "slabdata")?;
    Some((words[0].to_owned(), number(5)? * number(slabs + 2)? * PAGE_KIB * 1024))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn looks(grown: &[i64]) -> Looks {
        let mut now = 50_000;
        Looks(
            [0].iter()
                .chain(grown)
                .map(|kib| {
                    now += kib;
                    now
                })
                .collect(),
        )
    }

    /// As seen on 5.10, 6.1, 6.12 and 7.3.
    #[rstest]
    #[case::nothing(&[0, 0, 0, 0], None)]
    #[case::given_back(&[-1360, 60, -1440, 12], None)]
    #[case::taken_and_given_back(&[-400, -5932, 4152, -6036], None)]
    #[case::caches_that_fill_once(&[900, 0, 8, 0], None)]
    #[case::a_page_with_each_load(&[64, 0, 64, 64], Some(6))]
    #[case::a_page_and_something_given_back(&[-304, 64, -1792, 64], Some(6))]
    #[case::a_lot(&[10_240; 4], Some(1024))]
    fn what_grows_more_than_once_is_suspected(#[case] grown: &[i64], #[case] kib: Option<i64>) {
        assert_eq!(looks(grown).suspected(), kib);
    }

    #[rstest]
    #[case::nothing(&[0; 6], None)]
    #[case::lists_of_free_pages(&[60, 0, 60, 0, 60, -120], None)]
    #[case::caches_that_fill_slowly(&[300, 200, 100, 50, 10, 0], None)]
    #[case::a_page_with_each_load(&[64, 96, 64, 96, 64, 96], Some(4))]
    #[case::and_something_given_back(&[80, -1800, 80, 80, 80, 80], Some(4))]
    #[case::processes_that_come_and_go(&[560, 24, 28, 560, 560, 560], None)]
    #[case::too_few_looks(&[1000; 5], None)]
    fn only_what_is_lost_each_time_is_a_leak(#[case] grown: &[i64], #[case] lost: Option<i64>) {
        assert_eq!(looks(grown).lost(20), lost);
    }

    #[test]
    fn much_is_not_asked_of_a_guest_that_loses_much() {
        assert_eq!([0, 4, 16, 64, 1024, 100_000].map(rounds), [20, 20, 16, 4, 2, 2]);
    }

    /// 56 KiB after two loads were nobody's fault; a suspicion of megabytes had made the loads so few (7.2).
    #[rstest]
    #[case::too_few_to_tell(28, 2, false)]
    #[case::as_many_as_it_takes(28, 9, true)]
    #[case::a_lot(1024, 2, true)]
    #[case::little_and_no_more_rounds(4, 20, true)]
    fn what_few_rounds_lose_is_looked_at_again(
        #[case] lost: i64,
        #[case] rounds: usize,
        #[case] plain: bool,
    ) {
        assert_eq!(is_plain(lost, rounds), plain);
    }

    #[test]
    fn what_can_be_reclaimed_is_not_in_use() {
        let meminfo = "MemTotal:         120000 kB\nMemFree:           50000 kB\nBuffers: 0 kB\n\
                       Cached:            20000 kB\nSwapCached:          999 kB\nSReclaimable: 1000 kB\n";
        assert_eq!(in_use(meminfo), Some(49_000));
        // 2.6.14 has no SReclaimable.
        assert_eq!(in_use("MemTotal: 9 kB\nMemFree: 4 kB\n"), Some(5));
    }

    /// Twenty loads on 6.18.32, each of which had another large page of the direct map split.
    #[test]
    fn tables_of_the_direct_map_are_nobodys() {
        let meminfo = |free: u32, small: u32| {
            format!(
                "MemTotal: 230000 kB\nMemFree: {free} kB\nDirectMap4k: {small} kB\nDirectMap2M: 0 kB\n"
            )
        };
        assert_eq!(in_use(&meminfo(90_000, 10_240)), in_use(&meminfo(89_920, 51_200)));
    }

    #[test]
    fn lists_of_free_pages_are_free() {
        let zoneinfo = "Node 0, zone      DMA\n  pages free     3840\n  pagesets\n    cpu: 0\n              \
                        count:    7\n              high:     13\n    cpu: 1\n              count: 3\n";
        assert_eq!(on_lists(zoneinfo), 40);
    }

    #[test]
    fn the_area_that_a_load_leaves_has_the_name_that_it_had_when_its_code_was_there() {
        let area = |at: u32, kib: u32, caller: &str| {
            format!("0x{at:x}-0x{:x} {} {caller} pages=16 vmalloc\n", at + 1, kib * 1024)
        };
        let old = area(16, 68, "0xffffffffc080001f");
        let before = Holders::of(&old, "");
        let own = area(64, 16, "mine_init+0x1/0x2");
        let new = area(32, 68, "faulty_fault+0x1f/0x40 [faulty]");
        let loaded = Holders::of(&format!("{old}{new}{own}"), "");
        let kept = area(96, 2048, "execmem_vmalloc+0x1/0x2");
        let module = area(128, 2048, "load_module+0x1/0x2");
        let after = area(32, 68, "0xffffffffc040001f");
        let after = Holders::of(&format!("{old}{after}{kept}{module}"), "");
        let left = after.area_left(&before, &loaded, 65);
        assert_eq!(left.as_deref(), Some("vmalloc by faulty_fault"));
        assert_eq!(after.area_left(&before, &loaded, 1024), None);
        assert_eq!(before.area_left(&before, &loaded, 65), None);
    }

    #[test]
    fn the_cache_that_grew_is_named() {
        let of = |slabs: u32| {
            let four =
                format!("kmalloc-4k 12 16 4096 8 8 : tunables 0 0 0 : slabdata {slabs} {slabs} 0");
            Holders::of(
                "",
                &format!("{four}\nkmalloc-8 512 512 8 512 1 : tunables 0 0 0 : slabdata 1 1 0\n"),
            )
        };
        assert_eq!(of(17).cache_grown(&of(2), 480).as_deref(), Some("objects of kmalloc-4k"));
        assert_eq!(of(2).cache_grown(&of(2), 480), None);
    }
}
