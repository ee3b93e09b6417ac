//! Operations on files, folders and modules.

use nlmatrix_wire::proto::{Done, MAX_DATA};

use crate::sys::fs;
use crate::text::Path;

/// Opens a file for as long as `with` runs; gives the error or what `with` gave.
pub fn with_file(path: &str, flags: i32, with: impl FnOnce(i32) -> isize) -> isize {
    let fd = fs::open(Path::new(path).c(), flags);
    if fd < 0 {
        return fd;
    }
    let result = with(fd as i32);
    fs::close(fd as i32);
    result
}

/// Reads up to `max` bytes at `offset`.
pub fn read<'s>(path: &str, offset: u64, max: u32, scratch: &'s mut [u8]) -> Done<'s> {
    let buffer = &mut scratch[..(max as usize).min(MAX_DATA)];
    let value = with_file(path, fs::READ, |fd| {
        if offset > 0 {
            fs::seek(fd, offset, 0);
        }
        read_to_end(fd, buffer)
    });
    Done { value: value as i64, data: &buffer[..value.max(0) as usize], ..Done::default() }
}

/// Fills the buffer as far as the file goes; gives the length, or the error of the first read.
fn read_to_end(fd: i32, buffer: &mut [u8]) -> isize {
    let mut filled = 0;
    while filled < buffer.len() {
        match fs::read(fd, &mut buffer[filled..]) {
            count @ 1.. => filled += count as usize,
            error if error < 0 && filled == 0 => return error,
            _ => break,
        }
    }
    filled as isize
}

/// Writes a file with one `write(2)`.
pub fn write(path: &str, data: &[u8], append: bool) -> isize {
    let flags = fs::WRITE | if append { fs::APPEND } else { fs::TRUNCATE };
    with_file(path, flags, |fd| fs::write(fd, data))
}

/// Loads a module.
pub fn insert_module(path: &str, params: &str) -> isize {
    with_file(path, fs::READ, |fd| fs::init_module(fd, Path::new(params).c()))
}

/// Lists a folder: names, each ended by NUL, without `.` and `..`.
pub fn list<'s>(path: &str, scratch: &'s mut [u8]) -> Done<'s> {
    let (records, names) = scratch.split_at_mut(RECORDS);
    let names = &mut names[..MAX_DATA - RECORDS];
    let (value, filled) = names_in(path, 0, records, names);
    Done { value: value as i64, data: &names[..filled], ..Done::default() }
}

/// Fills `room` with what a file has, or with the names in a folder (`path` ends with `/` then), one
/// a line; gives the length. What is not there is empty.
pub fn survey(path: &str, room: &mut [u8]) -> usize {
    if path.ends_with('/') {
        let mut records = [0; RECORDS];
        return names_in(path, b'\n', &mut records, room).1;
    }
    with_file(path, fs::READ, |fd| read_to_end(fd, room)).max(0) as usize
}

/// Room for records of `getdents64(2)`.
const RECORDS: usize = 4096;

/// Fills `room` with the names in a folder, each ended by `end`, as far as they fit; gives the last
/// result of `getdents64(2)` and the length.
fn names_in(path: &str, end: u8, records: &mut [u8], room: &mut [u8]) -> (isize, usize) {
    let mut filled = 0;
    let value = with_file(path, fs::READ, |fd| {
        loop {
            let length = fs::entries(fd, records);
            if length <= 0 {
                return length;
            }
            for name in Names(&records[..length as usize]) {
                if let Some(room) = room.get_mut(filled..filled + name.len()) {
                    room.copy_from_slice(name);
                    room[name.len() - 1] = end;
                    filled += name.len();
                }
            }
        }
    });
    (value, filled)
}

/// The names in records of `getdents64(2)`, with their NUL.
struct Names<'a>(&'a [u8]);

impl<'a> Iterator for Names<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        /// Offsets in `struct linux_dirent64`.
        const LENGTH: usize = 16;
        const NAME: usize = 19;
        loop {
            let records = self.0;
            let length = u16::from_le_bytes([*records.get(LENGTH)?, *records.get(LENGTH + 1)?]);
            let record = records.get(..length.max(1) as usize)?;
            self.0 = &records[record.len()..];
            let name = record.get(NAME..)?.split_inclusive(|&byte| byte == 0).next()?;
            if name != b".\0" && name != b"..\0" {
                return Some(name);
            }
        }
    }
}
