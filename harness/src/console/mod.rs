//! What the kernel's console says: oopses, panics, lockups and other splats.

mod classify;
#[cfg(test)]
mod fixtures;
mod function;
mod patterns;

pub use classify::classify;
pub use patterns::AGENT_DIED;
