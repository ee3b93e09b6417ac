//! Compilers: one root folder with Debian 13's gcc that builds for every kernel from 5.10 on, or
//! the host's own compiler.

mod cache;
mod enter;
mod error;
mod links;
mod model;
mod packages;
mod root;

pub use cache::CompilerCache;
pub use error::ToolchainError;
pub(crate) use links::complete;
pub use model::Toolchain;
pub use packages::packages;
pub(crate) use root::{FOREIGN, PEOPLES, SUITE, unpack};
