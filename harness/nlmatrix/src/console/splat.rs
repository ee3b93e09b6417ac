//! A splat as it is in `run.json`.

use std::sync::LazyLock;

use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use super::{Kind, Severity, compile};

/// The trace of a task that is being ended because it has caused an oops: the fault handler called its exit
/// (`do_exit` up to 5.16, `make_task_dead` since).
static ENDED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?s)\bdo_exit\+0x.*\b(?:oops_end|die|no_context|do_page_fault|page_fault|do_trap|do_invalid_op|do_general_protection|rewind_stack_do_exit)(?:\.cold)?\+0x|\bmake_task_dead(?:\.cold)?\+0x",
    )
});

/// Something bad that the kernel reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splat {
    /// What it is.
    pub kind: Kind,
    /// How bad it is, according to its kind.
    #[serde(default)]
    pub severity: Severity,
    /// The function in which it happened; empty if the kernel did not say.
    pub function: String,
    /// `kind:function`, the same for the same crash in many cells.
    pub fingerprint: String,
    /// The lines of the console that report it.
    pub excerpt: String,
}

impl Splat {
    /// A splat of `kind` in `function`, reported by `excerpt`.
    pub fn new(kind: Kind, function: String, excerpt: String) -> Self {
        let fingerprint = format!("{kind}:{function}");
        Self { kind, severity: kind.severity(), function, fingerprint, excerpt }
    }

    /// Is it merely a consequence of what came before? The kernel is told to turn an oops into a panic, and PID 1 is
    /// our own; and a task that has caused an oops is ended where it is, with locks held and interrupts off.
    pub fn follows(&self) -> bool {
        match self.kind {
            Kind::Panic => self.function.is_empty(),
            Kind::Reboot | Kind::AgentDied => true,
            // What ends a task is not a consequence, whatever it says of that end.
            _ if self.severity == Severity::Fatal => false,
            // After the first trace there may be text of another splat.
            _ => self
                .excerpt
                .split("Call Trace:")
                .nth(1)
                .is_some_and(|trace| ENDED.is_match(trace.as_bytes())),
        }
    }

    /// The same with another excerpt.
    pub(super) fn with_excerpt(self, excerpt: &str) -> Self {
        Self { excerpt: excerpt.to_owned(), ..self }
    }
}
