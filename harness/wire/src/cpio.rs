//! Archives of files for the agent to unpack: cpio in the `newc` format, which kernels also unpack
//! (`Documentation/driver-api/early-userspace/buffer-format.rst`). They are read in place, as the agent has no
//! allocator.

use core::ffi::CStr;

use crate::proto::Malformed;

/// The type of a file, among the bits of its mode.
pub const TYPE: u32 = 0o170_000;
/// A folder.
pub const FOLDER: u32 = 0o040_000;
/// A file with content.
pub const FILE: u32 = 0o100_000;
/// A character device.
pub const CHARACTER_DEVICE: u32 = 0o020_000;
/// A symbolic link; its content is the target.
pub const LINK: u32 = 0o120_000;

/// The magic number of every entry.
pub const MAGIC: &[u8; 6] = b"070701";
/// The name that marks the end of the archive.
pub const TRAILER: &CStr = c"TRAILER!!!";
/// Magic and 13 numbers of 8 hexadecimal digits.
const HEADER: usize = 110;
/// Names and contents are aligned to this.
const ALIGNMENT: usize = 4;
/// The alignment of archives in what is mapped: no processor has larger pages.
pub const PAGES: u64 = 64 << 10;

/// One file of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its path, relative to the root.
    pub path: &'a CStr,
    /// Type and permissions.
    pub mode: u32,
    /// Its content.
    pub content: &'a [u8],
}

/// Splits the first entry off an archive; returns it with the rest. `None` if there are no more.
///
/// # Errors
/// [`Malformed`] if there is no valid entry.
pub fn split_first(bytes: &[u8]) -> Result<Option<(Entry<'_>, &[u8])>, Malformed> {
    let header = bytes.get(..HEADER).filter(|it| it.starts_with(MAGIC)).ok_or(Malformed)?;
    let (mode, size, length) = (field(header, 1)?, field(header, 6)?, field(header, 11)?);
    let name = bytes.get(HEADER..).and_then(|it| it.get(..length as usize)).ok_or(Malformed)?;
    let path = CStr::from_bytes_with_nul(name).map_err(|_| Malformed)?;
    if path == TRAILER {
        return Ok(None);
    }
    let start = (HEADER + name.len()).next_multiple_of(ALIGNMENT);
    let content = bytes.get(start..).and_then(|it| it.get(..size as usize)).ok_or(Malformed)?;
    let rest = bytes.get((start + content.len()).next_multiple_of(ALIGNMENT)..).ok_or(Malformed)?;
    Ok(Some((Entry { path, mode, content }, rest)))
}

/// The number at `index` of a header.
fn field(header: &[u8], index: usize) -> Result<u32, Malformed> {
    let digits = &header[MAGIC.len() + index * 8..][..8];
    digits.iter().try_fold(0, |number, &digit| {
        let value = char::from(digit).to_digit(16).ok_or(Malformed)?;
        Ok(number << 4 | value)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_are_read_beyond_their_end(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..400),
            fields in proptest::collection::vec(0u32..300, 13),
        ) {
            let _ = split_first(&bytes);
            let numbers = fields.iter().map(|it| format!("{it:08x}"));
            let header: String = numbers.collect();
            let header = [&MAGIC[..], header.as_bytes()].concat();
            let shown = bytes.len().min(header.len());
            bytes[..shown].copy_from_slice(&header[..shown]);
            if let Ok(Some((entry, rest))) = split_first(&bytes) {
                prop_assert!(entry.content.len() + rest.len() + HEADER < bytes.len());
            }
        }
    }
}
