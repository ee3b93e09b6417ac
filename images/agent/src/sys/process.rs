//! System calls on processes, time and the machine.
#![expect(unsafe_code, reason = "system calls take raw pointers")]

use core::ffi::{CStr, c_char};

use nlmatrix_wire::proto::Creds;

use super::call;
use crate::arch::{self, nr};

/// `SIGKILL`.
pub const KILL: i32 = 9;
/// `POLLIN`.
pub const READABLE: u16 = 1;

/// `struct pollfd`. Negative descriptors are ignored.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Watch {
    pub fd: i32,
    pub events: u16,
    pub ready: u16,
}

impl Watch {
    /// Watches `fd` for something to read.
    pub fn readable(fd: i32) -> Self {
        Self { fd, events: READABLE, ready: 0 }
    }
}

/// `poll(2)`.
pub fn poll(watches: &mut [Watch], wait_ms: i32) -> isize {
    // SAFETY: the kernel writes within the slice.
    unsafe { arch::poll(watches.as_mut_ptr() as usize, watches.len(), wait_ms) }
}

/// Sleeps.
pub fn sleep(ms: u32) -> isize {
    poll(&mut [], ms.min(i32::MAX as u32) as i32)
}

/// `sched_yield(2)`.
pub fn give_way() -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::YIELD, []) }
}

/// `getpid(2)`.
pub fn pid() -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::GETPID, []) }
}

/// `fork(2)`.
pub fn fork() -> isize {
    // SAFETY: one thread; the child has its own copy of everything.
    unsafe { arch::fork() }
}

/// `fork(2)` with new namespaces for the child, by `clone(2)`: `unshare(2)` creates no PID namespace before
/// 3.8, and never puts the caller into one.
pub fn fork_into(namespaces: u64) -> isize {
    /// `SIGCHLD`: tells the parent that the child has ended.
    const CHILD_ENDED: usize = 17;
    if namespaces == 0 {
        return fork();
    }
    // SAFETY: as for fork: no stack of its own, so the child continues with its copy of this one.
    unsafe { arch::clone(namespaces as usize | CHILD_ENDED) }
}

/// `execve(2)`; `argv` and `env` end with null.
pub fn exec(path: &CStr, argv: &[*const c_char], env: &[*const c_char]) -> isize {
    let (argv, env) = (argv.as_ptr() as usize, env.as_ptr() as usize);
    // SAFETY: null-terminated arrays of NUL-terminated texts; on success nothing of this program is left.
    unsafe { call(nr::EXECVE, [path.as_ptr() as usize, argv, env]) }
}

/// `exit(2)`.
pub fn exit(status: i32) -> ! {
    loop {
        // SAFETY: does not return.
        unsafe { call(nr::EXIT_GROUP, [status as usize]) };
    }
}

/// `wait4(pid, &status, WNOHANG)`; the status comes second.
pub fn reap(pid: i32) -> (isize, i32) {
    let mut status = 0i32;
    // SAFETY: the kernel writes one int.
    let result = unsafe { call(nr::WAIT4, [pid as usize, &raw mut status as usize, 1, 0]) };
    (result, status)
}

/// `kill(2)`.
pub fn kill(pid: i32, signal: i32) -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::KILL, [pid as usize, signal as usize]) }
}

/// `unshare(2)`: 2.6.16 and later.
pub fn unshare(flags: u64) -> isize {
    // SAFETY: one thread, nothing shared.
    unsafe { call(nr::UNSHARE, [flags as usize]) }
}

/// Milliseconds of the monotonic clock.
pub fn now() -> u64 {
    let mut time = [0usize; 2];
    // SAFETY: the kernel writes a timespec.
    unsafe { call(nr::CLOCK_GETTIME, [1, time.as_mut_ptr() as usize]) };
    time[0] as u64 * 1000 + time[1] as u64 / 1_000_000
}

/// `settimeofday(2)`.
pub fn set_clock(seconds: i64) -> isize {
    let time = [seconds as isize, 0];
    // SAFETY: the kernel reads a timeval.
    unsafe { call(nr::SETTIMEOFDAY, [time.as_ptr() as usize, 0]) }
}

/// Powers the machine off; if it cannot do that, halts it.
pub fn power_off() -> isize {
    const MAGIC: [usize; 2] = [0xfee1_dead, 0x2812_1969];
    const OFF: usize = 0x4321_fedc;
    // SAFETY: no memory involved.
    unsafe { call(nr::REBOOT, [MAGIC[0], MAGIC[1], OFF, 0]) }
}

/// Takes on credentials; returns the first error.
pub fn become_user(creds: Creds) -> isize {
    let Creds::User { uid, gid } = creds else {
        return 0;
    };
    let (uid, gid) = (uid as usize, gid as usize);
    // SAFETY: no groups, so no memory; the others are numbers. Leaving uid 0 with all three ids
    // empties the permitted and effective capabilities; capset below makes that explicit.
    let steps = unsafe {
        [call(nr::SETGROUPS, [0, 0]), call(nr::SETRESGID, [gid; 3]), call(nr::SETRESUID, [uid; 3])]
    };
    let failed = steps.into_iter().find(|&result| result < 0);
    failed.unwrap_or_else(drop_capabilities)
}

/// `setns(2)`: 3.0 and later.
pub fn set_namespace(fd: i32) -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::SETNS, [fd as usize, 0]) }
}

/// Takes on all ids of root, with the existing groups and capabilities; returns the first error.
pub fn become_root() -> isize {
    // SAFETY: no memory involved.
    let steps = unsafe { [call(nr::SETRESGID, [0; 3]), call(nr::SETRESUID, [0; 3])] };
    steps.into_iter().find(|&result| result < 0).unwrap_or(0)
}

/// `setresuid(-1, uid, -1)`.
pub fn set_effective_user(uid: u32) -> isize {
    /// `(uid_t)-1`: unchanged.
    const SAME: usize = u32::MAX as usize;
    // SAFETY: no memory involved.
    unsafe { call(nr::SETRESUID, [SAME, uid as usize, SAME]) }
}

fn drop_capabilities() -> isize {
    // _LINUX_CAPABILITY_VERSION_1: the only one that 2.6.9 knows, and 7.x still accepts it.
    let header = [0x1998_0330u32, 0];
    let none = [0u32; 3];
    // SAFETY: the kernel reads a header and one set of three words.
    unsafe { call(nr::CAPSET, [header.as_ptr() as usize, none.as_ptr() as usize]) }
}

/// The kernel's release.
pub struct Release([u8; TEXT]);

/// `struct new_utsname`: six texts of this size, the release is the third.
const TEXT: usize = 65;

impl Release {
    /// As `uname -r` prints it.
    pub fn name(&self) -> &str {
        let name = CStr::from_bytes_until_nul(&self.0).unwrap_or_default();
        name.to_str().unwrap_or_default()
    }
}

/// `uname -r`.
pub fn release() -> Release {
    let mut names = [0u8; 6 * TEXT];
    // SAFETY: uname() writes 390 bytes.
    unsafe { call(nr::UNAME, [names.as_mut_ptr() as usize]) };
    Release(core::array::from_fn(|at| names[2 * TEXT + at]))
}

/// Is the kernel older than 2.6.16?
pub fn is_before_2_6_16() -> bool {
    let release = release();
    let Some(rest) = release.name().strip_prefix("2.6.") else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit);
    digits.fold(0u32, |number, digit| number * 10 + u32::from(digit - b'0')) < 16
}
