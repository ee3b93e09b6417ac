//! What a kernel says about a generic netlink family, and how the family behaves at each boundary of its
//! specification.

mod ask;
mod boundary;
mod values;

pub use ask::{families, told};
pub use boundary::{Behaviour, boundaries};
