//! Memory that nothing points to any more, as kmemleak of a debug kernel reports it.

use std::collections::BTreeMap;

use crate::console::classify;

/// How each of its reports begins.
const REPORT: &str = "unreferenced object 0x";

/// An object to which nothing points.
#[derive(Clone, Debug)]
pub struct Lost {
    /// Its address.
    address: String,
    /// Its size in bytes.
    pub size: u64,
    /// The function that allocated it; empty if the kernel does not say, for instance because the module is gone.
    pub function: String,
    /// The process that did so.
    pub pid: i32,
    /// When, in jiffies.
    born: u64,
}

impl Lost {
    /// In words.
    pub fn words(&self) -> String {
        let Self { size, function, .. } = self;
        match function.is_empty() {
            true => format!("{size} bytes of memory"),
            false => format!("{size} bytes of memory of {function}"),
        }
    }
}

impl PartialEq for Lost {
    fn eq(&self, other: &Self) -> bool {
        (&self.address, self.born) == (&other.address, other.born)
    }
}

/// Each kind of loss once, with the number of times.
pub fn in_words(lost: &[Lost]) -> Vec<String> {
    let mut counts = BTreeMap::<String, usize>::new();
    for one in lost {
        *counts.entry(one.words()).or_default() += 1;
    }
    let times = |(words, count): (String, usize)| match count {
        1 => words,
        count => format!("{words} ({count} times)"),
    };
    counts.into_iter().map(times).collect()
}

/// The reports in `text` about what was allocated since then.
pub fn parse(text: &str, since: u64) -> Vec<Lost> {
    let reports = text.split(REPORT).skip(1).filter_map(report);
    reports.filter(|lost| lost.born >= since).collect()
}

fn report(text: &str) -> Option<Lost> {
    let behind = |word: &str| {
        let rest = text.split_once(word)?.1;
        rest.split(|c: char| !c.is_ascii_digit()).next()
    };
    let splat = classify(&format!("{REPORT}{text}")).into_iter().next();
    // An address without a name is in a module that is gone: its callers did not allocate.
    let nameless = text.lines().any(|line| line.trim_start().starts_with("0xffffffff"));
    let splat = splat.filter(|_| !nameless);
    Some(Lost {
        address: text.split_whitespace().next()?.to_owned(),
        size: behind("(size ")?.parse().ok()?,
        function: splat.map_or(String::new(), |splat| splat.function),
        pid: behind(", pid ")?.parse().ok()?,
        born: behind(", jiffies ")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The format of mm/kmemleak.c in 6.12, with `of` lines for each call chain.
    fn reports(chains: &[&str]) -> String {
        let report = |(nth, chain): (usize, &&str)| {
            format!(
                "unreferenced object 0xffff888004b1aa{nth:02x} (size 192):\n  comm \"init\", pid 3{nth}, jiffies \
                 429494{nth}000\n  hex dump (first 32 bytes):\n    00 00 00 00 00 00 00 00  ........\n  \
                 backtrace (crc 0):\n    __kmalloc_cache_noprof+0x2a1/0x370\n    {chain}\n    \
                 netlink_unicast+0x618/0xa20\n"
            )
        };
        chains.iter().enumerate().map(report).collect()
    }

    #[test]
    fn what_is_lost_has_a_size_and_who_allocated_it() {
        let loaded = "faulty_trigger.isra.0+0x41/0x82 [faulty_lost_memory]";
        let text = reports(&[loaded, "0xffffffffa0000041", loaded, loaded]);
        let lost = parse(&text, 4_294_941_000);
        let pids: Vec<i32> = lost.iter().map(|lost| lost.pid).collect();
        assert_eq!(pids, [31, 32, 33], "what was there before does not count");
        let words = ["192 bytes of memory", "192 bytes of memory of faulty_trigger (2 times)"];
        assert_eq!(in_words(&lost), words);
        assert!(lost.contains(&parse(&text, 0)[2]) && !lost.contains(&parse(&text, 0)[0]));
    }
}
