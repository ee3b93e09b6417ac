//! The functions that compilers and core call on their own; usually libc has them.
#![expect(unsafe_code, reason = "these are C functions on raw pointers")]
// None is written so that the compiler could turn it into a call of itself.

use crate::arch;

// SAFETY: C's memcpy; the caller passes `n` readable and `n` writable bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, n: usize) -> *mut u8 {
    // SAFETY: as above.
    unsafe { arch::copy_up(to, from, n) };
    to
}

// SAFETY: C's memmove; as memcpy, and the areas may overlap.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, n: usize) -> *mut u8 {
    if (to as usize).wrapping_sub(from as usize) >= n {
        // SAFETY: going up never overwrites what is still to be read.
        return unsafe { memcpy(to, from, n) };
    }
    // SAFETY: `n > 0` here, so the last bytes exist; going down is right for this overlap.
    unsafe { arch::copy_down(to, from, n) };
    to
}

// SAFETY: C's memset; the caller passes `n` writable bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, byte: i32, n: usize) -> *mut u8 {
    // SAFETY: as above.
    unsafe { arch::fill(to, byte as u8, n) };
    to
}

// SAFETY: C's memcmp; the caller passes `n` readable bytes twice.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
    for at in 0..n {
        // SAFETY: `at < n`.
        let (x, y) = unsafe { (a.add(at).read_volatile(), b.add(at).read_volatile()) };
        if x != y {
            return i32::from(x) - i32::from(y);
        }
    }
    0
}

// SAFETY: C's bcmp, which may be memcmp.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
    // SAFETY: the same contract.
    unsafe { memcmp(a, b, n) }
}

// SAFETY: C's strlen; the caller passes a text that a NUL ends.
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(text: *const u8) -> usize {
    let mut length = 0;
    // SAFETY: nothing after the NUL is read.
    while unsafe { text.add(length).read_volatile() } != 0 {
        length += 1;
    }
    length
}
