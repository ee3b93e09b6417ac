//! The content-addressed store: every product of a stage is made once, and found again by its recipe.
//!
//! A product is a folder `<root>/<kind>/<key>`. It is made in a scratch folder next to it, under a lock of its own,
//! and appears by a single rename: a folder that exists is complete. If two runs, or a hundred cells in processes of
//! their own, want the same product, one makes it and the others wait. Products that nobody uses are removed when all
//! of them take up more than the store may have.

mod entry;
mod limit;
mod lock;
mod looked;
mod manifest;
pub mod scratch;
mod session;
mod size;
mod sweep;
mod trim;
#[cfg(test)]
mod trim_tests;

pub use entry::{CACHE_VARIABLE, Store, StoreError};
pub use limit::{LIMIT_VARIABLE, Limit, LimitError, free, told};
pub use lock::Lock;
pub use manifest::Care;
pub use scratch::Scratch;
pub use size::Usage;
pub use sweep::Damage;
pub use trim::Trimmed;
