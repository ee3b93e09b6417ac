//! Unpacks untrusted tar archives.
//!
//! Everything stays in its folder: paths with `..`, files behind a symbolic link, and links that leave the folder are
//! rejected; an absolute link is made relative, as if the folder were the root. Both the unpacked data and the length
//! of names are bounded.

mod names;
mod unpack;

pub(crate) use names::Problem;
pub(crate) use unpack::unpack_tar;
