//! Scenarios: named checks that drive a module through clients and socket operations.
//!
//! A scenario's logic runs here, on the host; every system call it asks for is carried out by a
//! process in the guest and stands in the transcript. [`ALL`] is the registry.

mod acks;
mod bench;
mod clients;
mod faulty;
mod genl;
mod genl_strict;
mod genlecho;
mod kernel;
mod nlecho;
mod ports;
mod protocols;
mod queue;
mod registry;
mod socket;
mod table;
mod usersock;

pub use bench::{Bench, Must, Stop};
pub use registry::{ALL, Scenario, find};
