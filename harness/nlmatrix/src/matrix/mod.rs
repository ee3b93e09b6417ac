//! The matrix file: what to run, where it may run, and what is expected of it.
//!
//! `raw` is the file as written, in which every table knows its keys; `check` turns it into a [`Matrix`], the only
//! form that other stages see, or into an error that points at line and column.

mod check;
mod client;
mod complaint;
mod conflict;
mod debug;
mod declared;
#[cfg(test)]
mod documented;
mod error;
mod expect;
mod guest;
#[cfg(test)]
mod mistakes;
mod model;
mod names;
mod nothing;
mod own;
mod places;
mod programs;
mod provider;
mod raw;
mod root;
mod sources;
mod steps;
mod system;
mod thorough;
mod trees;

pub use check::{load, parse};
pub use error::MatrixError;
pub use model::*;

/// The JSON Schema of the matrix file, written by `cargo xtask book` from docs/matrix.md.
pub const JSON_SCHEMA: &str = include_str!("../../embedded/matrix.schema.json");
