//! Files with one thing per line.

use nlmatrix_wire::snapshot::{Kind, Lines, entry, key, line, root};

use super::look::Look;
use crate::ops::with_file;
use crate::sys::fs;

/// Meets each line. A file that does not exist has none; a line that is longer than the buffer is
/// skipped.
pub fn look(look: &mut Look, source: &Lines, buffer: &mut [u8]) {
    with_file(source.path, fs::READ, |fd| {
        let (mut filled, mut above) = (0, root(source.path));
        loop {
            let count = fs::read(fd, &mut buffer[filled..]);
            if count <= 0 {
                return count;
            }
            filled += count as usize;
            let end = buffer[..filled].iter().rposition(|&byte| byte == b'\n');
            let whole = end.map_or(0, |at| at + 1);
            for text in buffer[..whole].split(|&byte| byte == b'\n') {
                meet(look, source, text, &mut above);
            }
            buffer.copy_within(whole..filled, 0);
            filled = if filled - whole == buffer.len() { 0 } else { filled - whole };
        }
    });
}

/// Meets a line below the headline whose hash is `above`.
fn meet(look: &mut Look, source: &Lines, text: &[u8], above: &mut u64) {
    if source.sections && text.ends_with(b":") {
        *above = entry(root(source.path), text);
        return;
    }
    let Some(words) = key(source, text) else { return };
    let hash = line(*above, words.clone());
    let spaced = words.flat_map(|word| [&b" "[..], word]).skip(1);
    look.meet(hash, source.path, spaced, Kind::Other);
}
