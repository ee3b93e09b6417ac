//! Debian's own kernels: found in a suite, pinned in `matrix.lock`, fetched, unpacked, relocated.

mod fetch;
mod lock;
mod provide;
mod relocate;
mod resolve;
mod spec;

pub use lock::{Locked, LockedPackage, LockedTarball, MatrixLock};
pub use provide::{is_here, modules, provide, stored};
pub use resolve::resolve;
pub use spec::DebianSpec;
