//! A step as it is written in a matrix file.

use std::fmt;

/// Stands for the name of a module that only its build knows: steps with it are left for the author to complete.
pub(in crate::init) const UNNAMED: &str = "NAME";

/// A step, and where it came from.
pub(super) struct Step {
    says: Vec<String>,
    body: Vec<String>,
    /// Is it certain? If not, it is a comment for a person to complete.
    is_sure: bool,
}

/// The width of comments.
const WIDTH: usize = 110;
impl Step {
    pub fn sure(says: Vec<String>, body: Vec<String>) -> Self {
        Self { says, body, is_sure: true }
    }

    pub fn unsure(says: Vec<String>, body: Vec<String>) -> Self {
        Self { says, body, is_sure: false }
    }

    /// The same as a comment, because of `says`.
    pub fn unless(mut self, says: &str) -> Self {
        self.says.push(says.to_owned());
        self.if_sure(false)
    }

    /// The same, unless `holds` is false: then it is a comment.
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
