//! Debian's archive: the host's mirror of it, an apt of our own, and the files of its packages.
//!
//! The host's apt configuration is read (for the mirror) and never changed. Kernels and the toolchain
//! root both come from here.

mod apt;
mod archive;
mod deb;
mod error;
mod index;
mod members;
mod mirror;
mod order;

pub(crate) use apt::{PATIENCE, download, packages};
pub use archive::Archive;
pub(crate) use deb::unpack as unpack_deb;
pub use error::DebianError;
pub(crate) use index::Package;
pub use mirror::Mirrors;
pub(crate) use order::compare;
