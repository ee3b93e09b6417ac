//! The record of a run: `run.json`, the one input of every report.

mod cell;
mod gap;
mod model;
mod outcome;
mod past;
mod status;
mod verdict;

pub use cell::*;
pub use gap::{Gap, NotRun};
pub use model::*;
pub use outcome::Outcome;
pub use status::{Status, Tally};
pub use verdict::CheckVerdict;
