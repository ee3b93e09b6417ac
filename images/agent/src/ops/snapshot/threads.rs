//! Kernel threads.

use nlmatrix_wire::snapshot::{Kind, Known, THREADS, entry, field, root};

use super::look::Look;
use crate::ops::with_file;
use crate::sys::fs;
use crate::text::Text;

/// Fields of `/proc/PID/stat` after the name.
const STATE: usize = 0;
const MEMORY: usize = 20;

/// Records a process of the agent itself.
pub fn know(known: Known, pid: i32) {
    let pid = Text::<16>::format(format_args!("{pid}"));
    // A full table is reported when a snapshot is taken.
    known.insert(entry(root(THREADS), pid.bytes())).ok();
}

/// Meets what `/proc` lists of a process, if that is a kernel thread. To find out whether it is one, a
/// file has to be read, which costs more than listing all others: known PIDs, whether of threads
/// or not, are skipped (PIDs are reused only when all have been used).
pub fn meet(look: &mut Look, pid: &[u8]) {
    if !pid.first().is_some_and(u8::is_ascii_digit) {
        return;
    }
    let hash = entry(root(THREADS), pid);
    if look.report.is_none() {
        look.meet(hash, THREADS, [].into_iter(), Kind::Other);
    } else if !look.known.contains(hash) {
        read(look, pid, hash);
    }
}

/// Meets the process `pid`, if it is a kernel thread.
fn read(look: &mut Look, pid: &[u8], hash: u64) {
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

/// A kernel thread has no memory of its own. Neither does a process that has ended, but whose
/// parent has not asked for its status.
fn is_thread(stat: &[u8]) -> bool {
    field(stat, MEMORY) == Some(b"0") && !matches!(field(stat, STATE), Some(b"Z" | b"X"))
}
