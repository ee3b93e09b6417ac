//! The objects of each cache: shrinks and counts them, and reports what has grown.

use nlmatrix_wire::objects::{CACHES, Counted, FILES, OBJECTS, SHRINK};
use nlmatrix_wire::proto::{Done, MAX_DATA};
use nlmatrix_wire::snapshot::{Kind, Report, WORDS};

use super::file::{each_entry, number_in, with_file};
use crate::sys::{fs, memory};
use crate::text::{Path, Text};

/// `ENOMEM`: the kernel provided no memory for it.
const ENOMEM: i64 = 12;
/// Room for records of the folder.
const RECORDS: usize = 4096;

/// Counts all of them.
pub fn count(least: u32, scratch: &mut [u8]) -> Done<'_> {
    let memory = memory::shared();
    let Some(counted) = memory.get(WORDS..).and_then(Counted::new) else {
        return Done { value: -ENOMEM, ..Done::default() };
    };
    let (records, rest) = scratch.split_at_mut(RECORDS);
    let room = rest.len().min(MAX_DATA);
    let mut report = Report::new(&mut rest[..room]);
    let mut look_at = |name: &str| {
        let grown = counted.grown(name.as_bytes(), objects_of(name)).unwrap_or(0);
        if grown > 0 && grown >= u64::from(least) {
            let grown = Text::<24>::format(format_args!("{grown}"));
            report.add(grown.text(), [name.as_bytes()].into_iter(), Kind::Other);
        }
    };
    look_at(FILES);
    with_file(CACHES, fs::READ, |fd| {
        each_entry(fd, records, |name, kind| {
            // A link is another name of a cache.
            let folder = Kind::of(kind) == Kind::Folder;
            let name = core::str::from_utf8(name).ok().filter(|name| folder && *name != FILES);
            name.into_iter().for_each(&mut look_at);
        })
    });
    Done { value: report.total as i64, data: report.into_bytes(), ..Done::default() }
}

/// How many objects the cache has after it has released the free ones.
fn objects_of(cache: &str) -> u64 {
    let file = |name: &str| Path::format(format_args!("{CACHES}/{cache}/{name}"));
    with_file(file(SHRINK).text(), fs::WRITE_ONLY, |fd| fs::write(fd, b"1"));
    number_in(file(OBJECTS).text())
}
