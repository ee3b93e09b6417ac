//! Builds kernels from source, 2.6.9 and later, with a current compiler.
//!
//! The user's tree is copied (`tree`), what today's tools do not accept is fixed in the copy ([`FIXUPS`]), it is
//! configured from a fragment (`fragment`, `configure`), built with the compilers of its profile, and kept as far as
//! it is needed to boot it and to build modules.

mod check;
mod compiler;
mod configure;
mod diagnose;
mod error;
mod estimate;
mod exports;
mod fixups;
mod fragment;
mod job;
mod keep;
mod make;
mod profile;
mod tree;
mod whole;

pub use compiler::Purpose;
pub use error::KernelBuildError;
pub use estimate::duration;
pub use fixups::{FIXUPS, Fixup};
pub use make::{Extent, Request, build, find};
pub(crate) use tree::unread;
