//! The mainline commits that our files name, and the releases with which they came according to these files.

use std::sync::LazyLock;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::version::{KernelVersion, VersionRange};
use regex::Regex;
use toml::{Table, Value};

/// The folders whose files name commits.
const FOLDERS: [&str; 2] = ["kmods", "harness/expect"];

/// A commit, followed by its release: `b4b510290b0 (2.6.24)`.
static COMMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b([0-9a-f]{10,40})\b(?: \((\d+(?:\.\d+)+))?").expect("a fixed expression")
});

/// A commit and the place that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its short name.
    pub commit: String,
    /// It came with one of these releases; empty if nothing is said.
    pub since: Vec<KernelVersion>,
    /// The file, and the table in it.
    pub place: String,
}

/// All that the files in `root`, the repository, name.
pub fn all(root: &Utf8Path) -> anyhow::Result<Vec<Named>> {
    let mut named = Vec::new();
    for folder in FOLDERS {
        in_folder(root, Utf8Path::new(folder), &mut named)?;
    }
    Ok(named)
}

fn in_folder(root: &Utf8Path, folder: &Utf8Path, named: &mut Vec<Named>) -> anyhow::Result<()> {
    let mut below: Vec<Utf8PathBuf> = Vec::new();
    for entry in root.join(folder).read_dir_utf8().with_context(|| folder.to_string())? {
        below.push(folder.join(entry?.file_name()));
    }
    below.sort();
    for path in below {
        match path.extension() {
            Some("toml") => {
                let text = fs_err::read_to_string(root.join(&path))?;
                let table: Table = toml::from_str(&text).with_context(|| path.to_string())?;
                in_table(&table, path.as_str(), named);
            }
            Some("cocci") => {
                let text = fs_err::read_to_string(root.join(&path))?;
                named.extend(in_patch(&text, path.as_str()));
            }
            _ if root.join(&path).is_dir() => in_folder(root, &path, named)?,
            _ => {}
        }
    }
    Ok(())
}

/// What the `source` of a table and of its subtables names. A commit without a release came with one of the versions
/// that the table itself is about.
fn in_table(table: &Table, place: &str, named: &mut Vec<Named>) {
    let name = table.get("name").and_then(Value::as_str);
    let place = name.map_or_else(|| place.to_owned(), |name| format!("{place}: {name}"));
    let source = table.get("source").and_then(Value::as_str).unwrap_or_default();
    for found in COMMIT.captures_iter(source).filter(|found| is_name(&found[1])) {
        let said = found.get(2).and_then(|it| it.as_str().parse().ok());
        let since = said.map_or_else(|| edges(table), |version| vec![version]);
        named.push(Named { commit: found[1].to_owned(), since, place: place.clone() });
    }
    for below in table.values().flat_map(tables) {
        in_table(below, &place, named);
    }
}

fn tables(value: &Value) -> Vec<&Table> {
    match value {
        Value::Table(table) => vec![table],
        Value::Array(all) => all.iter().flat_map(tables).collect(),
        _ => Vec::new(),
    }
}

/// Where the range of a row begins and ends, or the steps of a history.
fn edges(table: &Table) -> Vec<KernelVersion> {
    let kernels = table.get("kernels").and_then(Value::as_str);
    let range: Option<VersionRange> = kernels.and_then(|text| text.parse().ok());
    let history = table.get("history").and_then(Value::as_table);
    let steps = history.into_iter().flat_map(Table::keys).filter_map(|key| key.parse().ok());
    range.iter().flat_map(VersionRange::edges).chain(steps).collect()
}

/// What the head of a semantic patch names: `// since: 2.6.24, commit b4b510290b0, cd40b7d3983`.
fn in_patch(text: &str, place: &str) -> Vec<Named> {
    let head = text.lines().find_map(|line| line.strip_prefix("// since: "));
    let (since, commits) = head.and_then(|it| it.split_once(", commit ")).unwrap_or_default();
    let since: Vec<_> = since.parse().into_iter().collect();
    let of = |commit: &str| Named {
        commit: commit.trim().to_owned(),
        since: since.clone(),
        place: place.to_owned(),
    };
    commits.split(',').filter(|commit| !commit.is_empty()).map(of).collect()
}

/// Digits alone are a number, not a commit.
fn is_name(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::cargo::workspace;

    fn said(named: &[Named]) -> Vec<String> {
        let words = |it: &Named| {
            let since: Vec<_> = it.since.iter().map(ToString::to_string).collect();
            format!("{} {} {}", it.place, it.commit, since.join("|"))
        };
        named.iter().map(words).collect()
    }

    #[rstest]
    #[case::beside_it(
        "[[symbol]]\nname = 'f'\nsource = 'f.h; commits aaaaaaaaaaa1 (2.6.14), bbbbbbbbbb2 (3.1: y)'",
        &["x: f aaaaaaaaaaa1 2.6.14", "x: f bbbbbbbbbb2 3.1"]
    )]
    #[case::of_a_row("[[expect]]\nkernels = '>=3.1, <5.2'\nsource = '8cb081746c03'", &["x 8cb081746c03 3.1|5.2"])]
    #[case::of_a_history(
        "[[symbol]]\nname = 'f'\nsource = 'commit 8cb081746c03'\nhistory = { '2.6.0' = 'a', '5.2' = 'b' }",
        &["x: f 8cb081746c03 2.6.0|5.2"]
    )]
    #[case::of_nothing("[[symptom]]\nname = 's'\nkernels = '*'\nsource = 'commit 8cb081746c03'", &["x: s 8cb081746c03 "])]
    #[case::numbers_and_other_keys("source = '1234567890'\nother = '8cb081746c03'", &[])]
    fn tables_name_commits(#[case] text: &str, #[case] expected: &[&str]) {
        let mut named = Vec::new();
        in_table(&toml::from_str(text).unwrap(), "x", &mut named);
        assert_eq!(said(&named), expected);
    }

    #[test]
    fn heads_of_patches_name_commits() {
        let text =
            "// a\n// since: 2.6.24, commit b4b510290b0, cd40b7d3983\n// since: 3.0, commit z\n";
        assert_eq!(said(&in_patch(text, "p")), ["p b4b510290b0 2.6.24", "p cd40b7d3983 2.6.24"]);
        assert_eq!(in_patch("// since: 2.6.24\n", "p"), []);
    }

    #[test]
    fn our_files_are_read() {
        let named = all(&workspace()).unwrap();
        assert!(named.len() > 80, "{}", named.len());
        let places =
            ["kmods/probes/netlink.toml: netlink_kernel_create", "harness/expect/portid.toml"];
        let is_there = |place: &&str| named.iter().any(|it| it.place.starts_with(*place));
        assert!(is_there(&places[0]), "{:?}", said(&named));
        assert!(named.iter().any(|it| it.place.starts_with("harness/expect/")));
        assert!(named.iter().any(|it| it.place.ends_with(".cocci")));
    }
}
