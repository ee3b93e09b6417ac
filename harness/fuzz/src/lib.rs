//! Input for the readers of foreign bytes ([`nlmatrix::fuzz`]): damaged copies of good input, and bytes that never
//! were good.
//!
//! `tests/readers.rs` runs each reader a few thousand times; `cargo xtask fuzz` as often as asked.

mod damage;
mod good;
mod readers;

pub use damage::input;
pub use readers::{READERS, Reader};
