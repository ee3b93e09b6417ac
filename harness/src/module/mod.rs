//! Modules: one generation of a system, built for one kernel, or the classified reason why not.

mod build;
mod declaration;
mod diagnose;
mod error;
mod known;
mod rules;
mod sources;

pub use build::{Module, build, kbuild};
pub use diagnose::diagnose;
pub use error::ModuleError;
