//! Kernels: what can be booted, and what modules are built against.
//!
//! A [`Kernel`] is the same whoever provided it; each provider is a module here.

pub mod build;
pub mod debian;
mod error;
mod model;
mod packaged;
pub mod prebuilt;
pub mod presets;
pub mod rpm;
pub mod source;

pub use error::KernelError;
pub use model::Kernel;
pub use packaged::Packaged;
