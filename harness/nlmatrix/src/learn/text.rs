//! Proposals as TOML that can be appended to the matrix file.

use std::fmt;

use serde::Serialize;

use super::{Learned, Proposal};
use crate::expected::{ExpectedOutcome, Pattern};
use crate::matrix::Predicts;
use crate::run::Outcome;

#[derive(Serialize)]
struct Rows<'a> {
    expect: [Row<'a>; 1],
}

/// The keys of `[[expect]]` in their usual order.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<&'a str>,
    scenario: &'a str,
    kernels: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bits: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    absent: &'a [String],
    #[serde(flatten)]
    end: End<'a>,
    reason: String,
    source: String,
}

/// The keys that describe an end.
#[derive(Default, Serialize)]
struct End<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    splat: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hangs: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    checks: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    stops: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
}

impl<'a> End<'a> {
    fn of(expected: &'a ExpectedOutcome, after: Option<&'a str>) -> Self {
        let outcome = Some(expected.outcome().unwrap_or(Outcome::Pass));
        let end = Self { outcome, after, ..Self::default() };
        match expected {
            ExpectedOutcome::Well | ExpectedOutcome::NoDevice => end,
            ExpectedOutcome::Crash(splat) => Self { splat: Some(splat.as_str()), ..end },
            ExpectedOutcome::Hang(what) => Self { hangs: Some(what.as_str()), ..end },
            ExpectedOutcome::Leak(left) => {
                Self { left: left.iter().map(Pattern::as_str).collect(), ..end }
            }
            ExpectedOutcome::Fail(checks) => Self { checks, ..end },
            ExpectedOutcome::Stop(why) => Self { stops: Some(why.as_str()), ..end },
        }
    }
}

impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = &self.date;
        writeln!(
            f,
            "\n# Proposed on {date} from what a run saw. Nobody has checked any of it yet."
        )?;
        writeln!(
            f,
            "# Read each row, write why it is so, and append those you accept to the matrix"
        )?;
        writeln!(
            f,
            "# file. A cell whose checks failed may show more once they are accepted: then learn again."
        )?;
        for remark in &self.remarks {
            writeln!(f, "\n# No row for {}", line(remark))?;
        }
        for row in &self.rows {
            let seen = format!("seen on {}, {date}", row.releases.join(", "));
            writeln!(f, "\n# {}: {}", line(&seen), line(&row.words))?;
            f.write_str(&row.toml(&seen))?;
        }
        Ok(())
    }
}

impl Proposal {
    pub(super) fn toml(&self, seen: &str) -> String {
        let (mut check, mut observed, mut absent) = (None, None, &[][..]);
        let mut end = End::default();
        match &self.predicts {
            Predicts::Check { check: name, observed: value } => {
                (check, observed) = (Some(name.as_str()), Some(value.as_str()));
            }
            Predicts::Absent(names) => absent = names,
            Predicts::Ends { expected, after, also } => {
                let also = also.iter().map(Pattern::as_str).collect();
                end = End { also, ..End::of(expected, after.as_deref()) };
            }
        }
        let row = Row {
            system: self.system.as_deref(),
            generation: self.generation.as_deref(),
            scenario: &self.scenario,
            kernels: self.kernels.to_string(),
            bits: self.bits,
            check,
            observed,
            absent,
            end,
            reason: format!("learned, to be explained: {}", line(&self.words)),
            source: seen.to_owned(),
        };
        toml::to_string(&Rows { expect: [row] }).expect("strings are TOML")
    }
}

/// One line of a comment, not too long.
fn line(text: &str) -> String {
    const MOST: usize = 300;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(clean).take(MOST).collect()
}
