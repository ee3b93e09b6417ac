//! Runs a program in the namespaces of a process: `/init within PID KINDS PROGRAM [ARGUMENT…]`. KINDS are files of
//! `/proc/PID/ns`, separated by commas, in the order in which they are entered.
#![expect(unsafe_code, reason = "the kernel's own list of arguments is handed on")]

use core::ptr::null;

use crate::called::Called;
use crate::sys::{fs, process};
use crate::text::{Path, Text};

/// The most kinds of namespaces.
const KINDS: usize = 8;
/// The exit status of shells for a file that cannot be executed.
const REFUSED: i32 = 126;
/// How often to look for the end of a program, in milliseconds.
const PAUSE_MS: u32 = 2;

/// Does what the command line says. Returns an exit status, unless the program replaces this one.
pub fn run(called: Called) -> i32 {
    let mut arguments = called.arguments().skip(2);
    let (Some(pid), Some(kinds), Some(program)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return say("PID KINDS PROGRAM", 0);
    };
    let refused = enter(pid, kinds);
    if refused < 0 {
        return say(kinds, refused);
    }
    // Root of the outside is nobody in a user namespace, and would lose all rights by executing a program.
    if kinds.split(',').any(|kind| kind == "user") {
        let refused = process::become_root();
        if refused < 0 {
            return say("root", refused);
        }
    }
    // A process that enters a PID namespace stays outside: only its children are in it.
    if kinds.split(',').any(|kind| kind == "pid") {
        let child = process::fork();
        if child != 0 {
            return ended(child as i32);
        }
    }
    // SAFETY: the list ends with null, and begins with the program's own name.
    let words = unsafe { called.list_from(4) };
    let environment = [c"PATH=/bin".as_ptr(), c"HOME=/".as_ptr(), null()];
    say(program, process::exec(Path::new(program).c(), words, &environment))
}

/// Enters the namespaces; returns the first error. All are opened first: another one may not have /proc.
fn enter(pid: &str, kinds: &str) -> isize {
    let mut files = [-1; KINDS];
    for (file, kind) in files.iter_mut().zip(kinds.split(',')) {
        let path = Text::<64>::format(format_args!("/proc/{pid}/ns/{kind}"));
        let fd = fs::open(path.c(), fs::READ);
        if fd < 0 {
            return fd;
        }
        *file = fd as i32;
    }
    let mut entered = files.into_iter().filter(|&file| file >= 0).map(|file| {
        let result = process::set_namespace(file);
        fs::close(file);
        result
    });
    entered.find(|&result| result < 0).unwrap_or(0)
}

/// The exit status of a child, once it has ended; 128 plus the signal, as in shells.
fn ended(child: i32) -> i32 {
    const BY_SIGNAL: i32 = 128;
    if child < 0 {
        return say("fork", child as isize);
    }
    loop {
        match process::reap(child) {
            (0, _) => process::sleep(PAUSE_MS),
            (_, status) if status & 0x7f == 0 => return status >> 8 & 0xff,
            (_, status) => return BY_SIGNAL + (status & 0x7f),
        };
    }
}

fn say(what: &str, error: isize) -> i32 {
    fs::write(2, Text::<256>::format(format_args!("within: {what}: errno {}\n", -error)).bytes());
    REFUSED
}
