//! Kernels of apt archives, Debian's own before all: found in a suite, pinned in `matrix.lock`, fetched,
//! unpacked, relocated; and Debian's packages of kernel source.

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
