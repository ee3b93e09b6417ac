//! The guest's root file system: one initramfs with the agent as `/init`.

mod agent;
pub mod cpio;
mod error;
mod initramfs;

pub use agent::{AGENT, agent};
pub use error::AgentError;
pub use initramfs::{LINK, initramfs};
