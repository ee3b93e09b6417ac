//! What is known, as pages: a static site about what changed in netlink, with the cells that show it.
//!
//! It is made from runs, on whatever machines and processors, and from what the program itself knows: the histories
//! of `kmods/probes`, their semantic patches, and the symptoms from which `explain` answers. Every row is backed by a
//! cell, or says that no run looked at it.
//!
//! `join` makes one run of several, in which `lookup` finds things. `change` is what differs between kernels, with
//! its `evidence`; `known` combines both. `behaviour`, `scenario`, `symbol`, `errors`, `kernel` and `versions` each
//! have one kind of page, `index` has the first page with its search, and `write` is the entry point.

mod behaviour;
mod change;
mod errors;
mod evidence;
mod generation;
mod index;
mod join;
mod kernel;
mod known;
mod linked;
mod lookup;
mod page;
mod scenario;
mod symbol;
#[cfg(test)]
mod tests;
mod versions;
mod write;

pub use join::JoinError;
pub use write::{SiteError, Written, write};
