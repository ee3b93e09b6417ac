//! What happened in a cell, and whether that was expected.

mod ending;

pub use ending::Outcome;
