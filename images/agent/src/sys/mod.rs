//! System calls of Linux. Results are the kernel's own: negative is `-errno`.
#![expect(unsafe_code, reason = "system calls take raw pointers")]

pub mod fs;
pub mod memory;
pub mod net;
pub mod process;

use crate::arch;

/// Makes a system call.
///
/// # Safety
/// What the kernel does with these arguments must be sound, as for any system call.
unsafe fn call<const N: usize>(number: usize, given: [usize; N]) -> isize {
    let mut args = [0; 6];
    args[..N].copy_from_slice(&given);
    // SAFETY: the caller's promise.
    unsafe { arch::call(number, args) }
}

/// Makes the system call that a scenario asked for in numbers.
pub fn numbers(number: u64, args: [u64; 6]) -> isize {
    // SAFETY: nothing to promise: a scenario that shoots its own process down gets to see that.
    unsafe { call(number as usize, args.map(|arg| arg as usize)) }
}

/// An error that a system call returned instead of an address, which has its highest bit set on processors of
/// 32 bits, too.
fn is_error(result: isize) -> bool {
    (-4095..0).contains(&result)
}
