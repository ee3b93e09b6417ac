//! Says where the source of the guest agent is. The agent itself is the program of this package, with a
//! target profile of its own: the build of nlmatrix builds and embeds it.

#![no_std]

/// The folder of this package.
pub const SOURCE: &str = env!("CARGO_MANIFEST_DIR");
