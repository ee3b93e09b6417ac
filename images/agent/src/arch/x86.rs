//! i386. Socket calls have had numbers of their own since 4.3.

use core::arch::{asm, global_asm};
use core::ffi::CStr;

use super::Node;
pub use super::words::{copy_down, copy_up, fill};

/// Where the host is connected: the second serial port.
pub const PORT: &CStr = c"/dev/ttyS1";
/// The console and the port, for kernels that do not create their nodes.
pub const NODES: &[Node] = &[(c"/dev/ttyS0", 4, 64), (PORT, 4, 65)];

global_asm!(
    ".global _start",
    "_start:",
    "xor ebp, ebp",
    "mov eax, esp",
    "and esp, -16",
    "sub esp, 12",
    "push eax",
    "call {entry}",
    "ud2",
    entry = sym crate::start::entry,
);

/// Makes a system call.
///
/// # Safety
/// What the kernel does with these arguments must be sound, as for any system call.
pub unsafe fn call(number: usize, arguments: [usize; 6]) -> isize {
    let result;
    // SAFETY: the kernel's calling convention; soundness of the call is the caller's promise. The compiler
    // keeps esi and ebp for itself, so they are saved, and set last.
    unsafe {
        asm!("push esi", "push ebp",
            "mov esi, [edi + 12]", "mov ebp, [edi + 20]", "mov edi, [edi + 16]",
            "int 0x80",
            "pop ebp", "pop esi",
            inlateout("eax") number as isize => result,
            in("ebx") arguments[0], in("ecx") arguments[1], in("edx") arguments[2],
            inlateout("edi") arguments.as_ptr() => _);
    }
    result
}

/// `mmap(2)` from the unit `from` of 4 KiB of a file on, wherever there is room.
pub unsafe fn map(length: usize, protection: usize, flags: usize, fd: usize, from: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MMAP, [0, length, protection, flags, fd, from]) }
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
    pub const MMAP: usize = 192;
    pub const SETGROUPS: usize = 206;
    pub const SETRESUID: usize = 208;
    pub const SETRESGID: usize = 210;
    pub const GETDENTS64: usize = 220;
    pub const EXIT_GROUP: usize = 252;
    pub const CLOCK_GETTIME: usize = 265;
    pub const OPENAT: usize = 295;
    pub const UNSHARE: usize = 310;
    pub const SETNS: usize = 346;
    pub const SOCKET: usize = 359;
    pub const BIND: usize = 361;
    pub const CONNECT: usize = 362;
    pub const GETSOCKOPT: usize = 365;
    pub const SETSOCKOPT: usize = 366;
    pub const GETSOCKNAME: usize = 367;
    pub const SENDMSG: usize = 370;
    pub const RECVMSG: usize = 372;
}
