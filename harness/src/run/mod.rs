//! The record of a run: `run.json`, the one input of every report.

mod cell;
mod model;
mod past;

pub use cell::*;
pub use model::*;
