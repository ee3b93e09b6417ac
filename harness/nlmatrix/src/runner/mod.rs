//! The only place that knows all stages.
//!
//! [`Workshop`] makes whatever a cell needs, each product once; [`cell`] runs one cell; [`matrix`] runs all of them:
//! it prepares, hands over to nextest, collects and reports.

pub mod add;
mod asked;
pub mod boots;
pub mod cell;
pub mod collect;
mod coming;
pub mod download;
mod error;
pub mod handoff;
mod history;
pub mod kernels;
mod looking;
pub mod matrix;
pub mod mutants;
mod news;
pub mod nextest;
mod outage;
pub mod port;
pub mod prepare;
mod prestart;
pub mod probe;
mod progress;
pub mod publish;
pub mod record;
pub mod resolve;
mod resume;
mod run_error;
pub mod schedule;
pub mod sources;
pub mod specs;
mod stage;
mod tampering;
pub mod trials;
mod watched;
mod without;
mod workshop;

pub use crate::environment::command;
pub use asked::{Asked, AskedError, ask};
pub use error::WorkshopError;
pub use looking::{CannotLook, Looking, Moment};
pub use prestart::Prestart;
pub use sources::Sources;
pub use tampering::Tampering;
pub use watched::Watched;
pub use workshop::Workshop;
