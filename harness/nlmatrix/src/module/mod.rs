//! Modules: one generation of a system, built for one kernel, or the classified reason why it cannot be.

mod against;
mod answers;
mod asks;
mod besides;
mod build;
mod declaration;
mod depends;
mod diagnose;
mod error;
mod index;
mod keeps;
mod kept;
mod method;
mod named;
mod nothing;
mod offer;
mod outside;
mod own;
mod private;
mod rules;
mod rust;
mod sources;
mod symbols;
mod together;
mod tree;
mod types;
mod unread;
mod wants;

pub(crate) use against::kbuild;
pub use asks::{asks_for_firmware, firmware};
pub use build::{Module, build};
pub(crate) use depends::needs;
pub use depends::{
    Loadable, NEEDED, Shelf, WANTED, load_order, load_order_of_kernel, needs_kernel_modules,
};
pub use diagnose::{Noted, complaints, diagnose};
pub use error::ModuleError;
pub use index::index;
pub use keeps::keeps_unnamed;
pub use offer::{OFFERED, offered};
pub use outside::copy_with_headers;
pub use sources::Sources;
pub use symbols::with_symbols;
pub use together::{build_together, groups};
pub use tree::{copy as copy_tree, list};
pub(crate) use types::assigned;
pub(crate) use unread::unread_variables;
pub use wants::takes;
