//! Kernels from source: where the source is, what it is, and the kernel that is built from it.
//!
//! [`find`] looks for it without reading much, [`identify`] determines the digest of what was found, and [`provide`]
//! builds. Only [`ask`], [`sample`] and [`fetch`] use the network; `runner::download` calls them for what is nowhere
//! nearer.

mod download;
mod error;
mod find;
mod git;
mod network;
mod package;
mod past;
mod provide;
mod search;
mod tarball;
mod tree;

pub use error::SourceError;
pub use find::{Found, Place, Source, find, identify, is_unread, package_of};
pub use git::Repository;
pub use network::{Said, ask, host_of};
pub use past::Commit;
pub use provide::{provide, stored};
pub use search::{Candidate, SearchPath};
pub use tarball::{Verified, fetch, sample};
pub use tree::Tree;
