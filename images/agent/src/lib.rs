//! Where the source of the guest agent is. The agent itself is the program of this package, for a
//! target profile of its own: nlmatrix builds it when it is built, and embeds it.

#![no_std]

/// The folder of this package.
pub const SOURCE: &str = env!("CARGO_MANIFEST_DIR");
