//! Kernels built from their source, 2.6.9 and later, with a compiler of today.

mod error;
mod make;
mod profile;

pub use error::KernelBuildError;
pub use make::{Request, build, find};
pub use profile::{Profile, ProfileError};
