//! How many objects each cache of the slab allocator has, and which caches have more than before.
//!
//! SLUB counts every free object of a processor's own slabs as used, unless they are released first: a cache that is
//! told to shrink does that, and then its count is exact. A reference that a module never returns is one more object
//! with each load, of whatever kind: credentials, a socket, a network namespace, a workqueue's pool.
//!
//! The agent shrinks and counts, as there are about 150 caches, and each byte over the serial line is expensive.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::snapshot::{entry, root};

/// The folder with a folder for each cache, which contains the two files below.
pub const CACHES: &str = "/sys/kernel/slab";
/// Whatever is written to it makes the cache release what is free.
pub const SHRINK: &str = "shrink";
/// How many objects the cache has.
pub const OBJECTS: &str = "objects";
/// The cache for open files. Counting opens about a hundred files, which the kernel frees after a grace period, so
/// this cache is counted first (on a busy host, there were up to 200 more or fewer from count to count, seen on
/// 5.10).
pub const FILES: &str = "filp";

/// The maximum number of caches; Debian's kernels have about 200.
const CACHES_KNOWN: usize = 1 << 10;
/// How many words of memory the counts need: a hash and a count for each cache.
pub const WORDS: usize = 2 * CACHES_KNOWN;

/// The previous counts, in [`WORDS`] words that are initially zero.
#[derive(Clone, Copy)]
pub struct Counted<'m>(&'m [AtomicU64]);

impl<'m> Counted<'m> {
    /// The counts in this memory; `None` if it is too small.
    pub fn new(memory: &'m [AtomicU64]) -> Option<Self> {
        memory.get(..WORDS).map(Self)
    }

    /// Records how many objects the cache `name` has, and returns how many more there are than last time. `None` for
    /// a cache that is seen for the first time, or that does not fit.
    pub fn grown(self, name: &[u8], objects: u64) -> Option<u64> {
        let hash = entry(root(CACHES), name).max(1);
        let first = hash as usize % CACHES_KNOWN;
        let mut places = (0..CACHES_KNOWN).map(|step| 2 * ((first + step) % CACHES_KNOWN));
        let at = places.find(|&at| [0, hash].contains(&self.0[at].load(Relaxed)))?;
        let was = self.0[at + 1].swap(objects, Relaxed);
        let is_known = self.0[at].swap(hash, Relaxed) == hash;
        is_known.then(|| objects.saturating_sub(was))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_since_the_last_time() {
        let memory: [AtomicU64; WORDS] = core::array::from_fn(|_| AtomicU64::new(0));
        let counted = Counted::new(&memory).unwrap();
        assert_eq!(counted.grown(b"cred_jar", 40), None);
        assert_eq!(counted.grown(b"filp", 7), None);
        assert_eq!(counted.grown(b"cred_jar", 55), Some(15));
        assert_eq!(counted.grown(b"cred_jar", 50), Some(0));
        assert_eq!(counted.grown(b"filp", 8), Some(1));
        assert!(Counted::new(&memory[1..]).is_none());
    }

    #[test]
    fn there_is_an_end_to_what_is_remembered() {
        let memory: [AtomicU64; WORDS] = core::array::from_fn(|_| AtomicU64::new(0));
        let counted = Counted::new(&memory).unwrap();
        let name = |number: usize| number.to_le_bytes();
        assert!((0..2 * CACHES_KNOWN).all(|number| counted.grown(&name(number), 1).is_none()));
        assert_eq!(counted.grown(&name(0), 3), Some(2));
        assert_eq!(counted.grown(&name(2 * CACHES_KNOWN - 1), 3), None);
    }
}
