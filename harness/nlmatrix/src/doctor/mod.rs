//! The preflight check: whether this host has everything that a run needs, and what to do if not.

mod needs;

pub use needs::{Missing, install, missing, missing_for_tests};
