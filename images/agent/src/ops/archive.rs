//! Files that come after the boot, in an archive.

use nlmatrix_wire::cpio::{self, Entry, FOLDER, LINK, TYPE};

use super::file::with_file;
use crate::sys::fs;
use crate::text::Path;

/// `EINVAL`: the bytes are not an archive.
const EINVAL: isize = 22;

/// Unpacks the archive of `length` bytes at `offset` of the file `path`, into the current folder of the
/// process; returns how many entries it has, or the first error.
pub fn unpack(path: &str, offset: u64, length: u64) -> isize {
    with_file(path, fs::READ, |fd| fs::with_mapped(fd, offset, length as usize, unpack_all))
}

fn unpack_all(mut bytes: &[u8]) -> isize {
    let mut count = 0;
    loop {
        match cpio::split_first(bytes) {
            Ok(Some((entry, rest))) => {
                let made = make(&entry);
                if made < 0 {
                    return made;
                }
                (bytes, count) = (rest, count + 1);
            }
            Ok(None) => return count,
            Err(_) => return -EINVAL,
        }
    }
}

/// Creates `entry`. A folder or a link that exists is kept.
fn make(entry: &Entry) -> isize {
    let Entry { path, mode, content } = *entry;
    match mode & TYPE {
        FOLDER => {
            fs::mkdir(path);
            0
        }
        LINK => {
            fs::symlink(Path::new(core::str::from_utf8(content).unwrap_or_default()).c(), path);
            0
        }
        _ => write(path, mode, content),
    }
}

fn write(path: &core::ffi::CStr, mode: u32, content: &[u8]) -> isize {
    let fd = fs::open(path, fs::WRITE | fs::TRUNCATE);
    if fd < 0 {
        return fd;
    }
    fs::change_mode(fd as i32, mode & 0o7777);
    let written = fs::write_out(fd as i32, content);
    fs::close(fd as i32);
    written
}
