//! Roots: read-only trees of Debian packages, as one image that all guests of a processor share. Nothing in it uses a
//! guest's memory before it is read.

mod error;
mod image;
mod registry;
mod tree;

pub use error::RootError;
pub use image::image;
