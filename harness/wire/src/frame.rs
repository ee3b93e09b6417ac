//! Frames on the serial line: magic, length, CRC-32, payload.
//!
//! The line may carry noise (boot loaders, bytes cut off by a fork of the VM), so the reader looks for the magic,
//! believes nothing that fails its checksum, and then continues with the next byte.

use core::ops::Range;

/// The magic number of every frame.
pub const MAGIC: [u8; 4] = [0xa5, b'n', b'l', 0x5a];
/// Bytes before the payload: magic, length and CRC-32 (both little-endian).
pub const HEADER: usize = 12;
/// The longest payload.
pub const MAX_PAYLOAD: usize = 64 << 10;
/// The longest frame.
pub const MAX_FRAME: usize = HEADER + MAX_PAYLOAD;

/// What to do with the bytes received so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing yet: receive more.
    Need,
    /// So many bytes at the front are noise: drop them and look again.
    Skip(usize),
    /// There is a valid frame at the front, which occupies the bytes before `end`.
    Frame {
        /// Where the payload is.
        payload: Range<usize>,
        /// Where the next frame may begin.
        end: usize,
    },
}

/// Examines the bytes received so far. Pure: the caller drops what it is told to drop.
pub fn scan(bytes: &[u8]) -> Step {
    let start = noise(bytes);
    if start > 0 {
        return Step::Skip(start);
    }
    if bytes.len() < HEADER {
        return Step::Need;
    }
    let end = HEADER + word(&bytes[4..]) as usize;
    if end > MAX_FRAME {
        return Step::Skip(1);
    }
    match bytes.get(HEADER..end) {
        None => Step::Need,
        Some(payload) if crc32(payload) == word(&bytes[8..]) => {
            Step::Frame { payload: HEADER..end, end }
        }
        Some(_) => Step::Skip(1),
    }
}

/// Makes a frame of a payload that is already at [`HEADER`] in `buffer`; returns its length.
///
/// # Panics
/// If the buffer is shorter than header and payload, or the payload exceeds [`MAX_PAYLOAD`].
pub fn seal(buffer: &mut [u8], payload: usize) -> usize {
    assert!(payload <= MAX_PAYLOAD);
    let (header, body) = buffer.split_at_mut(HEADER);
    header[..4].copy_from_slice(&MAGIC);
    header[4..8].copy_from_slice(&(payload as u32).to_le_bytes());
    header[8..].copy_from_slice(&crc32(&body[..payload]).to_le_bytes());
    HEADER + payload
}

/// How many bytes precede the first thing that may be the magic or its beginning.
fn noise(bytes: &[u8]) -> usize {
    let may_begin = |rest: &[u8]| {
        let shown = rest.len().min(MAGIC.len());
        rest[..shown] == MAGIC[..shown]
    };
    (0..bytes.len()).find(|&at| may_begin(&bytes[at..])).unwrap_or(bytes.len())
}

fn word(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// CRC-32 as in Ethernet and zip.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| TABLE[(crc as u8 ^ byte) as usize] ^ (crc >> 8))
}

static TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn framed(payload: &[u8]) -> Vec<u8> {
        let mut buffer = std::vec![0; HEADER];
        buffer.extend_from_slice(payload);
        seal(&mut buffer, payload.len());
        buffer
    }

    fn payloads(mut bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        loop {
            let step = scan(bytes);
            bytes = match step {
                Step::Need => return found,
                Step::Skip(n) => &bytes[n..],
                Step::Frame { payload, end } => {
                    found.push(bytes[payload].to_vec());
                    &bytes[end..]
                }
            };
        }
    }

    #[test]
    fn known_checksum() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_broken_frame_does_not_hide_the_next() {
        let mut line = framed(b"first");
        *line.last_mut().unwrap() ^= 1;
        line.extend(framed(b"second"));
        assert_eq!(payloads(&line), [b"second".to_vec()]);
    }

    #[test]
    fn an_absurd_length_is_noise() {
        let mut line = framed(b"x");
        line[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(scan(&line), Step::Skip(1));
    }

    proptest! {
        #[test]
        fn frames_survive_noise_around_them(
            noise in proptest::collection::vec(0u8..0xa0, 0..64),
            sent in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..5),
        ) {
            let mut line = Vec::new();
            for payload in &sent {
                line.extend_from_slice(&noise);
                line.extend(framed(payload));
            }
            prop_assert_eq!(payloads(&line), sent);
        }

        #[test]
        fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            payloads(&bytes);
        }
    }
}
