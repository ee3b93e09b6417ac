//! What the kernel must not print in a cell, or has to print, as checks of its console.

use crate::console::{Complaint, texts};
use crate::matrix::{ComplaintRule, KernelEntry};
use crate::plan::Cell;
use crate::run::{CheckRecord, CheckVerdict};

/// How the names of these checks begin.
pub(super) const CHECK: &str = crate::scenario::checks::OF_CONSOLE;
const SILENCE: &str = "nothing said";

/// A check for each of `rules` that applies to `cell`.
pub(super) fn checks(
    rules: &[ComplaintRule],
    kernel: &KernelEntry,
    cell: &Cell,
    console: &str,
    complaints: &[Complaint],
) -> Vec<CheckRecord> {
    let id = cell.id.to_string();
    let name = id.split_once('/').map_or("", |(_, name)| name);
    let rules = rules.iter().filter(|rule| rule.matches(kernel, name));
    rules.map(|rule| check(rule, console, complaints)).collect()
}

fn check(rule: &ComplaintRule, console: &str, complaints: &[Complaint]) -> CheckRecord {
    let line = texts(console).find(|text| rule.line.is_match(text));
    // For a forbidden line, the check shows what was said.
    let observed = match line {
        Some(_) if rule.expected => "said",
        Some(line) => line,
        None => SILENCE,
    };
    let seen: Vec<&str> = complaints.iter().map(|complaint| complaint.text.as_str()).collect();
    CheckRecord {
        name: format!("{CHECK}{}", rule.name),
        reference: if rule.expected { "said" } else { SILENCE }.to_owned(),
        observed: observed.to_owned(),
        seen: if line.is_some() == rule.expected { String::new() } else { seen.join("\n") },
        predicted: None,
        event: None,
        verdict: CheckVerdict::Unjudged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{Matrix, load};
    use crate::plan::plan;
    use rstest::rstest;

    const CONSOLE: &str =
        "[ 1.0] netlink: 4 bytes leftover after parsing attributes in process `init'.\n";

    fn matrix(rule: &str) -> Matrix {
        let folder = tempfile::tempdir().unwrap();
        let path = camino::Utf8Path::from_path(folder.path()).unwrap().join("matrix.toml");
        let kernel = "[[kernel]]\nid = '6.12-deb13'\ndebian = { suite = 'trixie', series = '6.12' }\n\
                      [[kernel]]\nid = '5.4'\nsource = { version = '5.4' }\n";
        let text = format!(
            "schema = 1\nkernel-scenarios = ['boot', 'portid']\n{kernel}[[complaint]]\nname = 'x'\nreason = 'r'\n{rule}\n"
        );
        fs_err::write(&path, text).unwrap();
        load(&path, crate::scenario::shipped()).unwrap()
    }

    #[rstest]
    #[case("forbid = 'leftover'", CONSOLE, &["netlink: 4 bytes leftover after parsing attributes in process `init'."])]
    #[case("forbid = 'leftover'", "[ 1.0] all well\n", &[SILENCE])]
    #[case("expect = '^netlink: '", CONSOLE, &["said"])]
    #[case("expect = '^netlink: '", "", &[SILENCE])]
    #[case("forbid = 'leftover'\ncells = ['kernel/boot']", CONSOLE, &[])]
    #[case("forbid = 'leftover'\nexcept = ['kernel/*']", CONSOLE, &[])]
    #[case("forbid = 'leftover'\nkernels = '<5.10'", CONSOLE, &[])]
    fn looks_at_the_console(#[case] rule: &str, #[case] console: &str, #[case] observed: &[&str]) {
        let matrix = matrix(rule);
        let cells = plan(&matrix);
        let kernel = matrix.kernel("6.12-deb13").unwrap();
        let is_it = |cell: &&Cell| cell.id.scenario == "portid" && cell.id.kernel == kernel.id;
        let cell = cells.iter().find(is_it).unwrap();
        let complaints = crate::console::complaints(console);
        let checks = checks(&matrix.complaints, kernel, cell, console, &complaints);
        let seen: Vec<_> = checks.iter().map(|check| check.observed.as_str()).collect();
        assert_eq!(seen, observed);
    }
}
