//! Threads of the kernel.

use nlmatrix_wire::snapshot::{Kind, THREADS, entry, field, root};

use super::Look;
use crate::ops::file::each_entry;
use crate::ops::with_file;
use crate::sys::fs;
use crate::text::Text;

/// Fields of `/proc/PID/stat` behind the name.
const STATE: usize = 0;
const MEMORY: usize = 20;

/// Meets each thread. One that is known by its number is not read.
pub fn look(look: &mut Look) {
    let mut records = [0; 4096];
    with_file("/proc", fs::READ, |fd| {
        each_entry(fd, &mut records, |name, _| {
            if name.first().is_some_and(u8::is_ascii_digit) {
                meet(look, name);
            }
        })
    });
}

fn meet(look: &mut Look, pid: &[u8]) {
    let hash = entry(root(THREADS), pid);
    if look.report.is_some() && look.known.contains(hash) {
        return;
    }
    let path =
        Text::<64>::format(format_args!("/proc/{}/stat", core::str::from_utf8(pid).unwrap_or("")));
    let mut stat = [0; 512];
    let length = with_file(path.c().to_str().unwrap_or(""), fs::READ, |fd| fs::read(fd, &mut stat));
    let stat = &stat[..length.max(0) as usize];
    let name =
        stat.iter().position(|&byte| byte == b'(').zip(stat.iter().rposition(|&b| b == b')'));
    if let Some((start, end)) = name.filter(|_| is_thread(stat)) {
        look.meet(hash, THREADS, [&stat[start + 1..end]].into_iter(), Kind::Other);
    }
}

/// A thread of the kernel's has no memory of its own. Neither has a process that has ended, whose
/// parent has not asked for its status.
fn is_thread(stat: &[u8]) -> bool {
    field(stat, MEMORY) == Some(b"0") && !matches!(field(stat, STATE), Some(b"Z" | b"X"))
}
