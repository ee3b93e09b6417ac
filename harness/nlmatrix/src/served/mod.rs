//! For how much of its time a guest was served: the wall time minus the time in which its processor was ready to
//! continue and the host had none for it.
//!
//! A guest's clock goes on while its QEMU waits for a processor. What the guest measures, and what the host measures
//! with a clock of its own, then says nothing about what the guest could have done.

mod history;
mod meter;
mod thread;

pub use history::History;
pub use meter::{Meter, Patience, Served};
