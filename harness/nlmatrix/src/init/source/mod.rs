//! What a module's C sources expose to user space, as far as reading them shows it: generic netlink families, private
//! protocols, files, and log messages.
//!
//! It reads sources as people write them, and is not a compiler: what it does not understand it leaves out, or says
//! that it does not know. Constants are followed through macros and enumerations; preprocessor conditions are
//! evaluated for a current kernel.

mod calls;
mod code;
mod family;
mod files;
mod flow;
mod functions;
mod handed;
mod handled;
mod handler;
mod items;
mod names;
mod policy;
mod propose;
mod protocol;
mod step;
mod tokens;
mod values;

pub(super) use code::Code;
pub(super) use names::names;
pub(super) use propose::{Proposal, propose};
pub(super) use step::UNNAMED;
