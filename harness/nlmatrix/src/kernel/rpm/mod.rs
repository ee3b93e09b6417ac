//! Kernels of rpm repositories: found in their metadata, pinned in `matrix.lock`, fetched, verified, unpacked.
//!
//! Signatures are verified and packages opened by Debian's `rpm` and `sqv`, in a root of their own.

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
