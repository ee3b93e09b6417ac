//! The names of the checks that steps make. What a scenario does is the plan of its checks, so both
//! come from here.

use std::collections::{BTreeMap, HashMap};

use regex::Regex;

use crate::matrix::{Action, ExpectedRun};
use crate::scenario::Test;

pub(super) fn insmod(module: &str) -> String {
    format!("insmod {}", Test::module_name(module))
}

pub(super) fn rmmod(module: &str) -> String {
    format!("rmmod {}", Test::module_name(module))
}

pub(super) fn exit(argv: &[String]) -> String {
    format!("exit of {}", argv.join(" "))
}

pub(super) fn output(stream: &str, argv: &[String], pattern: &Regex) -> String {
    format!("{stream} of {} matches `{pattern}`", argv.join(" "))
}

pub(super) fn contents(path: &str, pattern: &Regex) -> String {
    format!("{path} matches `{pattern}`")
}

pub(super) fn written(path: &str) -> String {
    format!("write {path}")
}

pub(super) fn log(pattern: &Regex) -> String {
    format!("kernel log matches `{pattern}`")
}

pub(super) fn uevent(fields: &BTreeMap<String, String>) -> String {
    format!("uevent {}", pairs(fields).join(" "))
}

/// `KEY=value` of each field.
pub(super) fn pairs(fields: &BTreeMap<String, String>) -> Vec<String> {
    fields.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

pub(super) fn family(name: &str) -> String {
    format!("family {name}")
}

impl Action {
    /// The checks that it makes, with `modules` as the cell's modules.
    pub(super) fn checks(&self, modules: &[String]) -> Vec<String> {
        match self {
            Self::Load { .. } => modules.iter().map(|module| insmod(module)).collect(),
            Self::Unload { errno } => {
                // What a refused module needs stays as well.
                let most = if errno == "none" { modules.len() } else { 1 };
                modules.iter().rev().take(most).map(|module| rmmod(module)).collect()
            }
            Self::Run(ExpectedRun { argv, stdout, stderr, .. }) => {
                let stdout = stdout.iter().map(|pattern| output("stdout", argv, pattern));
                let stderr = stderr.iter().map(|pattern| output("stderr", argv, pattern));
                std::iter::once(exit(argv)).chain(stdout).chain(stderr).collect()
            }
            Self::Read { path, matches } => vec![contents(path, matches)],
            Self::Write { path, .. } => vec![written(path)],
            Self::Log(pattern) => vec![log(pattern)],
            Self::Uevent(fields) => vec![uevent(fields)],
            Self::Family(name) => vec![family(name)],
            Self::Exchange(exchange) => exchange.checks(),
            Self::Join(join) => vec![join.check()],
            Self::Sleep(_) => Vec::new(),
        }
    }
}

/// Each name once: the second `insmod m` is `insmod m (2)`.
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
