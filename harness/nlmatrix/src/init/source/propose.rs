//! Steps, as a matrix file writes them.

use std::fmt;

use super::code::Code;
use super::{family, files, protocol};

/// A step, and where it came from.
pub(super) struct Step {
    says: Vec<String>,
    body: Vec<String>,
    /// Does it hold for sure? Else it is a comment, for a person to complete.
    is_sure: bool,
}

/// The steps that a first scenario can make of a module.
#[derive(Debug, Default)]
pub(in crate::init) struct Proposal {
    /// While it is loaded.
    pub loaded: String,
    /// Behind that.
    pub unloaded: String,
}

/// How wide comments are.
const WIDTH: usize = 110;
/// A scenario of more steps is no first one.
const MOST: usize = 60;

impl Step {
    pub fn sure(says: Vec<String>, body: Vec<String>) -> Self {
        Self { says, body, is_sure: true }
    }

    pub fn unsure(says: Vec<String>, body: Vec<String>) -> Self {
        Self { says, body, is_sure: false }
    }

    /// The same, unless `holds` fails: then it is a comment.
    pub fn if_sure(self, holds: bool) -> Self {
        Self { is_sure: self.is_sure && holds, ..self }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_sure { "" } else { "# " };
        for line in self.says.iter().flat_map(|text| wrapped(text)) {
            writeln!(f, "# {line}")?;
        }
        writeln!(f, "{sign}[[scenario.step]]")?;
        self.body.iter().try_for_each(|line| writeln!(f, "{sign}{line}"))
    }
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("never empty");
        if !last.is_empty() && last.len() + word.len() >= WIDTH {
            lines.push(word.to_owned());
        } else {
            *last = format!("{last} {word}").trim_start().to_owned();
        }
    }
    lines
}

/// What to try of `module`, by its sources.
pub(in crate::init) fn propose(code: &Code, module: &str) -> Proposal {
    let (shown, gone) = files::steps(code, module);
    let messages = family::steps(code).into_iter().chain(protocol::steps(code));
    let loaded =
        files::log(code, "module_init", "init_module").into_iter().chain(messages).chain(shown);
    let unloaded = files::log(code, "module_exit", "cleanup_module").into_iter().chain(gone);
    Proposal { loaded: text(loaded), unloaded: text(unloaded) }
}

fn text(steps: impl Iterator<Item = Step>) -> String {
    steps.take(MOST).map(|step| format!("\n{step}")).collect()
}
