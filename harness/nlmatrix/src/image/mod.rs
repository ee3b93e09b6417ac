//! The guest's root file system: one initramfs with the agent as `/init`.

pub mod cpio;
mod initramfs;

pub use initramfs::{AGENT, LINK, initramfs};
