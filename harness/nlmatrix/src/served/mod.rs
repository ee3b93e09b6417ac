//! How much of its time a guest was served: the wall time less that in which its processor was ready to
//! go on and the host had none for it.
//!
//! A guest's clock goes on while its QEMU waits for a processor. What the guest measures, and what the
//! host measures with a clock of its own, is then no measure of what the guest could have done.

mod history;
mod meter;
mod thread;

pub use history::History;
pub use meter::{Meter, Patience, Served};
