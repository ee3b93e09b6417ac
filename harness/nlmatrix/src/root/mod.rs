//! Roots: read-only trees of Debian's packages, as one image that all guests of a processor share. What is in
//! one never comes into a guest's memory before it is read.

mod error;
mod image;
mod registry;
mod tree;

pub use error::RootError;
pub use image::image;
