//! Why a file is not accepted as a kernel.

/// Why a file is not a complete bzImage.
#[derive(Debug, thiserror::Error)]
pub enum PvhError {
    /// The boot protocol's magic is missing.
    #[error("not a bzImage: it has no `HdrS` at offset 0x202")]
    NotBzImage,
    /// The header points beyond the end of the file.
    #[error("the bzImage is truncated: its payload ends at {end}, but the file at {len}")]
    Short {
        /// Where the payload should end.
        end: usize,
        /// The length of the file.
        len: usize,
    },
    /// The payload could not be decompressed.
    #[error("failed to unpack the bzImage's {format} payload")]
    Unpack {
        /// The compression.
        format: &'static str,
        /// The decompressor's error.
        source: std::io::Error,
    },
}
