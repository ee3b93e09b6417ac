//! Scenarios: named checks that drive a module through clients and socket operations.
//!
//! A scenario's logic runs here, on the host; every system call that it asks for is carried out by a process in the
//! guest and recorded in the transcript. A file of scenarios lists its own in `SCENARIOS`; [`all`] joins the lists.

mod acks;
mod bad_requests;
pub mod checks;
mod clients;
mod contract;
#[cfg(test)]
mod contract_tests;
pub mod declared;
mod definition;
mod devices;
mod devmodel;
mod dumps;
mod error_path;
mod errors;
mod ethtool;
mod expect;
mod families;
mod faulty;
mod faulty_clients;
mod filters;
mod genl;
mod genl_strict;
mod genlecho;
mod heard;
mod imp2;
mod kernel;
pub mod leak;
mod listeners;
mod loading;
mod lost;
mod memory;
mod modprobe;
mod namespaces;
mod netfilter;
mod netwriter;
mod nldrv;
mod nlecho;
mod nlns;
mod objects;
mod ping;
mod ports;
mod processes;
mod program;
mod programs;
mod protocols;
mod queue;
mod races;
mod references;
mod registry;
mod round_trips;
mod rtnl;
mod shake;
mod socket;
pub mod specs;
pub mod sysctls;
mod table;
mod test;
mod told;
mod traffic;
mod uevents;
mod usersock;
mod xfrm;

pub use definition::Scenario;
pub use error_path::ErrorPath;
pub use errors::CALLS;
pub use kernel::LOADING;
pub use programs::INSIDE;
pub use references::REFERENCES;
pub use registry::{all, find, shipped};
pub use shake::ELAPSE;
pub use test::{Must, Stop, Test, Way};
