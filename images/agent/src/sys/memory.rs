//! Memory that all processes of the agent share.
#![expect(unsafe_code, reason = "a mapping is a number until it is a slice")]

use core::slice;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use super::is_error;
use crate::arch;

/// Where the mapping is, and how many words it has; 0 before [`share`].
static ADDRESS: AtomicUsize = AtomicUsize::new(0);
static WORDS: AtomicUsize = AtomicUsize::new(0);

/// Maps `words` words, all 0, which all processes forked later share.
pub fn share(words: usize) {
    const READ_WRITE: usize = 3;
    const SHARED_ANONYMOUS: usize = 0x21;
    // SAFETY: a new mapping, wherever there is room.
    let address = unsafe { arch::map(words * 8, READ_WRITE, SHARED_ANONYMOUS, usize::MAX, 0) };
    if !is_error(address) {
        ADDRESS.store(address as usize, Relaxed);
        WORDS.store(words, Relaxed);
    }
}

/// That memory; empty if the kernel provided none.
pub fn shared() -> &'static [AtomicU64] {
    let address = ADDRESS.load(Relaxed);
    if address == 0 {
        return &[];
    }
    // SAFETY: mapped by `share`, page-aligned, never unmapped, and nothing but atomics are in it.
    unsafe { slice::from_raw_parts(address as *const AtomicU64, WORDS.load(Relaxed)) }
}
