//! The checked questions, and what answers look like.

use std::collections::BTreeMap;

use crate::version::{KernelVersion, VersionRange};

/// The form of a symbol that is not there.
pub const ABSENT: &str = "absent";
/// The answer when a symbol is there in none of the forms that are known.
pub const UNKNOWN: &str = "none of the forms";

/// The answers of one kernel: symbol → name of its form, [`ABSENT`] or [`UNKNOWN`].
pub type Facts = BTreeMap<String, String>;

/// All questions.
#[derive(Clone, Debug)]
pub struct Probes {
    /// One for each file, by name.
    pub areas: Vec<Area>,
    /// Differences from mainline's history that are known.
    pub backports: Vec<Backport>,
}

/// Symbols that are asked for in one translation unit.
#[derive(Clone, Debug)]
pub struct Area {
    /// The file's name without its end, as `genetlink`.
    pub name: String,
    /// What they are, for people.
    pub about: String,
    /// Headers that all of them need; a kernel need not have each of them.
    pub includes: Vec<String>,
    /// The symbols, as written.
    pub symbols: Vec<Symbol>,
}

/// One drifting symbol.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// As people write it: `genlmsg_put`, `genl_ops.policy`, `struct genl_split_ops`.
    pub name: String,
    /// Where its history comes from.
    pub source: String,
    /// First mainline version → name of the form since then; 2.6.0 is always there.
    pub history: BTreeMap<KernelVersion, String>,
    /// Its forms, without [`ABSENT`], the oldest first: the first that compiles is the answer.
    pub forms: Vec<Form>,
}

/// One form of a symbol.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name, as `net-unit-cfg`.
    pub name: String,
    /// What people are shown.
    pub words: String,
    /// Statements that compile with this form alone.
    pub code: String,
    /// A macro that has to be defined for it; empty when there is none.
    pub r#macro: String,
}

/// A form that some kernels have though mainline's history says otherwise.
#[derive(Clone, Debug)]
pub struct Backport {
    /// The symbol.
    pub symbol: String,
    /// The form they have.
    pub form: String,
    /// The kernels.
    pub kernels: VersionRange,
    /// Why.
    pub reason: String,
    /// Where that was seen.
    pub source: String,
}

impl Probes {
    /// Every symbol, area by area.
    pub fn symbols(&self) -> impl Iterator<Item = &Symbol> {
        self.areas.iter().flat_map(|area| &area.symbols)
    }

    /// The symbol with this name.
    pub fn symbol(&self, name: &str) -> Option<&Symbol> {
        self.symbols().find(|symbol| symbol.name == name)
    }

    /// The known backport of `form` to `version`.
    pub fn backport(&self, symbol: &str, form: &str, version: &KernelVersion) -> Option<&Backport> {
        self.backports.iter().find(|it| {
            (it.symbol.as_str(), it.form.as_str()) == (symbol, form) && it.kernels.contains(version)
        })
    }
}

impl Symbol {
    /// The form that mainline's history gives to `version`. A release candidate has the form of its
    /// release: interfaces change in the merge window before -rc1.
    pub fn expected(&self, version: &KernelVersion) -> &str {
        let until_then = self.history.iter().rev();
        let mut since = until_then.filter(|(first, _)| first.numbers() <= version.numbers());
        since.next().map_or(ABSENT, |(_, form)| form)
    }

    /// What people are shown for `form`.
    pub fn words<'a>(&'a self, form: &'a str) -> &'a str {
        self.forms.iter().find(|it| it.name == form).map_or(form, |it| &it.words)
    }

    /// Is `form` one of its forms, [`ABSENT`] included where history knows it?
    pub fn has_form(&self, form: &str) -> bool {
        self.history.values().any(|name| name == form)
    }
}
