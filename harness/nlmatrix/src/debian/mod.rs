//! apt archives, above all Debian's: the host's mirror of it, an apt of our own, and the files of packages.
//!
//! The host's apt configuration is read (for the mirror) and never changed. Kernels and the toolchain root both come
//! from here.

mod apt;
mod archive;
mod blame;
mod deb;
mod error;
mod index;
mod members;
mod mirror;
mod order;
mod suite;

pub(crate) use apt::{PATIENCE, download, packages};
pub use archive::Archive;
pub(crate) use blame::{line_of, unreachable};
pub(crate) use deb::unpack as unpack_deb;
pub use error::DebianError;
pub(crate) use index::Package;
pub use mirror::Mirrors;
pub(crate) use mirror::mirror_of_host;
pub(crate) use order::compare;
pub(crate) use suite::Suite;
