//! Clients: the userspace programs that run in the guest, with the libraries that they need.

mod build;
mod command;
mod error;
mod inputs;
mod krate;
mod libraries;
mod wants;

pub use build::{Built, build, build_of_32_bits};
pub use error::ClientError;
pub(crate) use wants::wants;
