//! arm64.

use core::arch::{asm, global_asm};
use core::ffi::CStr;

use super::Node;
pub use super::words::{copy_down, copy_up, fill};

/// Where the host is connected: the first port of a virtio serial device that is not a console.
pub const PORT: &CStr = c"/dev/vport0p1";
/// Its kernels all have devtmpfs.
pub const NODES: &[Node] = &[];

global_asm!(
    ".global _start",
    "_start:",
    "mov x29, xzr",
    "mov x30, xzr",
    "mov x0, sp",
    "bl {entry}",
    "brk #1",
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
        asm!("svc #0", in("x8") number, inlateout("x0") a as isize => result,
            in("x1") b, in("x2") c, in("x3") d, in("x4") e, in("x5") f, options(nostack));
    }
    result
}

/// `mmap(2)` from the unit `from` of 4 KiB of a file on, wherever there is room.
pub unsafe fn map(length: usize, protection: usize, flags: usize, fd: usize, from: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MMAP, [0, length, protection, flags, fd, from * 4096]) }
}

/// Numbers of system calls.
pub mod nr {
    pub const DUP3: usize = 24;
    pub const FCNTL: usize = 25;
    pub const IOCTL: usize = 29;
    pub const MKNODAT: usize = 33;
    pub const MKDIRAT: usize = 34;
    pub const SYMLINKAT: usize = 36;
    pub const MOUNT: usize = 40;
    pub const CHDIR: usize = 49;
    pub const CHROOT: usize = 51;
    pub const FCHMOD: usize = 52;
    pub const OPENAT: usize = 56;
    pub const CLOSE: usize = 57;
    pub const PIPE2: usize = 59;
    pub const GETDENTS64: usize = 61;
    pub const SEEK: usize = 62;
    pub const READ: usize = 63;
    pub const WRITE: usize = 64;
    pub const PPOLL: usize = 73;
    pub const CAPSET: usize = 91;
    pub const EXIT_GROUP: usize = 94;
    pub const UNSHARE: usize = 97;
    pub const INIT_MODULE: usize = 105;
    pub const DELETE_MODULE: usize = 106;
    pub const CLOCK_GETTIME: usize = 113;
    pub const YIELD: usize = 124;
    pub const KILL: usize = 129;
    pub const REBOOT: usize = 142;
    pub const SETRESUID: usize = 147;
    pub const SETRESGID: usize = 149;
    pub const SETGROUPS: usize = 159;
    pub const UNAME: usize = 160;
    pub const SETTIMEOFDAY: usize = 170;
    pub const GETPID: usize = 172;
    pub const SOCKET: usize = 198;
    pub const BIND: usize = 200;
    pub const CONNECT: usize = 203;
    pub const GETSOCKNAME: usize = 204;
    pub const SETSOCKOPT: usize = 208;
    pub const GETSOCKOPT: usize = 209;
    pub const SENDMSG: usize = 211;
    pub const RECVMSG: usize = 212;
    pub const UNMAP: usize = 215;
    pub const CLONE: usize = 220;
    pub const EXECVE: usize = 221;
    pub const MMAP: usize = 222;
    pub const WAIT4: usize = 260;
    pub const SETNS: usize = 268;
}
