//! Unpacks tar archives that are not trusted.
//!
//! What comes out stays in its folder: paths with `..`, files behind a symbolic link and links that
//! leave the folder are refused; an absolute link is made relative, as if the folder were the root.
//! Neither what is unpacked nor a name is longer than a bound.

mod names;
mod unpack;

pub(crate) use names::Problem;
pub(crate) use unpack::unpack_tar;
