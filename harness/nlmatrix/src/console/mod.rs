//! What the kernel's console says: oopses, panics, lockups and other splats.

mod classify;
mod compile;
mod complaint;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod formats;
mod frame;
mod function;
mod injected;
mod kind;
mod line;
mod patterns;
mod races;
mod skip;
mod splat;

pub use classify::{classify, tells};
use compile::{compile, compile_set, matched};
pub use complaint::{Complaint, Topic, complaints, texts};
pub use injected::{Injected, injected, without_wants};
pub use kind::{Kind, Severity};
pub use races::without_races_of_kernel;
pub use splat::Splat;
