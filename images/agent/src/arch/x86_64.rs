//! x86-64. Its calls are those of 2.6.9, the oldest supported kernel.

use core::arch::{asm, global_asm};
use core::ffi::CStr;

use super::Node;

/// Where the host is connected: the second serial port.
pub const PORT: &CStr = c"/dev/ttyS1";
/// The console and the port, for kernels that do not create their nodes.
pub const NODES: &[Node] = &[(c"/dev/ttyS0", 4, 64), (PORT, 4, 65)];

global_asm!(
    ".global _start",
    "_start:",
    "xor ebp, ebp",
    "mov rdi, rsp",
    "and rsp, -16",
    "call {entry}",
    "ud2",
    entry = sym crate::start::entry,
);

/// Makes a system call.
///
/// # Safety
/// What the kernel does with these arguments must be sound, as for any system call.
pub unsafe fn call(number: usize, [a, b, c, d, e, f]: [usize; 6]) -> isize {
    let result;
    // SAFETY: the kernel's calling convention; soundness of the call is the caller's promise.
    unsafe {
        asm!("syscall", inlateout("rax") number as isize => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e, in("r9") f,
            lateout("rcx") _, lateout("r11") _, options(nostack));
    }
    result
}

/// `mmap(2)` from the unit `from` of 4 KiB of a file on, wherever there is room.
pub unsafe fn map(length: usize, protection: usize, flags: usize, fd: usize, from: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MMAP, [0, length, protection, flags, fd, from * 4096]) }
}

/// Copies `n` bytes from the lowest on. Words first: an emulated processor takes the same time for each
/// iteration, however much it moves.
pub unsafe fn copy_up(to: *mut u8, from: *const u8, n: usize) {
    // SAFETY: the caller's promise; the ABI keeps the direction flag clear.
    unsafe {
        asm!("rep movsq", "mov rcx, {rest}", "rep movsb", rest = in(reg) n % 8,
            inout("rcx") n / 8 => _, inout("rdi") to => _, inout("rsi") from => _,
            options(nostack, preserves_flags));
    }
}

/// Copies `n` bytes, at least one, from the highest down.
pub unsafe fn copy_down(to: *mut u8, from: *const u8, n: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        asm!("std", "rep movsb", "cld", inout("rcx") n => _,
            inout("rdi") to.add(n - 1) => _, inout("rsi") from.add(n - 1) => _,
            options(nostack));
    }
}

/// Fills `n` bytes.
pub unsafe fn fill(to: *mut u8, byte: u8, n: usize) {
    let word = u64::from(byte) * 0x0101_0101_0101_0101;
    // SAFETY: the caller's promise.
    unsafe {
        asm!("rep stosq", "mov rcx, {rest}", "rep stosb", rest = in(reg) n % 8,
            inout("rcx") n / 8 => _, inout("rdi") to => _, in("rax") word,
            options(nostack, preserves_flags));
    }
}

/// Numbers of system calls.
pub mod nr {
    pub const READ: usize = 0;
    pub const WRITE: usize = 1;
    pub const OPEN: usize = 2;
    pub const CLOSE: usize = 3;
    pub const POLL: usize = 7;
    pub const SEEK: usize = 8;
    pub const MMAP: usize = 9;
    pub const UNMAP: usize = 11;
    pub const IOCTL: usize = 16;
    pub const PIPE: usize = 22;
    pub const YIELD: usize = 24;
    pub const DUP2: usize = 33;
    pub const GETPID: usize = 39;
    pub const SOCKET: usize = 41;
    pub const CONNECT: usize = 42;
    pub const SENDMSG: usize = 46;
    pub const RECVMSG: usize = 47;
    pub const BIND: usize = 49;
    pub const GETSOCKNAME: usize = 51;
    pub const SETSOCKOPT: usize = 54;
    pub const GETSOCKOPT: usize = 55;
    pub const CLONE: usize = 56;
    pub const FORK: usize = 57;
    pub const EXECVE: usize = 59;
    pub const WAIT4: usize = 61;
    pub const KILL: usize = 62;
    pub const UNAME: usize = 63;
    pub const FCNTL: usize = 72;
    pub const CHDIR: usize = 80;
    pub const MKDIR: usize = 83;
    pub const SYMLINK: usize = 88;
    pub const FCHMOD: usize = 91;
    pub const SETGROUPS: usize = 116;
    pub const SETRESUID: usize = 117;
    pub const SETRESGID: usize = 119;
    pub const CAPSET: usize = 126;
    pub const MKNOD: usize = 133;
    pub const CHROOT: usize = 161;
    pub const SETTIMEOFDAY: usize = 164;
    pub const MOUNT: usize = 165;
    pub const REBOOT: usize = 169;
    pub const INIT_MODULE: usize = 175;
    pub const DELETE_MODULE: usize = 176;
    pub const GETDENTS64: usize = 217;
    pub const CLOCK_GETTIME: usize = 228;
    pub const EXIT_GROUP: usize = 231;
    pub const OPENAT: usize = 257;
    pub const UNSHARE: usize = 272;
    pub const SETNS: usize = 308;
}
