//! Clients: the userspace programs that run in the guest, as static binaries.

mod build;
mod error;

pub use build::build;
pub use error::ClientError;
