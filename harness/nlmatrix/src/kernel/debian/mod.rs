//! Debian's own kernels: found in a suite, pinned in `matrix.lock`, fetched, unpacked, relocated.
//!
//! The host's apt configuration is read (for the mirror) and never changed.

mod apt;
mod deb;
mod fetch;
mod index;
mod lock;
mod members;
mod mirror;
mod order;
mod provide;
mod relocate;
mod resolve;
mod spec;

pub(crate) use apt::PATIENCE;
pub(crate) use deb::unpack as unpack_deb;
pub use lock::{Locked, LockedPackage, LockedTarball, MatrixLock};
pub use mirror::{MIRROR_VARIABLE, Mirrors};
pub use provide::{is_here, modules, provide, stored};
pub use resolve::resolve;
pub use spec::{Archive, DebianSpec};
