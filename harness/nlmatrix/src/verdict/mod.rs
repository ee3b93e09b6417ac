//! From what was seen in a cell to its outcome, and to whether that was expected. No I/O here.
//!
//! [`of_run`] compares what happened in a guest with what was planned, and [`of_build`] does the same for a build.
//! [`judge`] compares checks with their references; `Rounds` merges the results of cells that ran several times, and
//! [`hold_hardware_together`] corrects those that lack hardware. [`doubt`] says which stalls and hangs are the fault
//! of an overloaded host, and [`stale_breakpoint`] which crashes are the emulator's.

mod build;
mod cell;
mod checks;
mod emulator;
mod happened;
mod hardware;
mod overload;
mod rounds;

/// The figure in the record of a scenario that reached the place where it may end badly: the time from there until
/// its end was known.
pub const ARRIVED: &str = "classified_ms";

pub use build::{of_build, of_client};
pub use cell::{Seen, of_run};
pub use checks::{Judgement, Plan, judge};
pub use emulator::stale_breakpoint;
pub use happened::{End, of_splat};
pub use hardware::hold_hardware_together;
pub use overload::{doubt, slowness};
pub(crate) use rounds::Rounds;
