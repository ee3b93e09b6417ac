//! Becomes a program in one of the guest's roots: `inside ROOT PROGRAM ARGUMENT…`.
#![expect(unsafe_code, reason = "the kernel's own list of arguments is handed on")]

use core::ffi::{CStr, c_char};

use crate::called::Called;
use crate::sys::{fs, process};
use crate::text::{Path, Text};

/// The exit status of shells for a program that cannot be started.
const CANNOT: i32 = 127;
/// What programs of distributions take for granted.
const ENVIRONMENT: [&CStr; 4] = [
    c"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    c"HOME=/tmp",
    c"LC_ALL=C.UTF-8",
    c"TERM=dumb",
];

/// Becomes the program; if that fails, returns an exit status.
pub fn run(called: Called) -> i32 {
    let mut words = called.arguments().skip(1);
    let (Some(root), Some(program)) = (words.next(), words.next()) else {
        return refuse("ROOT PROGRAM", 0);
    };
    let entered = [fs::change_root(Path::new(root).c()), fs::change_folder(c"/")];
    if let Some(&error) = entered.iter().find(|&&result| result < 0) {
        return refuse(root, error);
    }
    let mut environment = [core::ptr::null::<c_char>(); ENVIRONMENT.len() + 1];
    environment.iter_mut().zip(ENVIRONMENT).for_each(|(to, text)| *to = text.as_ptr());
    // SAFETY: the list ends with null, and begins with the program's own name.
    let arguments = unsafe { called.list_from(2) };
    refuse(program, process::exec(Path::new(program).c(), arguments, &environment))
}

fn refuse(what: &str, error: isize) -> i32 {
    fs::write(2, Text::<512>::format(format_args!("inside: {what}: errno {}\n", -error)).bytes());
    CANNOT
}
