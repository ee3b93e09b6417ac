//! What has changed in files and folders since they were remembered.

use nlmatrix_wire::proto::{Done, MAX_DATA, MOST_SURVEYED, SURVEYED};

use crate::ops;

/// `EINVAL`: more paths than can be remembered.
const EINVAL: i64 = 22;

/// What was read of each file or folder, in the order of the paths.
pub struct Survey {
    texts: [[u8; SURVEYED]; MOST_SURVEYED],
    lengths: [usize; MOST_SURVEYED],
}

impl Survey {
    /// Before anything was read.
    pub const fn new() -> Self {
        Self { texts: [[0; SURVEYED]; MOST_SURVEYED], lengths: [0; MOST_SURVEYED] }
    }

    /// Reads `paths`, and remembers what they have or gives what differs from it.
    pub fn take<'s>(&mut self, paths: &[u8], keep: bool, scratch: &'s mut [u8]) -> Done<'s> {
        let (changes, room) = scratch.split_at_mut(scratch.len().min(MAX_DATA) - SURVEYED);
        let (mut filled, mut value) = (0, 0);
        for (at, path) in paths.split_inclusive(|&byte| byte == 0).enumerate() {
            if at == MOST_SURVEYED {
                return Done { value: -EINVAL, ..Done::default() };
            }
            let name = core::str::from_utf8(&path[..path.len() - 1]).unwrap_or_default();
            let length = ops::survey(name, room);
            let (new, old) = (&room[..length], &self.texts[at][..self.lengths[at]]);
            if keep {
                self.texts[at][..length].copy_from_slice(new);
                self.lengths[at] = length;
            } else if new != old {
                value += 1;
                filled = [path, old, b"\0", new, b"\0"].iter().fold(filled, |end, piece| {
                    let Some(target) = changes.get_mut(end..end + piece.len()) else { return end };
                    target.copy_from_slice(piece);
                    end + piece.len()
                });
            }
        }
        Done { value, data: &changes[..filled], ..Done::default() }
    }
}
