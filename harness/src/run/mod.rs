//! The record of a run: `run.json`, the one input of every report.

mod cell;
mod model;
mod outcome;
mod past;
mod verdict;

pub use cell::*;
pub use model::*;
pub use outcome::Outcome;
pub use verdict::CheckVerdict;
