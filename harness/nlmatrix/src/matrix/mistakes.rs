//! Every mistake that a matrix file can have, each with its message.
//!
//! `mistakes/NAME.toml` is a file with one mistake in it; its snapshot is what the user is told. If the mistake is in
//! a file that the matrix file refers to, both are in a folder, and `mistakes/NAME/matrix.toml` is the matrix file. A
//! message that no file provokes fails [`every_message_has_a_file`].

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::Location;
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};
use rstest::rstest;

use super::MatrixError;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matrix");

thread_local! {
    /// Where messages were made in this thread: file and line.
    static NOTED: RefCell<BTreeSet<(String, u32)>> = const { RefCell::new(BTreeSet::new()) };
}

/// Records where a message was made.
pub(super) fn note(caller: &Location) {
    let name = Utf8Path::new(caller.file()).file_name().unwrap_or_default().to_owned();
    NOTED.with_borrow_mut(|noted| noted.insert((name, caller.line())));
}

/// The message for the file at `path`, with a folder that is the same on every machine.
fn message(path: &Utf8Path) -> String {
    let text = fs_err::read_to_string(path).unwrap();
    // A folder of this repository, so that some paths exist.
    let matrix = path.with_file_name("matrix.toml");
    let error = super::parse(&matrix, &text, crate::scenario::shipped()).unwrap_err();
    let MatrixError::Wrong { path, line, message, .. } = &error else { panic!("{error}") };
    let wrong = if *path == matrix { text } else { fs_err::read_to_string(path).unwrap() };
    assert!(*line <= wrong.lines().count() + 1 && !message.is_empty());
    // The list of all scenarios would change with each new one, and so would that of all symbols.
    let text = error.to_string().replace(FOLDER, "");
    let lists = [("known: ack-", "known: …"), ("the most similar of", "the most similar of …")];
    let list = lists.iter().find_map(|(list, instead)| Some((text.find(list)?, instead)));
    list.map_or(text.clone(), |(at, instead)| format!("{}{instead}", &text[..at]))
}

/// Every file with a mistake, with its name.
fn files() -> Vec<(String, Utf8PathBuf)> {
    let mut files = Vec::new();
    for entry in Utf8Path::new(FOLDER).join("mistakes").read_dir_utf8().unwrap().flatten() {
        let path = entry.path();
        let name = path.file_stem().unwrap().to_owned();
        files.push((name, if path.is_dir() { path.join("matrix.toml") } else { path.to_owned() }));
    }
    files
}

#[rstest]
fn mistakes_are_told(
    #[files("src/matrix/mistakes/*.toml")]
    #[files("src/matrix/mistakes/*/matrix.toml")]
    path: PathBuf,
) {
    let (name, path) = files().into_iter().find(|(_, file)| *file == path).expect("it is listed");
    insta::assert_snapshot!(name, message(&path));
}

#[test]
fn every_message_has_a_file() {
    for (_, path) in files() {
        message(&path);
    }
    let mut calls = BTreeSet::new();
    for entry in Utf8Path::new(FOLDER).read_dir_utf8().unwrap().flatten() {
        let name = entry.file_name().to_owned();
        if !name.ends_with(".rs") || ["mistakes.rs", "error.rs"].contains(&name.as_str()) {
            continue;
        }
        let text = fs_err::read_to_string(entry.path()).unwrap();
        let lines = text.lines().zip(1u32..).filter(|(line, _)| line.contains(".wrong("));
        // The checker's own access to the source makes no message.
        let lines = lines.filter(|(line, _)| !line.contains("self.source.wrong("));
        calls.extend(lines.map(|(_, number)| (name.clone(), number)));
    }
    let noted = NOTED.take();
    let missing: Vec<_> = calls.difference(&noted).collect();
    assert!(!calls.is_empty() && missing.is_empty(), "add files to mistakes/ for {missing:?}");
}

#[test]
fn a_file_that_is_not_there_is_named_with_what_to_do() {
    let error = super::load("/no/such/matrix.toml".into(), crate::scenario::shipped()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to read the matrix file /no/such/matrix.toml: name another with --matrix, or let `init` \
         write a first one for a module"
    );
}
