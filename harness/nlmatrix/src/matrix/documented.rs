//! Holds `docs/matrix.md` to what the file's reader knows.

use camino::{Utf8Path, Utf8PathBuf};
use rstest::rstest;

use super::parse;

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/matrix.md");
    fs_err::read_to_string(path).unwrap()
}

/// A folder that has the files of the examples.
fn example() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/own/matrix.toml")
}

#[test]
fn its_examples_are_one_valid_file() {
    let page = page();
    let blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let text = format!("schema = 1\n{}", blocks.collect::<String>());
    let matrix = parse(&example(), &text, crate::scenario::shipped()).unwrap();
    assert_eq!((matrix.clients.len(), matrix.files.len(), matrix.scenarios.len()), (3, 1, 5));
    assert_eq!(matrix.roots.len(), 1);
    assert_eq!((matrix.kernels.len(), matrix.systems.len()), (4, 2));
    assert_eq!(matrix.expectations.len(), 2);
}

/// The keys that a table knows: its reader lists them when it finds an unknown one.
fn keys(error: &str) -> Vec<&str> {
    let known = error.split_once("expected ").expect("it names them").1;
    known.split('`').skip(1).step_by(2).collect()
}

/// Each key is in the first column of a table, or among the further keys of a step.
fn assert_listed(keys: &[&str], table: &str) {
    let page = page();
    let columns = |row: &str| -> Vec<String> { row.split(" | ").map(str::to_owned).collect() };
    let rows = page.lines().filter(|line| line.starts_with("| `")).map(columns);
    let listed: String =
        rows.map(|it| format!("{}{}", it[0], it.get(3).map_or("", |it| it))).collect();
    for key in keys {
        let name = format!("`{key}`");
        assert!(listed.contains(&name), "docs/matrix.md has no {name} of {table}");
    }
    assert!(!keys.is_empty(), "{table}");
}

#[rstest]
#[case("")]
#[case("[[kernel]]")]
#[case("[[kernel]]\nid = 'x'\n[kernel.debian]")]
#[case("[[kernel]]\nid = 'x'\n[kernel.apt]")]
#[case("[[kernel]]\nid = 'x'\n[kernel.rpm]")]
#[case("[[kernel]]\nid = 'x'\n[kernel.source]")]
#[case("[[kernel]]\nid = 'x'\n[kernel.prebuilt]")]
#[case("[sources]")]
#[case("[[system]]")]
#[case("[[system]]\npath = '.'\n[[system.generation]]")]
#[case("[[system]]\npath = '.'\n[[system.generation]]\n[[system.generation.refused]]")]
#[case("[[module]]")]
#[case("[[client]]")]
#[case("[[file]]")]
#[case("[[root]]")]
#[case("[[root]]\nname = 'x'\n[[root.published]]")]
#[case("[[scenario]]")]
#[case("[[complaint]]")]
#[case("[[scenario]]\nname = 'x'\n[[scenario.step]]")]
#[case("[[expect]]")]
#[case("[[thorough]]")]
#[case("[store]")]
fn it_lists_every_key(#[case] table: &str) {
    let text = format!("schema = 1\n{table}\nno-such-key = 1\n");
    let error = parse(&example(), &text, crate::scenario::shipped()).unwrap_err().to_string();
    assert_listed(&keys(&error), table);
}

#[rstest]
#[case("system.toml")]
#[case("g/generation.toml")]
fn it_lists_every_key_of_the_files_that_are_found(#[case] file: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::create_dir_all(folder.join("s/g")).unwrap();
    fs_err::write(folder.join("s").join(file), "no-such-key = 1\n").unwrap();
    let text = "schema = 1\n[[system]]\npath = 's'\n";
    let error = parse(&folder.join("matrix.toml"), text, crate::scenario::shipped())
        .unwrap_err()
        .to_string();
    assert!(error.starts_with(folder.join("s").join(file).as_str()), "{error}");
    assert_listed(&keys(&error), file);
}
