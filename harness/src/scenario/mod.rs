//! Scenarios: named checks that drive a module through clients and socket operations.
//!
//! A scenario's logic runs here, on the host; every system call it asks for is carried out by a
//! process in the guest and stands in the transcript. [`ALL`] is the registry.

mod bench;
pub mod declared;
mod devmodel;
mod faulty;
mod genl;
mod genlecho;
mod imp2;
mod kernel;
mod netwriter;
mod nldrv;
mod nlecho;
mod ping;
mod programs;
mod registry;
mod socket;
mod uevents;

pub use bench::{Bench, Must, Stop};
pub use registry::{ALL, DECLARED, Scenario, find};
