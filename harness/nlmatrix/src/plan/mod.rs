//! What to run: kernel × generation × scenario, and how each cell should end. No I/O here.

mod cell;
pub mod eras;
mod select;
mod shard;

pub use cell::{Cell, CellId, of_kernel, plan};
pub use select::{Selection, SelectionError};
pub use shard::{Durations, Shard, ShardError};
