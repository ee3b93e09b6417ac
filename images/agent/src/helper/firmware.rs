//! Firmware for kernels before 3.7, which ask user space for it: a device appears below
//! `/sys/class/firmware` with two files, and a program says when it begins and ends writing
//! (`Documentation/firmware_class/README`).

use crate::called::Called;
use crate::ops::with_file;
use crate::sys::fs;
use crate::text::Path;

/// How much is passed at once.
const PIECE: usize = 4096;

/// Passes the firmware for which the kernel asks, or says that there is none: without an answer it
/// would wait for a minute. Returns the exit status.
pub fn hand_over(called: Called) -> i32 {
    let is_added = called.variable("ACTION") == Some("add");
    let asked = called.variable("FIRMWARE").zip(called.variable("DEVPATH"));
    let Some((name, device)) = asked.filter(|_| is_added) else { return 0 };
    let say = |state: &[u8]| {
        let loading = Path::format(format_args!("/sys{device}/loading"));
        with_file(loading.text(), fs::WRITE_ONLY, |fd| fs::write(fd, state))
    };
    let path = Path::format(format_args!("/lib/firmware/{name}"));
    let handed = with_file(path.text(), fs::READ, |from| {
        say(b"1");
        let data = Path::format(format_args!("/sys{device}/data"));
        with_file(data.text(), fs::WRITE_ONLY, |to| copy(from, to))
    });
    say(if handed < 0 { b"-1" } else { b"0" });
    i32::from(handed < 0)
}

fn copy(from: i32, to: i32) -> isize {
    let mut piece = [0; PIECE];
    loop {
        match fs::read(from, &mut piece) {
            0 => return 0,
            count @ 1.. if fs::write_all(to, &piece[..count as usize]) => {}
            error => return error.min(-1),
        }
    }
}
