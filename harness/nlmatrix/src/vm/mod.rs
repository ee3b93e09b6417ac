//! Virtual machines: QEMU booted with a kernel and an initramfs, saved as a template, and forked.
//!
//! A cold boot takes seconds under TCG; a fork of a booted template takes about 60 ms and is just as isolated as a
//! separate machine. Each machine has a console (the guest's ttyS0, kept in a file) and a byte stream to the agent
//! (ttyS1). Nothing here depends on the agent's protocol.

pub mod accel;
mod at_terminal;
mod attached;
mod baseline;
mod boot;
mod child;
mod debugger;
pub mod era;
mod error;
mod machine;
mod migration;
mod passed_fds;
mod platform;
pub mod pvh;
mod qemu;
mod qmp;
mod run_folder;
mod running;
mod template;
mod terminal;

pub use accel::Accel;
pub use attached::Attached;
pub use baseline::boot_baseline;
pub use error::VmError;
pub use machine::Machine;
pub(crate) use platform::SPARE_UART;
pub use platform::{WINDOW, has_window};
pub use run_folder::sweep;
pub use running::Vm;
pub use template::{StartedFork, Template};
