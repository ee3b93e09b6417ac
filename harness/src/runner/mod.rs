//! The only place that knows all stages.
//!
//! [`Workshop`] makes whatever a cell needs, each product once; [`cell`] runs one cell;
//! [`matrix`] runs all of them: it prepares, hands over to nextest, collects and reports.

mod asked;
pub mod boots;
pub mod cell;
pub mod collect;
mod early;
mod error;
mod history;
pub mod kernels;
mod machines;
pub mod matrix;
pub mod mutants;
pub mod nextest;
pub mod prepare;
pub mod probe;
mod progress;
mod provision;
pub mod publish;
mod resume;
pub mod schedule;
pub mod sources;
mod tampering;
pub mod trials;
mod userland;
mod workshop;

pub use asked::{Asked, AskedError, ask};
pub use early::Early;
pub use error::WorkshopError;
pub use sources::Sources;
pub use tampering::Tampering;
pub use workshop::Workshop;

/// Names how this program is called; set for the cells of a run.
pub const COMMAND_VARIABLE: &str = "NLMATRIX_COMMAND";

/// How this program is called, for commands that people are told to run: `cargo xtask` in its own
/// repository, `nlmatrix` where it is installed.
pub fn command() -> &'static str {
    let named = std::env::var(COMMAND_VARIABLE).ok();
    // `cargo run` says which package's program it started.
    let package = std::env::var("CARGO_PKG_NAME").ok();
    match (named.as_deref(), package.as_deref()) {
        (Some("nlmatrix"), _) => "nlmatrix",
        (Some(_), _) | (None, Some("xtask")) => "cargo xtask",
        (None, _) => "nlmatrix",
    }
}
