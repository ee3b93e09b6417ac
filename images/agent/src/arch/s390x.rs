//! s390x: 64 bits, big endian.

use core::arch::{asm, global_asm};
use core::ffi::CStr;

use super::Node;
pub use super::words::{copy_down, copy_up, fill};

/// Where the host is connected: the first port of a virtio serial device that is not a console.
pub const PORT: &CStr = c"/dev/vport0p1";
/// Its kernels all have devtmpfs.
pub const NODES: &[Node] = &[];

// Below the stack pointer a function finds 160 bytes of room for what it saves, and a link of 0.
global_asm!(
    ".globl _start",
    "_start:",
    "lgr %r2, %r15",
    "aghi %r15, -160",
    "xc 0(8,%r15), 0(%r15)",
    "brasl %r14, {entry}",
    "j .+2",
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
        asm!("svc 0", in("r1") number, inlateout("r2") a as isize => result,
            in("r3") b, in("r4") c, in("r5") d, in("r6") e, in("r7") f, options(nostack));
    }
    result
}

/// `mmap(2)` from the unit `from` of 4 KiB of a file on, wherever there is room: its arguments are in memory here.
pub unsafe fn map(length: usize, protection: usize, flags: usize, fd: usize, from: usize) -> isize {
    let given = [0, length, protection, flags, fd, from * 4096];
    // SAFETY: the caller's promise.
    unsafe { call(nr::MMAP, [given.as_ptr() as usize, 0, 0, 0, 0, 0]) }
}

/// Numbers of system calls.
pub mod nr {
    pub const FORK: usize = 2;
    pub const READ: usize = 3;
    pub const WRITE: usize = 4;
    pub const OPEN: usize = 5;
    pub const CLOSE: usize = 6;
    pub const EXECVE: usize = 11;
    pub const CHDIR: usize = 12;
    pub const MKNOD: usize = 14;
    pub const SEEK: usize = 19;
    pub const GETPID: usize = 20;
    pub const MOUNT: usize = 21;
    pub const KILL: usize = 37;
    pub const MKDIR: usize = 39;
    pub const PIPE: usize = 42;
    pub const IOCTL: usize = 54;
    pub const FCNTL: usize = 55;
    pub const CHROOT: usize = 61;
    pub const DUP2: usize = 63;
    pub const SETTIMEOFDAY: usize = 79;
    pub const SYMLINK: usize = 83;
    pub const REBOOT: usize = 88;
    pub const MMAP: usize = 90;
    pub const UNMAP: usize = 91;
    pub const FCHMOD: usize = 94;
    pub const WAIT4: usize = 114;
    pub const CLONE: usize = 120;
    pub const UNAME: usize = 122;
    pub const INIT_MODULE: usize = 128;
    pub const DELETE_MODULE: usize = 129;
    pub const YIELD: usize = 158;
    pub const POLL: usize = 168;
    pub const CAPSET: usize = 185;
    pub const SETGROUPS: usize = 206;
    pub const SETRESUID: usize = 208;
    pub const SETRESGID: usize = 210;
    pub const GETDENTS64: usize = 220;
    pub const EXIT_GROUP: usize = 248;
    pub const CLOCK_GETTIME: usize = 260;
    pub const OPENAT: usize = 288;
    pub const UNSHARE: usize = 303;
    pub const SETNS: usize = 339;
    pub const SOCKET: usize = 359;
    pub const BIND: usize = 361;
    pub const CONNECT: usize = 362;
    pub const GETSOCKOPT: usize = 365;
    pub const SETSOCKOPT: usize = 366;
    pub const GETSOCKNAME: usize = 367;
    pub const SENDMSG: usize = 370;
    pub const RECVMSG: usize = 372;
}
