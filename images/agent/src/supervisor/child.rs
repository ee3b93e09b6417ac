//! Children of PID 1: starts programs, waits for their end, and says where they hang.

use core::ffi::c_char;
use core::ptr::null;

use nlmatrix_wire::proto::{Creds, Reply, Stuck};

use crate::sys::fs;
use crate::sys::process;
use crate::text::{Path, Text};

/// The most words of a command line.
const WORDS: usize = 64;
/// How long it may take until the status of an ended child is available, in milliseconds.
const LINGER_MS: u32 = 1000;
/// How often to look for it, in milliseconds.
const PAUSE_MS: u32 = 2;

/// Where a process is, according to `/proc`.
pub fn stuck(pid: i32, scratch: &mut [u8]) -> Stuck<'_> {
    let (stack, rest) = scratch.split_at_mut(8192);
    let (wchan, rest) = rest.split_at_mut(256);
    let (syscall, rest) = rest.split_at_mut(256);
    Stuck {
        stack: proc_file(pid, "stack", stack),
        wchan: proc_file(pid, "wchan", wchan),
        syscall: proc_file(pid, "syscall", syscall),
        stat: proc_file(pid, "stat", &mut rest[..512]),
    }
}

fn proc_file<'s>(pid: i32, name: &str, buffer: &'s mut [u8]) -> &'s [u8] {
    let path = Text::<64>::format(format_args!("/proc/{pid}/{name}"));
    let fd = fs::open(path.c(), fs::READ) as i32;
    let count = fs::read(fd, buffer).max(0) as usize;
    if fd >= 0 {
        fs::close(fd);
    }
    &buffer[..count]
}

/// The wait status of a child that is about to end; -1 if it does not arrive.
pub fn status(pid: i32) -> i32 {
    match wait(pid, LINGER_MS) {
        Some((result, status)) if result > 0 => status,
        _ => -1,
    }
}

/// Waits for the end of a child: result of `wait4` and status. `None` if it is still running.
fn wait(pid: i32, wait_ms: u32) -> Option<(isize, i32)> {
    let deadline = process::now() + u64::from(wait_ms);
    // One that was killed ends as soon as it can.
    process::give_way();
    loop {
        let (result, status) = process::reap(pid);
        if result != 0 {
            return Some((result, status));
        }
        if process::now() >= deadline {
            return None;
        }
        process::sleep(PAUSE_MS);
    }
}

/// [`wait`] as a reply.
pub fn ended(pid: i32, wait_ms: u32, scratch: &mut [u8]) -> Reply<'_> {
    match wait(pid, wait_ms) {
        Some((result, _)) if result < 0 => Reply::value(result as i64),
        Some((_, status)) => Reply::value(i64::from(status)),
        None => Reply::TimedOut(stuck(pid, scratch)),
    }
}

/// Starts a program. Returns its PID, or why it could not be executed.
pub fn spawn(argv: &[u8], stdout: &str, stderr: &str, creds: Creds) -> isize {
    let Some(words) = words(argv) else {
        return -E2BIG;
    };
    let (news, told) = match fs::pipe() {
        Ok(ends) => ends,
        Err(error) => return error,
    };
    fs::close_on_exec(told);
    let pid = process::fork();
    if pid == 0 {
        let error = become_program(argv, &words, [stdout, stderr], creds, told);
        fs::write_all(told, &(error as i32).to_le_bytes());
        process::exit(127);
    }
    fs::close(told);
    let mut error = [0; 4];
    let failed = pid > 0 && fs::read_all(news, &mut error);
    fs::close(news);
    if failed {
        status(pid as i32);
        return i32::from_le_bytes(error) as isize;
    }
    pid
}

/// `E2BIG`.
const E2BIG: isize = 7;

/// Pointers to the words, null at the end.
fn words(argv: &[u8]) -> Option<[*const c_char; WORDS + 1]> {
    let mut words = [null(); WORDS + 1];
    if argv.last() != Some(&0) {
        return None;
    }
    let each = argv.split_inclusive(|&byte| byte == 0).enumerate();
    for (at, word) in each {
        *words[..WORDS].get_mut(at)? = word.as_ptr().cast();
    }
    Some(words)
}

/// In the child: output to files, credentials, `execve`. Returns only with an error.
fn become_program(
    argv: &[u8],
    words: &[*const c_char],
    output: [&str; 2],
    creds: Creds,
    keep: i32,
) -> isize {
    for (path, fd) in output.into_iter().zip(1..) {
        let file = fs::open(Path::new(path).c(), fs::WRITE | fs::APPEND);
        if file < 0 {
            return file;
        }
        fs::dup2(file as i32, fd);
    }
    let input = fs::open(c"/dev/null", fs::READ);
    fs::dup2(input as i32, 0);
    (3..256).filter(|&fd| fd != keep).for_each(|fd| {
        fs::close(fd);
    });
    let refused = process::become_user(creds);
    if refused < 0 {
        return refused;
    }
    let path = core::ffi::CStr::from_bytes_until_nul(argv).unwrap_or_default();
    process::exec(path, words, &[c"PATH=/bin".as_ptr(), c"HOME=/".as_ptr(), null()])
}
