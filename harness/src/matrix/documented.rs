//! `docs/matrix.md` is held to what the file's reader knows.

use camino::{Utf8Path, Utf8PathBuf};
use rstest::rstest;

use super::parse;

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/matrix.md");
    fs_err::read_to_string(path).unwrap()
}

/// A folder that has the files of the examples.
fn example() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("xtask/tests/own/matrix.toml")
}

#[test]
fn its_examples_are_one_valid_file() {
    let page = page();
    let blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let text = format!("schema = 1\n{}", blocks.collect::<String>());
    let matrix = parse(&example(), &text).unwrap();
    assert_eq!((matrix.clients.len(), matrix.files.len(), matrix.scenarios.len()), (3, 1, 2));
}

/// The reader names all keys of a table when it finds one that it does not know.
#[rstest]
#[case("[[module]]")]
#[case("[[client]]")]
#[case("[[file]]")]
#[case("[[scenario]]")]
#[case("[[scenario]]\nname = 'x'\n[[scenario.step]]")]
fn it_lists_every_key(#[case] table: &str) {
    let text = format!("schema = 1\n{table}\nno-such-key = 1\n");
    let error = parse(&example(), &text).unwrap_err().to_string();
    let known = error.split_once("expected one of ").expect("it names them").1;
    let page = page();
    for key in known.split('`').skip(1).step_by(2) {
        assert!(page.contains(&format!("`{key}`")), "docs/matrix.md has no `{key}` of {table}");
    }
}
