//! The matrix file: what there is to run, where it may run, and what is expected of it.
//!
//! [`raw`] is the file as written, every table knowing its keys; [`check`] turns it into a
//! [`Matrix`], the only form that other stages see, or into an error that points at line and column.

mod check;
mod client;
mod declared;
#[cfg(test)]
mod documented;
mod guest;
mod model;
mod own;
mod provider;
mod raw;
mod thorough;
mod trees;

pub(crate) use check::unknown;
pub use check::{MatrixError, load, parse};
pub use client::{ClientEntry, ClientForm};
pub use guest::FileEntry;
pub use model::*;
pub use thorough::Thorough;
