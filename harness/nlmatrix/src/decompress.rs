//! Unpacks other people's data in bounded memory and time, whatever the data claims about itself.
//!
//! A few bytes may unpack to any number of bytes, and a header may ask for a window of gigabytes.

use std::io::{self, BufReader, Read};

use liblzma::read::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};

/// The maximum memory, in bytes, that a decompressor may allocate: the dictionary of `xz -9` takes 65 MiB, but a
/// header may ask for 4 GiB.
pub(crate) const MOST_MEMORY: u64 = 128 << 20;
/// The same for zstd, as a power of two.
const MOST_WINDOW: u32 = MOST_MEMORY.ilog2();

/// Unpacks `data`, packed by xz in one stream or in several, as parallel compressors write it.
pub(crate) fn xz<R: Read>(data: R) -> io::Result<XzDecoder<R>> {
    xz_with(data, CONCATENATED)
}

/// The first stream of `data`, whatever follows.
pub(crate) fn xz_stream<R: Read>(data: R) -> io::Result<XzDecoder<R>> {
    xz_with(data, 0)
}

fn xz_with<R: Read>(data: R, flags: u32) -> io::Result<XzDecoder<R>> {
    let stream = Stream::new_stream_decoder(MOST_MEMORY, flags);
    Ok(XzDecoder::new_stream(data, stream.map_err(io::Error::other)?))
}

/// Unpacks `data`, packed by zstd, whose frames are treated as [`xz`] treats streams.
pub(crate) fn zstd<'a, R: Read>(data: R) -> io::Result<zstd::Decoder<'a, BufReader<R>>> {
    let mut decoder = zstd::Decoder::new(data)?;
    decoder.window_log_max(MOST_WINDOW)?;
    Ok(decoder)
}

/// Yields what `data` yields, but an error instead of the byte after the first `most`.
pub(crate) fn bounded<R: Read>(data: R, most: u64) -> Bounded<R> {
    Bounded { data, most, left: most }
}

/// See [`bounded`].
pub(crate) struct Bounded<R> {
    data: R,
    most: u64,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.data.read(buffer)? as u64;
        let Some(left) = self.left.checked_sub(read) else {
            let problem = format!("unpacks to more than {} bytes", self.most);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
        };
        self.left = left;
        Ok(read as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&b"12345"[..], true)]
    #[case(b"123456", false)]
    fn more_than_the_bound_is_an_error(#[case] data: &[u8], #[case] fits: bool) {
        let mut all = Vec::new();
        let read = bounded(data, 5).read_to_end(&mut all);
        assert_eq!(read.is_ok(), fits);
        assert!(all.len() <= 5);
    }

    /// A stream whose header asks for a dictionary of so many MiB (1 << `log`).
    fn xz_asking_for(log: u32) -> Vec<u8> {
        let mut options = liblzma::stream::LzmaOptions::new_preset(0).unwrap();
        options.dict_size(1 << log);
        let mut filters = liblzma::stream::Filters::new();
        filters.lzma2(&options);
        let stream = Stream::new_stream_encoder(&filters, liblzma::stream::Check::Crc32).unwrap();
        let mut packed = Vec::new();
        liblzma::read::XzEncoder::new_stream(&b"x"[..], stream).read_to_end(&mut packed).unwrap();
        packed
    }

    #[rstest]
    #[case(26, true)]
    #[case(28, false)]
    fn a_dictionary_beyond_the_bound_is_refused(#[case] log: u32, #[case] fits: bool) {
        let packed = xz_asking_for(log);
        let read = xz(&packed[..]).unwrap().read_to_end(&mut Vec::new());
        assert_eq!(read.is_ok(), fits, "{read:?}");
    }

    #[rstest]
    #[case(27, true)]
    #[case(28, false)]
    fn a_window_beyond_the_bound_is_refused(#[case] log: u8, #[case] fits: bool) {
        // A frame that declares its window (RFC 8878, 3.1.1.1.2), and has one raw block of one byte.
        let packed = [0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, 0b1001, 0, 0, b'x'];
        let read = zstd(&packed[..]).unwrap().read_to_end(&mut Vec::new());
        assert_eq!(read.is_ok(), fits, "{read:?}");
    }
}
