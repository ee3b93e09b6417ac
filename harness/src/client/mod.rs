//! Clients: the userspace programs that run in the guest, as static binaries.

mod build;
mod error;
mod krate;
mod libraries;

pub use build::{Built, build};
pub use error::ClientError;
