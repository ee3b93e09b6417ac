//! Proposals as TOML that can be appended to the matrix file.

use std::fmt;

use serde::Serialize;

use super::{Learned, Proposal};
use crate::matrix::Predicts;

#[derive(Serialize)]
struct Rows<'a> {
    expect: [Row<'a>; 1],
}

/// The keys of `[[expect]]`, in the order in which people write them.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<&'a str>,
    scenario: &'a str,
    kernels: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    reason: String,
    source: String,
}

impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = &self.date;
        writeln!(
            f,
            "\n# Proposed on {date} from what a run saw: nothing here is known to be right."
        )?;
        writeln!(
            f,
            "# Read each row, write why it is so, and append those you accept to the matrix"
        )?;
        writeln!(f, "# file. A cell whose checks fail may go on to show more: then learn again.")?;
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
    fn toml(&self, seen: &str) -> String {
        let (check, observed, outcome) = match &self.predicts {
            Predicts::Check { check, observed } => {
                (Some(check.as_str()), Some(observed.as_str()), None)
            }
            Predicts::Ending(outcome) => (None, None, Some(outcome.to_string())),
        };
        let row = Row {
            system: self.system.as_deref(),
            generation: self.generation.as_deref(),
            scenario: &self.scenario,
            kernels: self.kernels.to_string(),
            check,
            observed,
            outcome,
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
