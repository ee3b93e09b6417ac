//! Clients: the userspace programs that run in the guest, with the libraries that they need.

mod build;
mod error;
mod krate;
mod libraries;

pub use build::{Built, build};
pub use error::ClientError;
pub(crate) use libraries::wants;
