//! What a test program reported, whatever language it is written in.

/// The result of a test point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Came {
    /// It passed.
    Ok,
    /// It failed, as its author expected.
    Todo,
    /// It passed, although its author expected it to fail.
    Unexpected,
    /// It was skipped: it has tested nothing, and does not count as passed.
    Skip,
    /// It failed.
    Failed,
    /// Something that it depends on failed.
    Error,
}

impl Came {
    /// As checks show it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Todo => "todo",
            Self::Unexpected => "unexpected success",
            Self::Skip => "skip",
            Self::Failed => "not ok",
            Self::Error => "error",
        }
    }

    /// What its result should have been.
    pub fn wanted(self) -> &'static str {
        if matches!(self, Self::Todo | Self::Unexpected) { "todo" } else { "ok" }
    }

    /// Does its program end with a status that shows this?
    pub fn fails(self) -> bool {
        matches!(self, Self::Failed | Self::Error | Self::Unexpected)
    }
}

/// The whole report.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// The test points, by name and in order. If one is reported twice, the worse result counts: some fail once more
    /// when they clean up.
    pub points: Vec<(String, Came)>,
    /// How many it says there are; `None` if it does not say.
    pub promised: Option<usize>,
    /// What kept it from its end, or could not be parsed.
    pub broken: Option<String>,
}

impl Told {
    /// Adds a test point.
    pub fn add(&mut self, name: &str, came: Came) {
        match self.points.iter_mut().find(|(other, _)| other == name) {
            Some((_, known)) => *known = came.max(*known),
            None => self.points.push((name.to_owned(), came)),
        }
    }

    /// `name`, or a similar one if another test point already has it.
    pub fn distinct(&self, name: String) -> String {
        let is_taken = |name: &String| self.points.iter().any(|(other, _)| other == name);
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name));
        free.expect("numbers do not end")
    }

    /// Promises `count` more points.
    pub fn promise(&mut self, count: usize) {
        *self.promised.get_or_insert(0) += count;
    }

    /// Records the first thing that went wrong.
    pub fn break_off(&mut self, why: impl Into<String>) {
        self.broken.get_or_insert(why.into());
    }

    /// How many test points there have to be. A program that promises none, or does not say how many, has tested
    /// nothing, whatever its exit status.
    pub fn promise_in_words(&self, plan: &str) -> String {
        match self.promised {
            None => plan.to_owned(),
            Some(0) => "at least one".to_owned(),
            Some(count) => count.to_string(),
        }
    }

    /// How many there are, or what went wrong.
    pub fn made_in_words(&self) -> String {
        self.broken.clone().unwrap_or_else(|| self.points.len().to_string())
    }
}
