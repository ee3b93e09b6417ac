//! What is new, in the form in which it is sent over the line.

/// At most so many bytes of one entry are shown.
const MOST_NAME: usize = 1024;

/// What kind of entry of a folder it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder; its content is not reported.
    Folder,
    /// A symbolic link.
    Link,
    /// Anything else, or a line of a file.
    Other,
}

impl Kind {
    /// From the `d_type` of `getdents64(2)`.
    pub fn of(d_type: u8) -> Self {
        match d_type {
            4 => Self::Folder,
            10 => Self::Link,
            _ => Self::Other,
        }
    }

    /// The mark after a name, as in `ls -F`.
    fn mark(self) -> &'static [u8] {
        match self {
            Self::Folder => b"/",
            Self::Link => b"@",
            Self::Other => b"",
        }
    }
}

/// Something that did not exist when the snapshot was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Where it was seen: the path of a tree or of a file, or a name like `threads`.
    pub place: &'a str,
    /// Its name there: a path followed by a mark (`/` for a folder, `@` for a link), or the words of a line.
    pub name: &'a str,
}

/// A list of new entries that is being written: place and name, each terminated by NUL.
pub struct Report<'b> {
    buffer: &'b mut [u8],
    filled: usize,
    /// How many there are, including those that do not fit.
    pub total: usize,
}

impl<'b> Report<'b> {
    /// An empty one.
    pub fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, filled: 0, total: 0 }
    }

    /// Adds an entry whose name is the concatenation of these pieces.
    pub fn add<'p>(&mut self, place: &str, pieces: impl Iterator<Item = &'p [u8]>, kind: Kind) {
        self.total += 1;
        let start = self.filled;
        let head = self.put(place.as_bytes()) && self.put(b"\0");
        let name = self.filled;
        let whole = head && pieces.into_iter().all(|piece| self.put(piece));
        let fits = whole && self.filled - name <= MOST_NAME;
        if !(fits && self.put(kind.mark()) && self.put(b"\0")) {
            self.filled = start;
        }
    }

    fn put(&mut self, bytes: &[u8]) -> bool {
        let end = self.filled + bytes.len();
        let Some(room) = self.buffer.get_mut(self.filled..end) else { return false };
        room.copy_from_slice(bytes);
        self.filled = end;
        true
    }

    /// What was written.
    pub fn into_bytes(self) -> &'b [u8] {
        &self.buffer[..self.filled]
    }
}

/// Parses a report; what is cut off at its end, or is not UTF-8, is skipped.
pub fn entries(data: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut words = data.split_inclusive(|&byte| byte == 0).map(|word| word.strip_suffix(b"\0"));
    core::iter::from_fn(move || Some((words.next()?, words.next()?))).filter_map(|pair| {
        let (place, name) = (pair.0?, pair.1?);
        Some(Entry {
            place: core::str::from_utf8(place).ok()?,
            name: core::str::from_utf8(name).ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut buffer = [0; 40];
        let mut report = Report::new(&mut buffer);
        report.add("/sys", [&b"/sys/kernel/"[..], b"x"].into_iter(), Kind::Folder);
        let long = [&b"a name for which there is no room"[..]];
        report.add("/proc/modules", long.into_iter(), Kind::Other);
        report.add("threads", [&b"y"[..]].into_iter(), Kind::of(0));
        assert_eq!(report.total, 3);
        let read: Vec<Entry> = entries(report.into_bytes()).collect();
        let entry = |place, name| Entry { place, name };
        assert_eq!(read, [entry("/sys", "/sys/kernel/x/"), entry("threads", "y")]);
        assert_eq!(entries(b"/sys\0cut").count(), 0);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(entries(&bytes).count() <= bytes.len() / 2);
        }
    }
}
