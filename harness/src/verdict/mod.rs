//! From what a cell saw to its outcome, and to whether that was expected. No I/O here.
//!
//! [`of_run`] holds what happened in a guest against what was planned, [`of_build`] a build;
//! [`judge`] is the part that holds checks against their references, and [`Rounds`] what becomes of
//! cells that ran several times. [`doubt`] says which stalls and hangs are an overloaded host's.

mod build;
mod cell;
mod checks;
mod overload;
mod rounds;

pub use build::of_build;
pub use cell::{End, of_run, of_splat};
pub use checks::{Judgement, judge};
pub use overload::{doubt, slowness};
pub(crate) use rounds::Rounds;
