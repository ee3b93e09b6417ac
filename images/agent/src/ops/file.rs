//! Operations on files, folders and modules.

use nlmatrix_wire::proto::{Done, MAX_DATA};

use crate::sys::fs;
use crate::text::Path;

/// Opens a file for as long as `with` runs; returns the error or its result.
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

/// Fills the buffer as far as the file goes; returns the length, or the error of the first read.
pub fn read_to_end(fd: i32, buffer: &mut [u8]) -> isize {
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

/// The first number in a file; 0 if there is none.
pub fn number_in(path: &str) -> u64 {
    let mut text = [0; 64];
    let length = with_file(path, fs::READ, |fd| read_to_end(fd, &mut text)).max(0) as usize;
    number_of(&text[..length])
}

/// The first number in a text; 0 if there is none.
pub fn number_of(text: &[u8]) -> u64 {
    let digits = text.iter().skip_while(|byte| !byte.is_ascii_digit());
    let digits = digits.take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
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
    let mut filled = 0;
    let value = with_file(path, fs::READ, |fd| {
        each_entry(fd, records, |name, _| {
            let end = filled + name.len();
            if let Some(room) = names.get_mut(filled..=end) {
                room[..name.len()].copy_from_slice(name);
                room[name.len()] = 0;
                filled = end + 1;
            }
        })
    });
    Done { value: value as i64, data: &names[..filled], ..Done::default() }
}

/// The longest record: its head, a name of 255 bytes, NUL, and padding.
const LONGEST_RECORD: usize = 280;
/// Room for records of `getdents64(2)`.
const RECORDS: usize = 4096;

/// Calls `with` for each name in the folder `fd`, and its type (`DT_DIR` is 4), without `.` and
/// `..`; returns the last result of `getdents64(2)`.
pub fn each_entry(fd: i32, records: &mut [u8], mut with: impl FnMut(&[u8], u8)) -> isize {
    loop {
        let length = fs::entries(fd, records);
        if length <= 0 {
            return length;
        }
        Entries(&records[..length as usize]).for_each(|(name, kind)| with(name, kind));
        if records.len() - length as usize > LONGEST_RECORD {
            // There was room for another. procfs, sysfs and the like fill the whole buffer.
            return 0;
        }
    }
}

/// Names and types in records of `getdents64(2)`.
struct Entries<'a>(&'a [u8]);

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a [u8], u8);

    fn next(&mut self) -> Option<Self::Item> {
        /// Offsets in `struct linux_dirent64`.
        const LENGTH: usize = 16;
        const KIND: usize = 18;
        const NAME: usize = 19;
        loop {
            let records = self.0;
            let length = u16::from_ne_bytes([*records.get(LENGTH)?, *records.get(LENGTH + 1)?]);
            let record = records.get(..length.max(1) as usize)?;
            self.0 = &records[record.len()..];
            let name = record.get(NAME..)?.split(|&byte| byte == 0).next()?;
            if name != b"." && name != b".." {
                return Some((name, record[KIND]));
            }
        }
    }
}
