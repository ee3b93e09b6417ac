//! Scenarios that come with nlmatrix: what has to be known about them before any runs.

use super::kernel::{KernelEntry, Provider};
use crate::expected::{ExpectedOutcome, Pattern};
use crate::version::KernelVersion;

/// The system name of cells that need no module.
pub const KERNEL_SYSTEM: &str = "kernel";
/// The scenario that boots a kernel cold: one cell for each kernel.
pub const BOOT: &str = "boot";
/// The scenario that builds a generation: one cell for each kernel and generation.
pub const BUILD: &str = "build";

/// The scenario in which each allocation of a module is made to fail once, on debug kernels.
pub const ERROR_PATHS: &str = "error-paths";

/// The scenarios in which a module comes and goes while it is used, on one processor and on two.
pub const TRAFFIC: [&str; 2] = ["traffic", "traffic-smp"];

/// What matrix and plan know about a scenario that comes with nlmatrix. It is passed in by whoever has the scenarios
/// themselves.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// Its name.
    pub name: &'static str,
    /// The client that it needs.
    pub client: Option<&'static str>,
    /// The kernel's own modules that are loaded before it.
    pub modules: &'static [&'static str],
    /// Does it need more than is configured in kernels that do not come from packages?
    pub packaged: bool,
    /// The kernel version that introduced what it is about.
    pub since: Option<KernelVersion>,
    /// Can only debug kernels see what it is about?
    pub debug: bool,
    /// Can only kernels that watch for data races see what it is about?
    pub races: bool,
    /// How many processors its guest has.
    pub processors: u32,
    /// How it ends if all is as it should be.
    pub expected: ExpectedOutcome,
    /// How it ends on debug kernels, if these see more.
    pub looking: Option<ExpectedOutcome>,
    /// Splats that may accompany that end.
    pub further: Option<Pattern>,
}

impl Shipped {
    /// Does `kernel` have cells of it?
    pub fn is_for(&self, kernel: &KernelEntry) -> bool {
        let came = self.since.is_none_or(|since| since <= kernel.series);
        let looks = kernel.debug() || kernel.kcsan();
        let knows_several = looks || !matches!(kernel.provider, Provider::Source(_));
        let sees = (!self.debug || kernel.debug()) && (!self.races || kernel.kcsan());
        // On one processor, nothing races.
        let is_watched =
            !kernel.kcsan() || self.processors > 1 || [BOOT, BUILD].contains(&self.name);
        came && sees && is_watched && (self.processors == 1 || knows_several)
    }
}
