//! The format of `go test -json`: one event on each line (cmd/test2json). The event that ends a test has its result;
//! an event without a test is about a package.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::told::{Came, Told};

/// What its plan looks like, for messages about a missing one.
pub(super) const PLAN: &str = "a test that runs";

/// One event, without the fields that are not needed here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: String,
    #[serde(default)]
    package: String,
    test: Option<String>,
}

/// What `text`, its standard output, reports.
pub(super) fn read(text: &str) -> Told {
    let mut told = Told::default();
    let (mut begun, mut ended, mut failing) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let Ok(Event { action, package, test }) = serde_json::from_str::<Event>(line) else {
            told.break_off(format!("a line that is not an event: {line}"));
            continue;
        };
        let came = came(&action);
        match test {
            None if came.is_some() => {
                // A package can fail although none of its tests does: in its TestMain, because of a race, by its exit
                // status.
                if came == Some(Came::Failed) && !failing.contains(&package) {
                    told.break_off(format!("the package {package} failed, and none of its tests"));
                }
                ended.insert(package);
            }
            // Events of builds have no package.
            None => {
                begun.extend(Some(package).filter(|name| !name.is_empty()));
            }
            Some(test) if action == "run" => {
                begun.insert(package);
                told.promise(usize::from(!test.is_empty()));
            }
            Some(test) => {
                let name = if package.is_empty() { test } else { format!("{package} {test}") };
                if came == Some(Came::Failed) {
                    failing.insert(package);
                }
                came.into_iter().for_each(|came| told.add(&name, came));
            }
        }
    }
    if let Some(package) = begun.difference(&ended).next() {
        told.break_off(format!("the package {package} did not end"));
    }
    told
}

fn came(action: &str) -> Option<Came> {
    match action {
        "pass" => Some(Came::Ok),
        "fail" => Some(Came::Failed),
        "skip" => Some(Came::Skip),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `test2json` without `-p`, as when a test binary is run by itself.
    #[test]
    fn a_package_without_a_name_fails_by_its_tests() {
        let event = |action: &str| format!("{{\"Action\":\"{action}\",\"Test\":\"TestAdd\"}}\n");
        let told = read(&(event("run") + &event("fail") + "{\"Action\":\"fail\"}\n"));
        assert_eq!(told.made_in_words(), "1");
    }

    #[test]
    fn a_package_that_fails_without_a_test_of_it_has_failed() {
        let event = |action: &str, test: &str| {
            format!("{{\"Action\":\"{action}\",\"Package\":\"a/b\"{test}}}\n")
        };
        let begun = event("run", ",\"Test\":\"TestAdd\"") + &event("pass", ",\"Test\":\"TestAdd\"");
        assert_eq!(read(&(begun.clone() + &event("pass", ""))).made_in_words(), "1");
        let failed = read(&(begun + &event("fail", "")));
        assert_eq!(failed.made_in_words(), "the package a/b failed, and none of its tests");
    }
}
