//! YNL specifications: what a netlink family says about itself, in the format of the kernel's
//! `Documentation/netlink/specs`: names of commands, attributes and groups, and what attributes contain; what a
//! kernel itself says about a family; and how the two differ.

mod compare;
mod decoder;
mod keys;
mod limits;
mod model;
mod names;
mod naming;
mod raw;
mod told;
mod yaml;

pub use compare::{Finding, compare};
pub use decoder::SpecDecoder;
pub use limits::Limits;
pub use model::{Attribute, Kind, Operation, Spec, SpecError};
pub use names::{NamedAttribute, NamedCommand, NamedSet, SourceKind, SourceNames};
pub use told::{Policy, PolicyKind, Told, ToldOperation};
pub use yaml::Written;
