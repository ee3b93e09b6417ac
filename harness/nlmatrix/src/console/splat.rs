//! A splat, as `run.json` has it.

use serde::{Deserialize, Serialize};

use super::{Kind, Severity};

/// Something bad that the kernel said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splat {
    /// What it is.
    pub kind: Kind,
    /// How bad it is: that of its kind.
    #[serde(default)]
    pub severity: Severity,
    /// The function it happened in, empty when the kernel did not say.
    pub function: String,
    /// `kind:function`, the same for the same crash in many cells.
    pub fingerprint: String,
    /// The lines of the console that say it.
    pub excerpt: String,
}

impl Splat {
    /// One of `kind` in `function`, which `excerpt` tells of.
    pub fn new(kind: Kind, function: String, excerpt: String) -> Self {
        let fingerprint = format!("{kind}:{function}");
        Self { kind, severity: kind.severity(), function, fingerprint, excerpt }
    }

    /// Does it only follow from what came before? The kernel is told to make a panic of an oops, and PID 1
    /// is our own.
    pub fn follows(&self) -> bool {
        match self.kind {
            Kind::Panic => self.function.is_empty(),
            kind => matches!(kind, Kind::Reboot | Kind::AgentDied),
        }
    }

    /// The same with another excerpt.
    pub(super) fn with_excerpt(self, excerpt: &str) -> Self {
        Self { excerpt: excerpt.to_owned(), ..self }
    }
}
