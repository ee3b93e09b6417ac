//! What to run: kernel × generation × scenario, and how each cell should end. No I/O here.

mod cell;
pub mod eras;
mod near;
mod select;
mod shard;

pub use cell::{Cell, of_kernel, plan};
pub use near::{is_meant, nearest};
pub use select::{Selection, SelectionError};
pub use shard::{Durations, Shard, ShardError};
