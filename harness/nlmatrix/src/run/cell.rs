//! What `run.json` has of each cell.

use std::collections::BTreeMap;

use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Serialize, Serializer};

use super::{CellId, CheckVerdict, ModuleId, NotRun, Outcome, Status};
pub use crate::console::{Complaint, Kind, Severity, Splat, Topic};

/// How many bytes of what there was stand in a reason; the check has more.
const SEEN_IN_REASON: usize = 300;

/// One cell: kernel × generation × scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellRecord {
    /// Which.
    pub id: CellId,
    /// What happened.
    pub outcome: Outcome,
    /// What should have happened.
    pub expected: Outcome,
    /// Is `outcome` as expected? (In schema 1 `unavailable` always is; [`CellRecord::status`] tells
    /// what ran from what did not.)
    pub as_expected: bool,
    /// What the outcome is about: the splat as `kind:function`, what hangs, what was left behind, or
    /// the checks that fail; empty for a good end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// Why this is not the end that was expected, where only its outcome is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objection: String,
    /// Why it was not even tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_run: Option<NotRun>,
    /// Why it ended so, in one or a few sentences; empty for a plain pass.
    pub reason: String,
    /// Wall time in milliseconds, from the asking for a VM to its end.
    pub duration_ms: u64,
    /// `fork`, `cold`, `stored` (a cold boot of the same machine in an earlier run), or empty when
    /// no VM was needed.
    pub boot: String,
    /// From asking for the VM to the agent's answer, in milliseconds.
    pub boot_ms: Option<f64>,
    /// Why it did not fork; empty otherwise.
    pub fallback: String,
    /// Everything that was asked of the guest and what came back, in order.
    pub transcript: Vec<Event>,
    /// Every check that the scenario made, in order.
    pub checks: Vec<CheckRecord>,
    /// The kernel's console, or the end of it when it is long.
    pub console: String,
    /// What the console classifier found: what came first, and what follows from others last.
    pub splats: Vec<Splat>,
    /// What the kernel complained of without a splat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<Complaint>,
    /// What was still there behind the scenario's end, in words, whatever the outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// Figures worth a chart: name → value, the unit in the name (`bytes_per_device`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, f64>,
    /// How many tries it took.
    pub tries: u32,
    /// The command that runs this cell again.
    pub rerun: String,
}

impl CellRecord {
    /// How it counts.
    pub fn status(&self) -> Status {
        Status::of(self.outcome, self.as_expected)
    }

    /// Did it end with the expected outcome, and is that about what it was to be about?
    pub fn ended_as_expected(&self) -> bool {
        self.outcome == self.expected && self.objection.is_empty()
    }

    /// Decides whether it is as expected; `reason` is why the plan expects what it does. A cell that
    /// was to end badly and passed has nothing else to say for itself.
    pub fn settle(&mut self, reason: &str) {
        self.as_expected = self.ended_as_expected() || self.outcome.is_out_of_reach();
        if self.reason.is_empty() && !self.as_expected && self.outcome == Outcome::Pass {
            self.reason = format!("the expected {} did not happen", self.expected);
        }
        if self.reason.is_empty() && self.as_expected && self.expected != Outcome::Pass {
            reason.clone_into(&mut self.reason);
        }
    }
}

/// A cell that another shard was to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCell {
    /// Which.
    pub id: CellId,
    /// How it should end.
    pub expected: Outcome,
}

impl PlannedCell {
    /// The record of it where there is no result.
    pub fn missing(&self, reason: &str) -> CellRecord {
        CellRecord { reason: reason.to_owned(), ..self.blank() }
    }

    /// The record of it before anything is known.
    pub fn blank(&self) -> CellRecord {
        CellRecord {
            id: self.id.clone(),
            outcome: Outcome::Missing,
            expected: self.expected,
            as_expected: false,
            about: Vec::new(),
            objection: String::new(),
            not_run: None,
            reason: String::new(),
            duration_ms: 0,
            boot: String::new(),
            boot_ms: None,
            fallback: String::new(),
            transcript: Vec::new(),
            checks: Vec::new(),
            console: String::new(),
            splats: Vec::new(),
            complaints: Vec::new(),
            left: Vec::new(),
            figures: BTreeMap::new(),
            tries: 0,
            rerun: String::new(),
        }
    }
}

/// One operation in a transcript.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since the cell began.
    pub at_ms: f64,
    /// Who did it in the guest: `agent`, or a process name as `reader` with its id.
    pub who: String,
    /// The operation, as `sendmsg`.
    pub op: String,
    /// Its arguments, for people.
    pub args: String,
    /// What it gave: `= 36`, `= -1 ENOBUFS`, …
    pub result: String,
    /// The bytes that went in or came out, as hexadecimal digits without spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hex: String,
    /// The number of the netlink protocol, where the bytes are a message of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<i32>,
    /// The same bytes decoded, one line per header or attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decoded: Vec<String>,
    /// What the program printed whose end this is; long texts say what was left out of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<Printed>,
}

/// What a program printed on one of its streams.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// `stdout` or `stderr`.
    pub stream: String,
    /// The text.
    pub text: String,
}

/// One check of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// Its name, stable and the only one of the cell, as `ack length`: expectations refer to it.
    pub name: String,
    /// The reference value (the newest kernel's behaviour).
    pub reference: String,
    /// What was seen.
    pub observed: String,
    /// What there was, where `observed` only says that something in it did not match: a program's
    /// output, a file, the kernel's lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
    /// What the expectations table predicts for this kernel, when it predicts a difference.
    pub predicted: Option<Prediction>,
    /// Index into the transcript of the event it is about, when there is one.
    pub event: Option<usize>,
    /// What it came to.
    pub verdict: CheckVerdict,
}

impl CheckRecord {
    /// What is seen of a check that was not made.
    pub const NOT_MADE: &'static str = "not made";

    /// The record of a check that was not made.
    pub fn not_made(name: &str) -> Self {
        let (reference, observed) = ("made".to_owned(), Self::NOT_MADE.to_owned());
        Self { name: name.to_owned(), reference, observed, ..Self::default() }
    }

    /// Was it made at all?
    pub fn was_made(&self) -> bool {
        self.observed != Self::NOT_MADE || self.reference != "made"
    }

    /// What was expected and what there was instead, on one line.
    pub fn difference(&self) -> String {
        let Self { name, reference, observed, seen, .. } = self;
        let told = format!("{name}: expected {reference}, got {observed}");
        match seen.split_whitespace().collect::<Vec<_>>().join(" ") {
            seen if seen.is_empty() => told,
            seen => {
                format!("{told}; there was: {}", crate::excerpt::excerpt(&seen, SEEN_IN_REASON))
            }
        }
    }
}

/// A predicted difference and where that knowledge comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The predicted value.
    pub observed: String,
    /// Why it differs.
    pub reason: String,
    /// Kernel version, commit or document that says so.
    pub source: String,
    /// The kernels that it holds of, as `<4.12`; empty in runs of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kernels: String,
}

/// Writes each cell with what follows from the rest of it: the parts of its id, and its status, of which
/// other programs would else have to know that `unavailable` counts as expected in `as_expected` of
/// schema 1.
pub(super) fn with_status<S: Serializer>(
    cells: &[CellRecord],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Written<'a> {
        #[serde(flatten)]
        cell: &'a CellRecord,
        kernel: &'a str,
        #[serde(flatten)]
        module: &'a ModuleId,
        scenario: &'a str,
        status: Status,
    }
    let mut list = serializer.serialize_seq(Some(cells.len()))?;
    for cell in cells {
        let CellId { kernel, module, scenario } = &cell.id;
        list.serialize_element(&Written { cell, kernel, module, scenario, status: cell.status() })?;
    }
    list.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_that_did_not_come_is_said() {
        let planned = PlannedCell { id: "k/s.g/panic".parse().unwrap(), expected: Outcome::Crash };
        let mut passed = CellRecord { outcome: Outcome::Pass, ..planned.blank() };
        passed.settle("");
        assert!(!passed.as_expected);
        assert_eq!(passed.reason, "the expected crash did not happen");
        let mut crashed = CellRecord { outcome: Outcome::Crash, ..planned.blank() };
        crashed.settle("it panics");
        assert_eq!((crashed.as_expected, crashed.reason.as_str()), (true, "it panics"));
    }
}
