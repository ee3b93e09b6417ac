//! The names of the checks that steps make. The plan of a scenario's checks follows from its steps, so both are made
//! here.

use std::collections::{BTreeMap, HashMap};

use regex::Regex;

use crate::matrix::{Action, ExpectedRun, Said, Step};
use crate::scenario::Test;

pub(super) fn insmod(module: &str) -> String {
    format!("insmod {}", Test::module_name(module))
}

pub(super) fn rmmod(module: &str) -> String {
    format!("rmmod {}", Test::module_name(module))
}

pub(super) fn exit(program: &str) -> String {
    format!("exit of {program}")
}

/// `program` is its command line, or the name that a step gave it.
pub(super) fn output(stream: &str, program: &str, pattern: &Regex) -> String {
    format!("{stream} of {program} matches `{pattern}`")
}

pub(super) fn without(what: &str, pattern: &Regex) -> String {
    format!("{what} is without `{pattern}`")
}

pub(super) fn output_of(program: &str) -> String {
    format!("output of {program}")
}

pub(super) fn started(argv: &[String]) -> String {
    format!("start {}", argv.join(" "))
}

pub(super) fn exists(path: &str) -> String {
    format!("exists {path}")
}

pub(super) fn read(path: &str) -> String {
    format!("read {path}")
}

pub(super) fn contents(path: &str, pattern: &Regex) -> String {
    format!("{path} matches `{pattern}`")
}

pub(super) fn written(path: &str) -> String {
    format!("write {path}")
}

pub(super) fn log(pattern: &Regex, is_absent: bool) -> String {
    match is_absent {
        true => without("kernel log", pattern),
        false => format!("kernel log matches `{pattern}`"),
    }
}

pub(super) fn uevent(fields: &BTreeMap<String, String>, is_absent: bool) -> String {
    format!("{}uevent {}", if is_absent { "no " } else { "" }, pairs(fields).join(" "))
}

/// `KEY=value` of each field.
pub(super) fn pairs(fields: &BTreeMap<String, String>) -> Vec<String> {
    fields.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

pub(super) fn family(name: &str) -> String {
    format!("family {name}")
}

pub(super) fn namespaces(name: &str) -> String {
    format!("namespaces {name}")
}

/// The name of a check that is made in the namespaces `place`.
pub(super) fn inside(name: &str, place: Option<&String>) -> String {
    place.map_or_else(|| name.to_owned(), |place| format!("{name} in {place}"))
}

impl Step {
    /// The checks that it makes if `modules` are the cell's modules.
    pub(super) fn checks(&self, modules: &[String]) -> Vec<String> {
        let checks = self.action.checks(modules);
        checks.iter().map(|name| inside(name, self.place.as_ref())).collect()
    }
}

impl Action {
    /// The checks that it makes if `modules` are the cell's modules.
    pub(super) fn checks(&self, modules: &[String]) -> Vec<String> {
        match self {
            Self::Load { .. } => modules.iter().map(|module| insmod(module)).collect(),
            Self::Unload { errno } => {
                // What a refused module needs also stays loaded.
                let most = if errno == "none" { modules.len() } else { 1 };
                modules.iter().rev().take(most).map(|module| rmmod(module)).collect()
            }
            Self::Run(ExpectedRun { argv, said, .. }) => {
                let program = argv.join(" ");
                std::iter::once(exit(&program)).chain(said.checks(&program)).collect()
            }
            Self::Start { name, run } => {
                std::iter::once(started(&run.argv)).chain(run.said.checks(name)).collect()
            }
            Self::Wait { name, said } => said.checks(name),
            Self::Stop { name, said, .. } => {
                std::iter::once(exit(name)).chain(said.checks(name)).collect()
            }
            Self::Read { path, matches: None, without, .. } if without.is_empty() => {
                vec![read(path)]
            }
            Self::Read { path, matches, without: patterns, .. } => {
                let matches = matches.iter().map(|pattern| contents(path, pattern));
                matches.chain(patterns.iter().map(|pattern| without(path, pattern))).collect()
            }
            Self::Exists { path, .. } => vec![exists(path)],
            Self::Write { path, .. } => vec![written(path)],
            Self::Log { pattern, absent } => vec![log(pattern, absent.is_some())],
            Self::Uevent { fields, absent } => vec![uevent(fields, absent.is_some())],
            Self::Family(name) => vec![family(name)],
            Self::Exchange(exchange) => exchange.checks(),
            Self::Join(join) => vec![join.check()],
            Self::Namespaces { name, .. } => vec![namespaces(name)],
            Self::Sleep(_) | Self::Leave(_) => Vec::new(),
        }
    }
}

impl Said {
    /// The checks of what `program` prints.
    fn checks(&self, program: &str) -> Vec<String> {
        let stdout = self.stdout.iter().map(|pattern| output("stdout", program, pattern));
        let stderr = self.stderr.iter().map(|pattern| output("stderr", program, pattern));
        let none = self.without.iter().map(|pattern| without(&output_of(program), pattern));
        stdout.chain(stderr).chain(none).collect()
    }
}

/// Makes names unique: the second `insmod m` is `insmod m (2)`.
pub(super) fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let number = |name: String| {
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name} ({count})") }
    };
    names.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_there_once() {
        let names = ["a", "b", "a", "a"].map(str::to_owned);
        assert_eq!(distinct(names), ["a", "b", "a (2)", "a (3)"]);
    }

    #[test]
    fn a_module_that_is_not_let_go_keeps_what_it_needs() {
        let modules = ["/modules/base.ko".to_owned(), "/modules/my-top.ko".to_owned()];
        let unload = |errno: &str| Action::Unload { errno: errno.to_owned() }.checks(&modules);
        assert_eq!(unload("none"), ["rmmod my_top", "rmmod base"]);
        assert_eq!(unload("EBUSY"), ["rmmod my_top"]);
    }
}
