//! From what a cell saw to its outcome, and to whether that was expected. No I/O here.
//!
//! [`of_run`] holds what happened in a guest against what was planned, [`of_build`] a build;
//! [`judge`] is the part that holds checks against their references, and `Rounds` what becomes of
//! cells that ran several times, [`hold_hardware_together`] of those that lack hardware. [`doubt`] says which stalls and
//! hangs are an overloaded host's, [`stale_breakpoint`] which crashes are the emulator's.

mod build;
mod cell;
mod checks;
mod emulator;
mod happened;
mod hardware;
mod overload;
mod rounds;

/// The figure that a record has when its scenario came to the place where it may end otherwise than
/// well: how long it took from there until its end was known.
pub const ARRIVED: &str = "classified_ms";

pub use build::of_build;
pub use cell::{Seen, of_run};
pub use checks::{Judgement, Plan, judge};
pub use emulator::stale_breakpoint;
pub use happened::{End, of_splat};
pub use hardware::hold_hardware_together;
pub use overload::{doubt, slowness};
pub(crate) use rounds::Rounds;
