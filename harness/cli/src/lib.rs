//! The command line of nlmatrix. It has no logic of its own: it reads arguments, calls the library, prints, and
//! chooses the exit code. `cargo xtask` is built on it, and adds what developers need.

pub mod asked;
mod bisect;
mod cell;
mod ci;
pub mod cli;
pub mod commands;
mod errors;
pub mod exit;
mod explain;
pub mod format;
pub mod host;
mod kernels;
mod listed;
mod manual;
mod port;
pub mod reports;
mod specs;
mod start;
mod store;
mod told;
mod watch;

pub use start::main_of;
