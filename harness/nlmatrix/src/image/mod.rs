//! The guest's root file system: one initramfs with the agent as `/init`, and what is added after the boot.

mod agent;
mod bundle;
pub mod cpio;
mod error;
mod initramfs;

pub use agent::{AGENT, foreign_agent};
pub use bundle::{Bundle, Part, Placed, When};
pub use cpio::GuestFile;
pub use error::AgentError;
pub use initramfs::initramfs;
pub use nlmatrix_wire::cpio::LINK;
