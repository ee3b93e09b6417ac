//! Decompresses a bzImage's payload; its first bytes show the compression.

use std::io::{self, ErrorKind, Read};

use super::error::PvhError;
use crate::decompress::{bounded, xz_stream, zstd};

/// No decompressed kernel is larger than this.
const LARGEST: u64 = 1 << 30;
/// The maximum size of a decompressed block in a legacy LZ4 stream.
const LZ4_BLOCK: usize = 8 << 20;

/// The decompressed payload; `None` if the compression is not supported here.
pub(super) fn unpack(payload: &[u8]) -> Result<Option<Vec<u8>>, PvhError> {
    let (format, unpacked) = match payload {
        [0x1f, 0x8b, ..] => ("gzip", all_of(flate2::read::GzDecoder::new(payload))),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => ("xz", xz_stream(payload).and_then(all_of)),
        [b'B', b'Z', b'h', ..] => ("bzip2", all_of(bzip2::read::BzDecoder::new(payload))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            ("zstd", zstd(payload).and_then(|it| all_of(it.single_frame())))
        }
        [0x02, 0x21, 0x4c, 0x18, blocks @ ..] => ("LZ4", lz4(blocks)),
        _ => return Ok(None),
    };
    unpacked.map(Some).map_err(|source| PvhError::Unpack { format, source })
}

/// Everything that `decoder` yields. It stops at the end of its first stream: what the kernel's build appends (the
/// uncompressed size) is ignored.
fn all_of(decoder: impl Read) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    bounded(decoder, LARGEST).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

/// The legacy format (`lz4 -l`) of Debian's cloud kernels: blocks, each preceded by its length, without an end mark.
/// The remaining four bytes are the uncompressed size.
fn lz4(mut blocks: &[u8]) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut block = vec![0; LZ4_BLOCK];
    while let Some((length, rest)) = blocks.split_first_chunk().filter(|(_, rest)| !rest.is_empty())
    {
        let length = u32::from_le_bytes(*length) as usize;
        let (packed, rest) = rest.split_at_checked(length).ok_or(ErrorKind::UnexpectedEof)?;
        let size = lz4_flex::block::decompress_into(packed, &mut block);
        let size = size.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        if unpacked.len() + size > LARGEST as usize {
            return Err(ErrorKind::FileTooLarge.into());
        }
        unpacked.extend_from_slice(&block[..size]);
        blocks = rest;
    }
    Ok(unpacked)
}
