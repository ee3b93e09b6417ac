//! YNL specifications: what a netlink family says of itself, in the format of the kernel's
//! `Documentation/netlink/specs`. Names of commands, attributes and groups, and what is in an attribute; what a kernel
//! itself says of a family; and how the two differ.

mod compare;
mod decoder;
mod keys;
mod limits;
mod model;
mod raw;
mod told;
mod yaml;

pub use compare::{Finding, compare};
pub use decoder::SpecDecoder;
pub use limits::Limits;
pub use model::{Attribute, Kind, Operation, Spec, SpecError};
pub use told::{Policy, PolicyKind, Told, ToldOperation};
