//! Kernels from apt archives, above all Debian's: finding them in a suite, pinning them in `matrix.lock`, fetching,
//! unpacking and relocating them; and Debian's source packages of kernels.

mod fetch;
mod lock;
mod provide;
mod relocate;
mod resolve;
mod source;
mod spec;

pub use lock::{Locked, LockedPackage, LockedTarball, MatrixLock};
pub(super) use provide::key;
pub use provide::{is_here, modules, provide, stored};
pub(super) use relocate::relocate_tree;
pub use resolve::resolve;
pub use source::{SourcePackage, has_source};
pub use spec::AptSpec;
