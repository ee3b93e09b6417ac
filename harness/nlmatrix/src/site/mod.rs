//! The knowledge as pages: a static site of what changed in netlink, with the cells that show it.
//!
//! It is made of runs, whatever machines and processors they were of, and of what the program itself knows:
//! the histories of `kmods/probes`, their semantic patches, and the symptoms that `explain` answers from. No
//! row stands without a cell behind it: what no run looked at says so.
//!
//! `join` makes one run of several, in which `lookup` finds things. `change` is what is not the same on all
//! kernels, with its `evidence`; `known` is both. `behaviour`, `scenario`, `symbol`, `errors`, `kernel` and
//! `versions` have one kind of page each, `index` the first one with its search, and `write` is the door.

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
