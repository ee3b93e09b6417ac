//! The record of a run: `run.json`, the one input of every report.

mod model;
mod past;

pub use model::*;
