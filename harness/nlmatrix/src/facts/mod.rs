//! What is known about the kernel's interfaces that drifted: the one source (`kmods/probes/*.toml`).
//!
//! Each symbol has a history: first mainline version of each form. From it follow the kernels that a
//! generation builds on ([`Need`]), how the others refuse it ([`Complaint`]), and what a compiler's
//! complaint means on a version ([`Facts::meaning`]). [`crate::probe`] holds it against headers.

mod advice;
mod code;
mod complaint;
mod error;
mod example;
mod meaning;
mod model;
mod need;
mod raw;
mod released;
mod shipped;

pub use complaint::Complaint;
pub use error::FactsError;
pub use example::Gone;
pub use model::{ABSENT, Area, Backport, Facts, Form, Symbol, UNKNOWN};
pub use need::Need;
pub use raw::load;
pub use released::{released, releases, source_of_days};
pub use shipped::shipped;

#[cfg(test)]
pub(crate) use model::tests as model_tests;
