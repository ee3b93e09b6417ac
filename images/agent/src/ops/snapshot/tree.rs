//! Folders with everything below them.

use core::ffi::CStr;

use nlmatrix_wire::snapshot::{Kind, entry, is_closed, is_process, root};

use super::look::Look;
use super::threads;
use crate::ops::file::each_entry;
use crate::sys::fs;
use crate::text::Path;

/// The longest path that is examined, and the deepest.
const LONGEST: usize = 1000;
const DEEPEST: usize = 32;
/// How much of the buffer is for records; the rest is for the names of folders that still have
/// to be searched, of all levels together.
const RECORDS: usize = 8 << 10;

/// The state of a walk.
struct Walk<'l, 'r, 'b> {
    look: &'l mut Look<'r>,
    top: &'static str,
    path: [u8; LONGEST + 1],
    length: usize,
    names: &'b mut [u8],
    named: usize,
    records: &'b mut [u8],
}

/// Meets everything below `top`.
pub fn look(look: &mut Look, top: &'static str, buffer: &mut [u8]) {
    let (records, names) = buffer.split_at_mut(RECORDS);
    let (path, length) = ([0; LONGEST + 1], top.len());
    let mut walk = Walk { look, top, path, length, names, named: 0, records };
    walk.path[..length].copy_from_slice(top.as_bytes());
    let fd = fs::open(Path::new(top).c(), fs::READ);
    walk.folder(fd as i32, root(top), 0);
}

impl Walk<'_, '_, '_> {
    /// Meets what is in the folder at `path`, open at `fd`, and then searches the folders there.
    fn folder(&mut self, fd: i32, hash: u64, depth: usize) {
        if fd < 0 {
            return;
        }
        let start = self.named;
        self.list(fd, hash, depth);
        let mut at = start;
        while at < self.named {
            let (above, length) = (self.length, usize::from(self.names[at]));
            let name = at + 1..at + 1 + length;
            at = name.end;
            if above + 1 + length > LONGEST || depth == DEEPEST {
                continue;
            }
            self.length = above + 1 + length;
            self.path[above] = b'/';
            self.path[above + 1..self.length].copy_from_slice(&self.names[name]);
            self.path[self.length] = 0;
            if !is_closed(&self.path[..self.length]) {
                let below = entry(hash, &self.path[above + 1..self.length]);
                let inside = self.open(fd, above + 1);
                self.folder(inside, below, depth + 1);
            }
            self.length = above;
        }
        self.named = start;
        fs::close(fd);
    }

    /// Meets each entry; the names of folders to search go onto the stack.
    fn list(&mut self, fd: i32, hash: u64, depth: usize) {
        let Self { look, top, path, length, names, named, records } = self;
        let path = &path[..*length];
        each_entry(fd, records, |name, kind| {
            if depth == 0 && *top == "/proc" && is_process(name) {
                return threads::meet(look, name);
            }
            let kind = Kind::of(kind);
            let known = look.meet(entry(hash, name), top, [path, b"/", name].into_iter(), kind);
            // What is new is reported as a whole, and not searched.
            let room = names.get_mut(*named..*named + 1 + name.len());
            let wanted = room.filter(|_| known && kind == Kind::Folder);
            if let (Some(room), Ok(length)) = (wanted, u8::try_from(name.len())) {
                room[0] = length;
                room[1..].copy_from_slice(name);
                *named += room.len();
            }
        });
    }

    /// Opens the folder at `path`, whose name begins at `start`, in the folder `fd`.
    fn open(&self, fd: i32, start: usize) -> i32 {
        /// A system call that the kernel does not have.
        const ENOSYS: isize = -38;
        let path = |from: usize| CStr::from_bytes_until_nul(&self.path[from..]).unwrap_or_default();
        match fs::open_at(fd, path(start)) {
            ENOSYS => fs::open(path(0), fs::READ) as i32,
            opened => opened as i32,
        }
    }
}
