//! System calls of x86-64 Linux. Results are the kernel's own: negative is `-errno`.
#![expect(unsafe_code, reason = "system calls are machine code")]

pub mod fs;
pub mod memory;
pub mod net;
pub mod process;

/// Makes a system call.
///
/// # Safety
/// Whatever the kernel does with these arguments must be sound, as for any system call.
unsafe fn call<const N: usize>(number: usize, given: [usize; N]) -> isize {
    let mut args = [0; 6];
    args[..N].copy_from_slice(&given);
    let [a, b, c, d, e, f] = args;
    let result;
    // SAFETY: the kernel's calling convention; soundness of the call is the caller's promise.
    unsafe {
        core::arch::asm!("syscall", inlateout("rax") number as isize => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e, in("r9") f,
            lateout("rcx") _, lateout("r11") _, options(nostack));
    }
    result
}

/// Makes the system call that a scenario asked for in numbers.
pub fn numbers(number: u64, args: [u64; 6]) -> isize {
    // SAFETY: nothing to promise: a scenario that shoots its own process down gets to see that.
    unsafe { call(number as usize, args.map(|arg| arg as usize)) }
}
