//! The leak snapshot: reads all its sources, and records or compares what is there.

mod families;
mod lines;
mod look;
mod threads;
mod tree;

use nlmatrix_wire::objects;
use nlmatrix_wire::proto::{Done, MAX_DATA};
use nlmatrix_wire::snapshot::{
    COUNTS, Known, Lines, Report, SOCKETS, SOURCES, Source, UEVENTS, WORDS, sockets_in,
};

use self::look::Look;
use super::file::{number_of, read_to_end, with_file};
use crate::sys::{fs, memory};

/// `ENOSPC`: there is more than fits into a snapshot.
const ENOSPC: i64 = 28;
/// `ENOMEM`: the kernel provided no memory for it.
const ENOMEM: i64 = 12;
/// Room for what is read.
const BUFFER: usize = 32 << 10;
/// Bytes of the counts in a reply.
const COUNTED: usize = COUNTS.len() * 16;

/// Allocates the memory of the snapshot and of the counts before any other process exists.
pub fn reserve() {
    memory::share(WORDS + objects::WORDS);
}

/// Records a process of the agent itself, which is not a leak.
pub fn know(pid: i32) {
    let memory = memory::shared();
    if memory.len() >= WORDS {
        threads::know(Known::new(memory), pid);
    }
}

/// Takes the snapshot, or adds to it what exists now.
pub fn take() -> Done<'static> {
    let Some(mut look) = Look::new(None) else { return Done { value: -ENOMEM, ..Done::default() } };
    for (at, path) in COUNTS.iter().enumerate() {
        look.known.set_count(at, number_in(path, at));
    }
    everything(&mut look);
    Done { value: if look.full { -ENOSPC } else { 0 }, ..Done::default() }
}

/// Reports what is new.
pub fn compare(scratch: &mut [u8]) -> Done<'_> {
    let (counts, rest) = scratch.split_at_mut(COUNTED);
    let room = rest.len().min(MAX_DATA - COUNTED);
    let report = Report::new(&mut rest[..room]);
    let Some(mut look) = Look::new(Some(report)) else {
        return Done { value: -ENOMEM, ..Done::default() };
    };
    for (at, room) in counts.chunks_exact_mut(16).enumerate() {
        let (was, is) = (look.known.count(at), number_in(COUNTS[at], at));
        room[..8].copy_from_slice(&was.to_le_bytes());
        room[8..].copy_from_slice(&is.to_le_bytes());
        look.more_sockets |= SOCKETS.contains(&at) && is > was;
        look.uevents |= at == UEVENTS && (is != was || is == 0);
    }
    everything(&mut look);
    let (total, data) = look.report.map_or((0, &[][..]), |it| (it.total, it.into_bytes()));
    Done { value: total as i64, data, control: counts, ..Done::default() }
}

/// The sockets in the file of the count at `at`, or the first number in it; 0 if there is none.
fn number_in(path: &str, at: usize) -> u64 {
    let mut text = [0; 512];
    let length = with_file(path, fs::READ, |fd| read_to_end(fd, &mut text)).max(0) as usize;
    if SOCKETS.contains(&at) {
        return sockets_in(&text[..length]);
    }
    number_of(&text[..length])
}

fn everything(look: &mut Look) {
    // One for all: clearing a buffer costs an emulated processor as much as filling it.
    let buffer = &mut [0; BUFFER];
    for source in SOURCES {
        match source {
            Source::Lines(Lines { when, .. }) | Source::Families(when) if !look.wants(*when) => {}
            Source::Lines(lines) => lines::look(look, lines, buffer),
            Source::Tree(top) => tree::look(look, top, buffer),
            Source::Families(_) => families::look(look),
        }
    }
}
