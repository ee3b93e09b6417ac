//! YNL specifications: what a netlink family says of itself, in the format of the kernel's
//! `Documentation/netlink/specs`. Names of commands, attributes and groups, and what is in an attribute.

mod decoder;
mod model;
mod raw;

pub use decoder::SpecDecoder;
pub use model::{Attribute, Kind, Operation, Spec, SpecError};
