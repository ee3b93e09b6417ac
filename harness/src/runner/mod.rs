//! The only place that knows all stages.
//!
//! [`Workshop`] makes whatever a cell needs, each product once; [`cell`] runs one cell;
//! [`matrix`] runs all of them: it prepares, hands over to nextest, collects and reports.

pub mod cell;
pub mod collect;
pub mod matrix;
pub mod mutants;
pub mod prepare;
mod workshop;

pub use workshop::{Workshop, WorkshopError};
