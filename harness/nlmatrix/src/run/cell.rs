//! What `run.json` has about each cell.

use std::collections::BTreeMap;

use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Serialize, Serializer};

use super::{CellId, CheckVerdict, ModuleId, NotRun, Outcome, Status};
pub use crate::console::{Complaint, Kind, Severity, Splat, Topic};

/// How many bytes of what was seen are quoted in a reason; the check has more.
const SEEN_IN_REASON: usize = 300;

/// One cell: kernel × generation × scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellRecord {
    /// Which cell.
    pub id: CellId,
    /// What happened.
    pub outcome: Outcome,
    /// What should have happened.
    pub expected: Outcome,
    /// Is `outcome` as expected? (In schema 1 `unavailable` always is; [`CellRecord::status`] distinguishes what ran
    /// from what did not.)
    pub as_expected: bool,
    /// What the outcome is about: the splat as `kind:function`, what hangs, what was left behind, or
    /// the checks that fail; empty for a good end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// Why this is not the expected end, if only the outcome is as expected.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objection: String,
    /// Why it was not even tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_run: Option<NotRun>,
    /// The client without which it could not begin, named as in [`LackingClient`](super::LackingClient).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lacks: String,
    /// Why it ended like this, in one or a few sentences; empty for a plain pass.
    pub reason: String,
    /// Wall time in milliseconds, from the request for a VM to its end.
    pub duration_ms: u64,
    /// `fork`, `cold`, `stored` (a cold boot of the same machine in an earlier run), or empty when
    /// no VM was needed.
    pub boot: String,
    /// From the request for the VM to the agent's answer, in milliseconds.
    pub boot_ms: Option<f64>,
    /// Why it did not fork; empty otherwise.
    pub fallback: String,
    /// Everything that was asked of the guest and what it answered, in order.
    pub transcript: Vec<Event>,
    /// Every check that the scenario made, in order.
    pub checks: Vec<CheckRecord>,
    /// The kernel's console, or only the end of it if it is long.
    pub console: String,
    /// What the console classifier found: the cause first, its consequences last.
    pub splats: Vec<Splat>,
    /// What the kernel complained of without a splat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<Complaint>,
    /// What was left at the end of the scenario, in words, whatever the outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// Figures for charts: name → value, with the unit in the name (`bytes_per_device`).
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

    /// Is there no module to look at, because it did not build?
    pub fn is_unbuilt(&self) -> bool {
        self.outcome.is_unbuilt() && self.lacks.is_empty()
    }

    /// Did its module not build, and nothing predicts that?
    pub fn failed_to_build(&self) -> bool {
        self.outcome == Outcome::BuildFail && self.is_unbuilt()
    }

    /// Did it end with the expected outcome, for the expected reason?
    pub fn ended_as_expected(&self) -> bool {
        self.outcome == self.expected && self.objection.is_empty()
    }

    /// Decides whether it is as expected; `reason` is why the plan expects what it does. It is the only explanation
    /// of a cell that should have failed and passed.
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

/// A cell that belongs to another shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCell {
    /// Which.
    pub id: CellId,
    /// How it should end.
    pub expected: Outcome,
}

impl PlannedCell {
    /// Its record if there is no result.
    pub fn missing(&self, reason: &str) -> CellRecord {
        CellRecord { reason: reason.to_owned(), ..self.blank() }
    }

    /// Its record before anything is known.
    pub fn blank(&self) -> CellRecord {
        CellRecord {
            id: self.id.clone(),
            outcome: Outcome::Missing,
            expected: self.expected,
            as_expected: false,
            about: Vec::new(),
            objection: String::new(),
            not_run: None,
            lacks: String::new(),
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
    /// Who did it in the guest: `agent`, or the name of a process, like `reader`, with its id.
    pub who: String,
    /// The operation, like `sendmsg`.
    pub op: String,
    /// Its arguments, for people.
    pub args: String,
    /// Its result: `= 36`, `= -1 ENOBUFS`, …
    pub result: String,
    /// The bytes that went in or came out, as hexadecimal digits without spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hex: String,
    /// The number of the netlink protocol, if the bytes are a netlink message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<i32>,
    /// The same bytes decoded, one line per header or attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decoded: Vec<String>,
    /// What the program printed whose end this is; in long texts, a remark says what was left out.
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
    /// Its name, stable and unique in the cell, like `ack length`: expectations refer to it.
    pub name: String,
    /// The reference value (the newest kernel's behaviour).
    pub reference: String,
    /// What was observed.
    pub observed: String,
    /// The whole of what was looked at, if `observed` only says that something in it did not match: a program's
    /// output, a file, lines of the kernel log.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
    /// What the expectations predict for this kernel, if they predict a difference.
    pub predicted: Option<Prediction>,
    /// Index into the transcript of the event it is about, when there is one.
    pub event: Option<usize>,
    /// The verdict on it.
    pub verdict: CheckVerdict,
}

impl CheckRecord {
    /// What is recorded as observed for a check that was not made.
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

    /// What was expected and what was observed instead, on one line.
    pub fn difference(&self) -> String {
        let Self { name, reference, observed, seen, .. } = self;
        let told = format!("{name}: expected {reference}, got {observed}");
        match seen.split_whitespace().collect::<Vec<_>>().join(" ") {
            seen if seen.is_empty() => told,
            seen => {
                format!("{told}; seen: {}", crate::excerpt::excerpt(&seen, SEEN_IN_REASON))
            }
        }
    }
}

/// A predicted difference, with its reason and source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The predicted value.
    pub observed: String,
    /// Why it differs.
    pub reason: String,
    /// Kernel version, commit or document that says so.
    pub source: String,
    /// The kernels that it applies to, like `<4.12`; empty in runs of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kernels: String,
}

/// Writes each cell with what follows from its other fields: the parts of its id, and its status. Without the status,
/// other programs would have to know that schema 1 counts `unavailable` as expected in `as_expected`.
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
