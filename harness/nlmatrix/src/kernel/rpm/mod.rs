//! Kernels from rpm repositories: finding them in metadata, pinning them in `matrix.lock`, fetching, verifying and
//! unpacking them.
//!
//! Signatures are verified and packages are opened by Debian's `rpm` and `sqv`, in a root of their own.

mod error;
mod fetch;
mod index;
mod metadata;
mod order;
mod programs;
mod provide;
mod resolve;
mod spec;

pub use error::RpmError;
pub use provide::{modules, provide};
pub use resolve::resolve;
pub use spec::RpmSpec;
