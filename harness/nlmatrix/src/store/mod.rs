//! The content-addressed store: every product of a stage, made once and found again by its recipe.
//!
//! A product is a folder `<root>/<kind>/<key>`. It is made in a scratch folder beside it, under a
//! lock of its own, and appears by one rename: a folder that is there is complete. Two runs, or a
//! hundred cells in processes of their own, that want the same product wait for one to make it.
//! Products that nobody uses go when all of them take more than the store may have.

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
