//! What a module's C sources offer to user space, as far as reading them says it: generic netlink families,
//! protocols of its own, files, and what it tells the kernel's log.
//!
//! It is a reader of sources as people write them, and no compiler: what it does not understand it leaves out, or
//! says that it does not know. Constants are followed through macros and enumerations; of the preprocessor's
//! conditions those hold that hold on a current kernel.

mod calls;
mod code;
mod family;
mod files;
mod flow;
mod functions;
mod handed;
mod handler;
mod items;
mod policy;
mod propose;
mod protocol;
mod step;
mod tokens;
mod values;

pub(super) use code::Code;
pub(super) use propose::{Proposal, propose};
pub(super) use step::UNNAMED;
