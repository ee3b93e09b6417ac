//! Kernels from their source: where it is, what it is, and the kernel that is built from it.
//!
//! [`find`] looks for it without reading much, [`identify`] gives what is found its digest, and
//! [`provide`] builds. Only [`fetch`] touches the network, and nothing but the user's own command
//! calls it: a run never waits for a download.

mod download;
mod error;
mod find;
mod git;
mod provide;
mod search;
mod spec;
mod tarball;
mod tree;

pub use error::SourceError;
pub use find::{Found, Place, Source, find, identify, is_unread};
pub use git::{REPOSITORY_VARIABLE, Repository, Revision, is_repository};
pub use provide::{provide, stored};
pub use search::{Candidate, SEARCH_VARIABLE, SearchPath};
pub use spec::{SourceSpec, Tarball};
pub use tarball::{Verified, fetch};
pub use tree::Tree;
