//! What people are answered, as data for tools and as text.

use serde::Serialize;

use super::kernel::Kernel;
use super::run::Asserted;
use crate::version::KernelVersion;

/// Everything that is answered to one question.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answers {
    /// The kernel that the answers are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<Kernel>,
    /// Causes, the likeliest first; none where nothing is known.
    pub answers: Vec<Answer>,
    /// What was understood though nothing is known of it, and what would help.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// How sure it is that this is the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It gives such an error; so do other causes.
    Possible,
    /// It gives such an error in such a place.
    Likely,
    /// The text says so itself.
    Certain,
}

/// One cause.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// Its name: a symptom's, or the symbol that a compiler complains of.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// How sure that is.
    pub certainty: Certainty,
    /// What of the text shows it, and how that was read.
    pub seen: Vec<String>,
    /// How it comes about.
    pub cause: String,
    /// What is different since which version, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Step>,
    /// What to do.
    pub remedy: String,
    /// What tells it from other causes of the same.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub apart: String,
    /// What asserts it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asserted: Vec<Asserted>,
    /// What is known to be otherwise on the kernel in question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Where that was read or seen.
    pub source: String,
    /// Its page on the site, where one is configured.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// A step of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The first version of it.
    pub since: KernelVersion,
    /// What is so since then.
    pub says: String,
    /// Is it that of the kernel in question?
    pub here: bool,
}

/// Steps with the one marked that `version` is at.
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
