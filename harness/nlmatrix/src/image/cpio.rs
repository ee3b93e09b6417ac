//! A writer of cpio archives in the `newc` format, as the kernel unpacks them
//! (`Documentation/driver-api/early-userspace/buffer-format.rst`).
//!
//! All entries belong to root and date from 1970, whoever writes the archive: that needs no root rights, and the same
//! content always gives the same bytes.

use std::collections::BTreeSet;

use nlmatrix_wire::cpio::{CHARACTER_DEVICE, FILE, FOLDER, LINK, MAGIC, TRAILER, TYPE};

/// Path in the guest, content, and mode: permissions, or [`LINK`] if the content is the target of a link.
pub type GuestFile = (String, Vec<u8>, u32);

/// An archive being written. Paths are relative to the root; a leading `/` is dropped.
#[derive(Debug, Default)]
pub struct Archive {
    bytes: Vec<u8>,
    entries: u32,
    folders: BTreeSet<String>,
}

impl Archive {
    /// Adds a folder and its parents, unless they exist.
    pub fn folder(&mut self, path: &str) {
        let path = path.trim_matches('/');
        if path.is_empty() || self.folders.contains(path) {
            return;
        }
        self.parent_of(path);
        self.folders.insert(path.to_owned());
        self.entry(path, FOLDER | 0o755, (0, 0), &[]);
    }

    /// Adds a file with the permissions `mode`, and its parent folders.
    pub fn file(&mut self, path: &str, content: &[u8], mode: u32) {
        let path = path.trim_matches('/');
        self.parent_of(path);
        self.entry(path, FILE | mode & 0o7777, (0, 0), content);
    }

    /// Adds each of `files`, and their parent folders.
    pub fn files(&mut self, files: &[GuestFile]) {
        for (path, content, mode) in files {
            match (mode & TYPE == LINK, std::str::from_utf8(content)) {
                (true, Ok(target)) => self.link(path, target),
                _ => self.file(path, content, *mode),
            }
        }
    }

    /// Adds a symbolic link to `target`, and its parent folders.
    pub fn link(&mut self, path: &str, target: &str) {
        let path = path.trim_matches('/');
        self.parent_of(path);
        self.entry(path, LINK | 0o777, (0, 0), target.as_bytes());
    }

    /// Adds a character device that everybody may read and write.
    pub fn device(&mut self, path: &str, major: u32, minor: u32) {
        let path = path.trim_matches('/');
        self.parent_of(path);
        self.entry(path, CHARACTER_DEVICE | 0o666, (major, minor), &[]);
    }

    /// The finished archive.
    pub fn finish(mut self) -> Vec<u8> {
        self.entry(&TRAILER.to_string_lossy(), 0, (0, 0), &[]);
        self.bytes
    }

    fn parent_of(&mut self, path: &str) {
        if let Some((parent, _)) = path.rsplit_once('/') {
            self.folder(parent);
        }
    }

    fn entry(&mut self, path: &str, mode: u32, device: (u32, u32), content: &[u8]) {
        self.entries += 1;
        let size = u32::try_from(content.len()).expect("no file of 4 GiB fits a guest");
        let links = if mode & FOLDER != 0 && mode & FILE == 0 { 2 } else { 1 };
        let fields = [
            self.entries, // inode number
            mode,
            0, // owner
            0, // group
            links,
            0, // time
            size,
            0, // device of the file itself, major and minor
            0,
            device.0,
            device.1,
            path.len() as u32 + 1,
            0, // checksum: only in the format 070702
        ];
        self.bytes.extend_from_slice(MAGIC);
        for field in fields {
            self.bytes.extend_from_slice(format!("{field:08x}").as_bytes());
        }
        self.bytes.extend_from_slice(path.as_bytes());
        self.bytes.push(0);
        self.align();
        self.bytes.extend_from_slice(content);
        self.align();
    }

    fn align(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Path, mode, device numbers and content of each entry.
    type Entry = (String, u32, (u32, u32), Vec<u8>);

    fn parse(mut bytes: &[u8]) -> Vec<Entry> {
        let total = bytes.len();
        let mut entries = Vec::new();
        loop {
            assert_eq!(&bytes[..6], b"070701");
            let digits = std::str::from_utf8(&bytes[6..110]).unwrap();
            let field = |at: usize| u32::from_str_radix(&digits[at * 8..][..8], 16).unwrap();
            let (size, name) = (field(6) as usize, field(11) as usize);
            let path = String::from_utf8(bytes[110..110 + name - 1].to_vec()).unwrap();
            let start = (110 + name).next_multiple_of(4);
            let content = bytes[start..start + size].to_vec();
            bytes = &bytes[(start + size).next_multiple_of(4)..];
            if path == "TRAILER!!!" {
                assert!(bytes.is_empty() && total.is_multiple_of(4));
                return entries;
            }
            entries.push((path, field(1), (field(9), field(10)), content));
        }
    }

    #[test]
    fn what_went_in_comes_out() {
        let mut archive = Archive::default();
        archive.folder("proc");
        archive.device("/dev/null", 1, 3);
        archive.file("/lib/modules/a.ko", b"12345", 0o644);
        archive.file("lib/modules/b.ko", b"", 0o600);
        archive.link("/sbin/modprobe", "/init");
        let none = (0, 0);
        let expected = [
            ("proc", 0o040_755, none, &b""[..]),
            ("dev", 0o040_755, none, b""),
            ("dev/null", 0o020_666, (1, 3), b""),
            ("lib", 0o040_755, none, b""),
            ("lib/modules", 0o040_755, none, b""),
            ("lib/modules/a.ko", 0o100_644, none, b"12345"),
            ("lib/modules/b.ko", 0o100_600, none, b""),
            ("sbin", 0o040_755, none, b""),
            ("sbin/modprobe", 0o120_777, none, b"/init"),
        ];
        let expected = expected
            .map(|(path, mode, device, content)| (path.to_owned(), mode, device, content.to_vec()));
        assert_eq!(parse(&archive.finish()), expected);
    }

    #[test]
    fn the_agents_reader_reads_it() {
        let mut archive = Archive::default();
        archive.files(&[
            ("/clients/talk".to_owned(), b"12345".to_vec(), 0o755),
            ("/sbin/modprobe".to_owned(), b"/init".to_vec(), LINK),
        ]);
        let bytes = archive.finish();
        let (mut rest, mut read) = (&*bytes, Vec::new());
        while let Some((entry, after)) = nlmatrix_wire::cpio::split_first(rest).unwrap() {
            let path = entry.path.to_str().unwrap().to_owned();
            read.push((path, entry.mode, (0, 0), entry.content.to_vec()));
            rest = after;
        }
        assert_eq!(read, parse(&bytes));
        assert!(nlmatrix_wire::cpio::split_first(&bytes[1..]).is_err());
    }

    #[test]
    fn every_initramfs_boots_the_agent_and_is_reproducible() {
        let files = [("/bin/x".to_owned(), vec![1, 2, 3], 0o755)];
        let image = crate::image::initramfs(crate::image::AGENT, &files);
        assert_eq!(image, crate::image::initramfs(crate::image::AGENT, &files));
        let entries = parse(&image);
        let init = entries.iter().find(|entry| entry.0 == "init").unwrap();
        assert_eq!((init.1, &init.3[..4]), (0o100_755, &b"\x7fELF"[..]));
        assert!(entries.iter().any(|entry| entry.0 == "dev/ttyS1" && entry.2 == (4, 65)));
    }
}
