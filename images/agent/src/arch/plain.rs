use super::{call, nr};

/// `open(2)`.
pub unsafe fn open(path: usize, flags: usize, mode: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::OPEN, [path, flags, mode, 0, 0, 0]) }
}

/// `dup2(2)`.
pub unsafe fn dup2(from: usize, to: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::DUP2, [from, to, 0, 0, 0, 0]) }
}

/// `pipe(2)`.
pub unsafe fn pipe(ends: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::PIPE, [ends, 0, 0, 0, 0, 0]) }
}

/// `mkdir(2)`.
pub unsafe fn mkdir(path: usize, mode: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MKDIR, [path, mode, 0, 0, 0, 0]) }
}

/// `mknod(2)`.
pub unsafe fn mknod(path: usize, mode: usize, device: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MKNOD, [path, mode, device, 0, 0, 0]) }
}

/// `symlink(2)`.
pub unsafe fn symlink(target: usize, path: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::SYMLINK, [target, path, 0, 0, 0, 0]) }
}

/// `poll(2)`.
pub unsafe fn poll(watches: usize, count: usize, wait_ms: i32) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::POLL, [watches, count, wait_ms as usize, 0, 0, 0]) }
}

/// `fork(2)`.
pub unsafe fn fork() -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::FORK, [0; 6]) }
}

/// `clone(2)` without a stack of its own, which is the first argument on s390x (CONFIG_CLONE_BACKWARDS2).
pub unsafe fn clone(flags: usize) -> isize {
    let given = if cfg!(target_arch = "s390x") { [0, flags] } else { [flags, 0] };
    // SAFETY: the caller's promise.
    unsafe { call(nr::CLONE, [given[0], given[1], 0, 0, 0, 0]) }
}
