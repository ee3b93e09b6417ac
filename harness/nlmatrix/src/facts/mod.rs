//! What is known about the kernel's interfaces that changed; `kmods/probes/*.toml` is the single source.
//!
//! Each symbol has a history: the first mainline version with each form. From it follow the kernels on which a
//! generation builds ([`Need`]), how the others refuse it ([`Complaint`]), and what a compiler's complaint means on a
//! version ([`Facts::meaning`]). [`crate::probe`] compares it with headers.

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
