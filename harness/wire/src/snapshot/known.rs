//! The set of hashes that makes up a snapshot, in memory that processes share.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::sources::COUNTS;

/// The maximum number of hashes. Debian's kernels have about 12,000 entries.
pub const SLOTS: usize = 1 << 16;
/// How many words of memory a snapshot needs: the counts, and the hashes.
pub const WORDS: usize = COUNTS.len() + SLOTS;
/// How many slots are tried for a hash; if all are occupied, the set is full.
const STEPS: usize = 64;
/// Marks a free slot.
const FREE: u64 = 0;

/// The snapshot has no room left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A snapshot, in [`WORDS`] words that are initially zero.
#[derive(Clone, Copy)]
pub struct Known<'m> {
    counts: &'m [AtomicU64],
    slots: &'m [AtomicU64],
}

impl<'m> Known<'m> {
    /// The snapshot in this memory.
    ///
    /// # Panics
    /// If it is less than [`WORDS`] words.
    pub fn new(memory: &'m [AtomicU64]) -> Self {
        let (counts, slots) = memory[..WORDS].split_at(COUNTS.len());
        Self { counts, slots }
    }

    /// Adds `hash`; [`Full`] if there is no room.
    pub fn insert(self, hash: u64) -> Result<(), Full> {
        let at = self.find(hash).ok_or(Full)?;
        self.slots[at].store(occupied(hash), Relaxed);
        Ok(())
    }

    /// Was `hash` added?
    pub fn contains(self, hash: u64) -> bool {
        self.find(hash).is_some_and(|at| self.slots[at].load(Relaxed) != FREE)
    }

    /// The slot that has `hash`, or in which it would be stored; `None` if all are occupied.
    fn find(self, hash: u64) -> Option<usize> {
        let hash = occupied(hash);
        let first = hash as usize % SLOTS;
        let slots = (0..STEPS).map(|step| (first + step) % SLOTS);
        let mut free = slots.filter(|&at| {
            let there = self.slots[at].load(Relaxed);
            there == hash || there == FREE
        });
        free.next()
    }

    /// Records the count at `at` in [`COUNTS`].
    pub fn set_count(self, at: usize, count: u64) {
        self.counts[at].store(count, Relaxed);
    }

    /// The count that was recorded.
    pub fn count(self, at: usize) -> u64 {
        self.counts[at].load(Relaxed)
    }
}

/// A hash that cannot be mistaken for a free slot.
fn occupied(hash: u64) -> u64 {
    hash.max(FREE + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_in_is_found() {
        let memory: Vec<AtomicU64> = (0..WORDS).map(|_| AtomicU64::new(0)).collect();
        let known = Known::new(&memory);
        // Three for the same slot, and the one that looks like a free slot.
        let hashes = [5, 5 + SLOTS as u64, 5 + 2 * SLOTS as u64, 0];
        for hash in hashes {
            assert!(!known.contains(hash));
            assert_eq!(known.insert(hash), Ok(()));
        }
        assert!(hashes.into_iter().all(|hash| known.contains(hash)));
        assert!(!known.contains(6 + SLOTS as u64));
        known.set_count(1, 700);
        assert_eq!((known.count(0), known.count(1)), (0, 700));
    }

    #[test]
    fn a_full_snapshot_says_so() {
        let memory: Vec<AtomicU64> = (0..WORDS).map(|_| AtomicU64::new(0)).collect();
        let known = Known::new(&memory);
        // All of them are for the same slot.
        let filled = (1..).take_while(|&hash| known.insert(hash * SLOTS as u64).is_ok()).count();
        assert_eq!(filled, STEPS);
        assert!(!known.contains(u64::MAX / 2));
    }
}
