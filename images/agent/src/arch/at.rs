use super::{call, nr};

/// `AT_FDCWD`: paths begin where the process is.
const HERE: usize = -100isize as usize;
/// `SIGCHLD`: what a child that ends sends.
const CHILD: usize = 17;

/// `open(2)`.
pub unsafe fn open(path: usize, flags: usize, mode: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::OPENAT, [HERE, path, flags, mode, 0, 0]) }
}

/// `dup2(2)`, except from a descriptor to itself.
pub unsafe fn dup2(from: usize, to: usize) -> isize {
    if from == to {
        return to as isize;
    }
    // SAFETY: the caller's promise.
    unsafe { call(nr::DUP3, [from, to, 0, 0, 0, 0]) }
}

/// `pipe(2)`.
pub unsafe fn pipe(ends: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::PIPE2, [ends, 0, 0, 0, 0, 0]) }
}

/// `mkdir(2)`.
pub unsafe fn mkdir(path: usize, mode: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MKDIRAT, [HERE, path, mode, 0, 0, 0]) }
}

/// `mknod(2)`.
pub unsafe fn mknod(path: usize, mode: usize, device: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::MKNODAT, [HERE, path, mode, device, 0, 0]) }
}

/// `symlink(2)`.
pub unsafe fn symlink(target: usize, path: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::SYMLINKAT, [target, HERE, path, 0, 0, 0]) }
}

/// `poll(2)`.
pub unsafe fn poll(watches: usize, count: usize, wait_ms: i32) -> isize {
    let wait = usize::try_from(wait_ms).ok();
    let time = wait.map(|ms| [ms / 1000, ms % 1000 * 1_000_000]);
    let time = time.as_ref().map_or(0, |time| time.as_ptr() as usize);
    // SAFETY: the caller's promise; the kernel writes nothing to a time that is not asked for again.
    unsafe { call(nr::PPOLL, [watches, count, time, 0, 0, 0]) }
}

/// `fork(2)`.
pub unsafe fn fork() -> isize {
    // SAFETY: the caller's promise.
    unsafe { clone(CHILD) }
}

/// `clone(2)` without a stack of its own.
pub unsafe fn clone(flags: usize) -> isize {
    // SAFETY: the caller's promise.
    unsafe { call(nr::CLONE, [flags, 0, 0, 0, 0, 0]) }
}
