//! What every reader of foreign bytes promises for any input.
//!
//! There is one function for each reader: it reads the bytes as the harness would, checks the result, and panics if a
//! promise is broken. Property tests, `cargo xtask fuzz` and the targets of `cargo fuzz` share them (`harness/fuzz`).

mod agent;
mod archive;
mod console;
mod elf;
mod files;
mod matrix;
mod text;

pub use agent::agent;
pub use archive::{deb, tar};
pub use console::console;
pub use elf::{assembly, elf};
pub use matrix::matrix;
pub use nlmatrix_wire::fuzz::netlink;
pub use text::text;
