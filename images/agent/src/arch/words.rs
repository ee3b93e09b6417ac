//! Memory by words where both places are aligned, by bytes otherwise. The empty instruction in each loop
//! keeps the compiler from turning it into a call of `memcpy`, which this implements.

use core::arch::asm;

const WORD: usize = size_of::<usize>();

/// Keeps a loop as it is written.
fn keep() {
    // SAFETY: it contains no instruction.
    unsafe { asm!("", options(nostack, preserves_flags)) };
}

/// Copies `n` bytes from the lowest on.
pub unsafe fn copy_up(to: *mut u8, from: *const u8, n: usize) {
    let mut at = 0;
    if (to as usize | from as usize) % WORD == 0 {
        while at + WORD <= n {
            // SAFETY: within `n` bytes of both, and aligned.
            unsafe { to.add(at).cast::<usize>().write(from.add(at).cast::<usize>().read()) };
            at += WORD;
            keep();
        }
    }
    while at < n {
        // SAFETY: within `n` bytes of both.
        unsafe { to.add(at).write(from.add(at).read()) };
        at += 1;
        keep();
    }
}

/// Copies `n` bytes from the highest down.
pub unsafe fn copy_down(to: *mut u8, from: *const u8, n: usize) {
    for at in (0..n).rev() {
        // SAFETY: within `n` bytes of both.
        unsafe { to.add(at).write(from.add(at).read()) };
        keep();
    }
}

/// Fills `n` bytes.
pub unsafe fn fill(to: *mut u8, byte: u8, n: usize) {
    let word = usize::from_ne_bytes([byte; WORD]);
    let mut at = 0;
    if to as usize % WORD == 0 {
        while at + WORD <= n {
            // SAFETY: within `n` bytes, and aligned.
            unsafe { to.add(at).cast::<usize>().write(word) };
            at += WORD;
            keep();
        }
    }
    while at < n {
        // SAFETY: within `n` bytes.
        unsafe { to.add(at).write(byte) };
        at += 1;
        keep();
    }
}
