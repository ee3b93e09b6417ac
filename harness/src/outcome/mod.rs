//! What happened in a cell, and whether that was expected.

mod ending;
mod judge;

pub use ending::Outcome;
pub use judge::{Judgement, judge};
