//! Symbols with their forms and histories.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::version::{KernelVersion, VersionRange};

/// A commit with the version that it came with.
static COMMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b([0-9a-f]{10,40}) \(([0-9.]*[0-9])\b").expect("a fixed expression")
});

/// The form of a symbol that does not exist.
pub const ABSENT: &str = "absent";
/// The answer of a kernel's headers if a symbol exists in none of the known forms.
pub const UNKNOWN: &str = "none of the forms";

/// Everything that is known.
#[derive(Clone, Debug)]
pub struct Facts {
    /// One for each file, by name.
    pub areas: Vec<Area>,
}

/// Symbols that are asked about in one translation unit.
#[derive(Clone, Debug)]
pub struct Area {
    /// The file's name without its extension, like `genetlink`.
    pub name: String,
    /// What they are, in words.
    pub about: String,
    /// Headers that all of them need; a kernel may lack some of them.
    pub includes: Vec<String>,
    /// The symbols, in the order of the file.
    pub symbols: Vec<Arc<Symbol>>,
}

/// One symbol that changed.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// The name that people use: `genlmsg_put`, `genl_ops.policy`, `struct genl_split_ops`,
    /// `typedef nf_hookfn`, `linux/config.h`.
    pub name: String,
    /// Where its history comes from.
    pub source: String,
    /// First mainline version → name of the form since then; 2.6.0 is always in it.
    pub history: BTreeMap<KernelVersion, String>,
    /// Its forms, without [`ABSENT`], the oldest first: the first one that compiles is the answer.
    pub forms: Vec<Form>,
    /// What to use since such a version, in which it is absent.
    pub instead: BTreeMap<KernelVersion, String>,
    /// Kernels that are known to differ from mainline's history.
    pub backports: Vec<Backport>,
}

/// One form of a symbol.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name, like `net-unit-cfg`.
    pub name: String,
    /// The text that users see.
    pub words: String,
    /// Statements that compile only with this form.
    pub code: String,
    /// A macro that has to be defined for it; empty if there is none.
    pub r#macro: String,
    /// The members that its code uses, like `genl_ops.policy`.
    pub members: Vec<String>,
    /// The type of the callback that its code uses, as a compiler writes it.
    pub callback: Option<String>,
}

/// A form that some kernels have although mainline's history says otherwise.
#[derive(Clone, Debug)]
pub struct Backport {
    /// The form they have.
    pub form: String,
    /// The kernels.
    pub kernels: VersionRange,
    /// Whose they are, like `el7`; empty if all kernels of these versions are meant.
    pub vendor: String,
    /// Why.
    pub reason: String,
    /// Where that was seen.
    pub source: String,
}

impl Facts {
    /// Every symbol, area by area.
    pub fn symbols(&self) -> impl Iterator<Item = &Arc<Symbol>> {
        self.areas.iter().flat_map(|area| &area.symbols)
    }

    /// The symbol with this name.
    pub fn symbol(&self, name: &str) -> Option<&Arc<Symbol>> {
        self.symbols().find(|symbol| symbol.name == name)
    }
}

impl Backport {
    /// Does this vendor's kernel of `version` have it?
    pub fn is_of(&self, version: &KernelVersion, vendor: Option<&str>) -> bool {
        let is_theirs = self.vendor.is_empty() || vendor == Some(self.vendor.as_str());
        is_theirs && self.kernels.contains(version)
    }
}

impl Symbol {
    /// The mainline commit that brought its form of `since`, if its source names one, as `commit b4b510290b0
    /// (2.6.24)`.
    pub fn commits(&self, since: &KernelVersion) -> Vec<&str> {
        let named = COMMIT.captures_iter(&self.source);
        let named =
            named.filter_map(|found| Some((found.get(1)?.as_str(), found.get(2)?.as_str())));
        named
            .filter(|(_, version)| *version == since.to_string())
            .map(|(commit, _)| commit)
            .collect()
    }

    /// The step of mainline's history that applies to `version`: since when, and the form.
    ///
    /// A release candidate has the form of its release: interfaces change in the merge window before -rc1.
    pub fn step(&self, version: &KernelVersion) -> Option<(&KernelVersion, &str)> {
        let mut since = self.history.iter().rev();
        let found = since.find(|(first, _)| first.numbers() <= version.numbers());
        found.map(|(first, form)| (first, form.as_str()))
    }

    /// The form that `version` has according to mainline's history.
    pub fn expected(&self, version: &KernelVersion) -> &str {
        self.step(version).map_or(ABSENT, |(_, form)| form)
    }

    /// The form that `version` has, including known backports.
    pub fn form_on(&self, version: &KernelVersion) -> &str {
        self.form_in(version, None)
    }

    /// The same for a vendor's kernel.
    pub fn form_in(&self, version: &KernelVersion, vendor: Option<&str>) -> &str {
        let backport = self.backports.iter().find(|it| it.is_of(version, vendor));
        backport.map_or_else(|| self.expected(version), |it| &it.form)
    }

    /// The versions at which its form may change.
    pub fn edges(&self) -> impl Iterator<Item = KernelVersion> + '_ {
        let of_all = self.backports.iter().filter(|it| it.vendor.is_empty());
        let backported = of_all.flat_map(|it| it.kernels.edges());
        self.history.keys().copied().chain(backported)
    }

    /// The known backport of `form` to `version` in this vendor's kernel.
    pub fn backport(
        &self,
        form: &str,
        version: &KernelVersion,
        vendor: Option<&str>,
    ) -> Option<&Backport> {
        self.backports.iter().find(|it| it.form == form && it.is_of(version, vendor))
    }

    /// The form called `name`.
    pub fn form(&self, name: &str) -> Option<&Form> {
        self.forms.iter().find(|it| it.name == name)
    }

    /// The text that users see for `form`.
    pub fn words<'a>(&'a self, form: &'a str) -> &'a str {
        self.form(form).map_or(form, |it| &it.words)
    }

    /// Is `form` one of its forms, including [`ABSENT`] if it occurs in the history?
    pub fn has_form(&self, form: &str) -> bool {
        self.history.values().any(|name| name == form)
    }

    /// The name in compilers' messages: without `struct` or `typedef`.
    pub fn bare_name(&self) -> &str {
        let name = &self.name;
        name.strip_prefix("struct ").or(name.strip_prefix("typedef ")).unwrap_or(name)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// `f` is absent, old from 3.0, new from 5.0; the new form was backported to 4.9.
    pub(crate) fn facts() -> Facts {
        let form = |name: &str, words: &str| Form {
            name: name.to_owned(),
            words: words.to_owned(),
            code: "HAS(f);".to_owned(),
            r#macro: String::new(),
            members: Vec::new(),
            callback: None,
        };
        let history = [("2.6.0", "absent"), ("3.0", "old"), ("5.0", "new")];
        let backport = Backport {
            form: "new".to_owned(),
            kernels: "4.9".parse().unwrap(),
            vendor: String::new(),
            reason: "stable took it".to_owned(),
            source: "4.9.300".to_owned(),
        };
        let symbol = Symbol {
            name: "f".to_owned(),
            source: "f.h, 3.0 and 5.0".to_owned(),
            history: history.map(|(since, form)| (since.parse().unwrap(), form.to_owned())).into(),
            forms: vec![form("old", "(a)"), form("new", "(a, b)")],
            instead: BTreeMap::new(),
            backports: vec![backport],
        };
        let area = Area {
            name: "area".to_owned(),
            about: "an area".to_owned(),
            includes: Vec::new(),
            symbols: vec![symbol.into()],
        };
        Facts { areas: vec![area] }
    }
}
