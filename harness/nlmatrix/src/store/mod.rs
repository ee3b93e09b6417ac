//! The content-addressed store: every product of a stage, made once and found again by its recipe.
//!
//! A product is a folder `<root>/<kind>/<key>`. It is made in a scratch folder beside it, under a
//! lock of its own, and appears by one rename: a folder that is there is complete. Two runs, or a
//! hundred cells in processes of their own, that want the same product wait for one to make it.

mod entry;
mod lock;
mod manifest;
pub mod scratch;
mod sweep;

pub use entry::{CACHE_VARIABLE, Store, StoreError};
pub use lock::Lock;
pub use manifest::Care;
pub use scratch::Scratch;
pub use sweep::Damage;
