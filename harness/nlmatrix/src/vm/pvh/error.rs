//! Why a file is not taken for a kernel.

/// A file that is not a whole bzImage.
#[derive(Debug, thiserror::Error)]
pub enum PvhError {
    /// The boot protocol's magic is missing.
    #[error("not a bzImage: there is no `HdrS` at offset 0x202")]
    NotBzImage,
    /// The header points outside the file.
    #[error("the bzImage is cut short: its payload ends at {end}, the file at {len}")]
    Short {
        /// Where the payload should end.
        end: usize,
        /// The length of the file.
        len: usize,
    },
    /// The payload could not be unpacked.
    #[error("failed to unpack the bzImage's {format} payload")]
    Unpack {
        /// The compression.
        format: &'static str,
        /// The decompressor's reason.
        source: std::io::Error,
    },
}
