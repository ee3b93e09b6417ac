//! What the kernel's console says: oopses, panics, lockups and other splats.

mod classify;
#[cfg(test)]
mod fixtures;
mod function;
mod kind;
mod patterns;
mod splat;

pub use classify::classify;
pub use kind::{Kind, Severity};
pub use splat::Splat;
