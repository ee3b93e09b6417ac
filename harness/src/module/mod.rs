//! Modules: one generation of a system, built for one kernel, or the classified reason why not.

mod build;
mod declaration;
mod diagnose;
mod error;
mod known;
mod rules;
mod sources;

pub(crate) use build::kbuild;
pub use build::{Module, build};
pub use diagnose::diagnose;
pub use error::ModuleError;
