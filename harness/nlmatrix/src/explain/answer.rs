//! The answers that users get, as data for tools and as text.

use serde::Serialize;

use super::kernel::Kernel;
use super::run::Asserted;
use crate::version::KernelVersion;

/// The whole answer to one question.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answers {
    /// The kernel that the answers are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<Kernel>,
    /// Causes, the likeliest first; empty if nothing is known.
    pub answers: Vec<Answer>,
    /// What was recognised although nothing is known about it, and what would help.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// How certain it is that this is the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It causes such an error, but so do others.
    Possible,
    /// It causes such an error in such a place.
    Likely,
    /// The text itself says so.
    Certain,
}

/// One cause.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// Its name: that of a symptom, or of the symbol about which a compiler complains.
    pub name: String,
    /// What it is, in one line.
    pub title: String,
    /// How certain it is.
    pub certainty: Certainty,
    /// What in the text shows it, and how that was interpreted.
    pub seen: Vec<String>,
    /// How it comes about.
    pub cause: String,
    /// What changed in which version, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Step>,
    /// What to do.
    pub remedy: String,
    /// How to distinguish it from other causes of the same symptom.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub apart: String,
    /// Scenarios that assert it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asserted: Vec<Asserted>,
    /// What is known to differ on the kernel in question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Where that was read or seen.
    pub source: String,
    /// Its page on the site, if one is configured.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// A step of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The first version of it.
    pub since: KernelVersion,
    /// What has been true since then.
    pub says: String,
    /// Does it apply to the kernel in question?
    pub here: bool,
}

/// The steps, with the one marked that applies to `version`.
pub(super) fn steps<'a>(
    history: impl IntoIterator<Item = (&'a KernelVersion, String)>,
    version: Option<&KernelVersion>,
) -> Vec<Step> {
    let step = |(since, says): (&KernelVersion, String)| Step { since: *since, says, here: false };
    let mut steps: Vec<Step> = history.into_iter().map(step).collect();
    let is_behind =
        |step: &&mut Step| version.is_some_and(|it| step.since.numbers() <= it.numbers());
    if let Some(step) = steps.iter_mut().rev().find(is_behind) {
        step.here = true;
    }
    steps
}
