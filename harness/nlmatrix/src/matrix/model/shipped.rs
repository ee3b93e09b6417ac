//! Scenarios that come with nlmatrix: what is to be known of them before any runs.

use crate::expected::{ExpectedOutcome, Pattern};
use crate::version::KernelVersion;

/// The system name of cells that need no module.
pub const KERNEL_SYSTEM: &str = "kernel";
/// The scenario that boots a kernel cold: one cell for each kernel.
pub const BOOT: &str = "boot";
/// The scenario that builds a generation: one cell for each kernel and generation.
pub const BUILD: &str = "build";

/// The scenario in which each allocation of a module fails once, on debug kernels.
pub const ERROR_PATHS: &str = "error-paths";

/// What matrix and plan know of a scenario that comes with nlmatrix. Whoever has the scenarios
/// themselves hands it in.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// Its name.
    pub name: &'static str,
    /// The client that it cannot do without, where that does not run on every kernel.
    pub client: Option<&'static str>,
    /// The kernel's own modules that it finds loaded.
    pub modules: &'static [&'static str],
    /// Does it ask for more than kernels are configured with that no package brings?
    pub packaged: bool,
    /// The kernel with which came what it is about.
    pub since: Option<KernelVersion>,
    /// Only debug kernels see what it is about.
    pub debug: bool,
    /// How it ends when all is as it should be.
    pub expected: ExpectedOutcome,
    /// Splats that may come with that end.
    pub further: Option<Pattern>,
}
