//! What the kernel's console says: oopses, panics, lockups and other splats.

mod classify;
mod function;
mod patterns;

pub use classify::classify;
