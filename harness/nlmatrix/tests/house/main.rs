//! The house: which file uses what from which. Files that need each other can only be understood
//! together, and a stage that knows a later one cannot be changed alone; so there are neither.
//!
//! An arrow runs from a file to each file that defines something it names; `mod` lines are none, and
//! what only tests compile has none.

mod arrows;
mod files;
mod tokens;

use std::path::{Path, PathBuf};

use arrows::{Arrows, between, circles};
use files::File;

/// The folders and files of `harness/nlmatrix/src`, from what all others are built on to what knows all
/// others. Between them are the stages in the order in which a run goes through them; a file only uses
/// its own and earlier ones. A new one comes after everything that it needs.
const ROOMS: &[&str] = &[
    // What works without a matrix.
    "excerpt",
    "words",
    "names",
    "errno",
    "fault",
    "digest",
    "decompress",
    "untar",
    "version",
    "vendor",
    "arch",
    "arithmetic",
    "process",
    "store",
    "terminal",
    "signals",
    "environment",
    "doctor",
    "console",
    "run",
    "expected",
    "served",
    "facts",
    "spec",
    // The stages.
    "matrix",
    "plan",
    "debian",
    "toolchain",
    "root",
    "kernel",
    "module",
    "probe",
    "client",
    "image",
    "vm",
    "guest",
    "scenario",
    "verdict",
    "explain",
    "report",
    // What is not part of a run.
    "port",
    "porting",
    "site",
    "learn",
    "ci",
    "init",
    "fuzz",
    // What knows all stages.
    "runner",
    "bench",
    "bisect",
];

/// The roots of all crates.
const ROOTS: &[&str] = &[
    "harness/nlmatrix/src/lib.rs",
    "harness/cli/src/lib.rs",
    "harness/xtask/src/main.rs",
    "harness/wire/src/lib.rs",
    "harness/fuzz/src/lib.rs",
    "images/agent/src/main.rs",
    "images/toolchains/legacy-cc/src/lib.rs",
];

fn root(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

/// What one file uses from another, in words.
fn told(files: &[File], arrows: &Arrows, from: usize, to: usize) -> String {
    let names: Vec<&str> = arrows[&from][&to].iter().map(String::as_str).collect();
    format!("{} takes {} from {}", files[from].name, names.join(", "), files[to].name)
}

/// The arrows within each circle.
fn within_circles(files: &[File]) -> Vec<String> {
    let arrows = between(files);
    let within = |circle: &std::collections::BTreeSet<usize>| -> Vec<String> {
        let pairs = circle.iter().flat_map(|from| arrows[from].keys().map(move |to| (*from, *to)));
        let inside = pairs.filter(|(_, to)| circle.contains(to));
        inside.map(|(from, to)| told(files, &arrows, from, to)).collect()
    };
    circles(&arrows).iter().map(|circle| within(circle).join("; ")).collect()
}

/// The arrows that lead to a later one of `rooms`.
fn upward(files: &[File], rooms: &[&str]) -> Vec<String> {
    let arrows = between(files);
    let room = |file: usize| rooms.iter().position(|room| *room == files[file].room());
    let pairs = arrows.iter().flat_map(|(from, to)| to.keys().map(move |to| (*from, *to)));
    let upward = pairs.filter(|(from, to)| room(*from).is_some_and(|it| Some(it) < room(*to)));
    upward.map(|(from, to)| told(files, &arrows, from, to)).collect()
}

#[test]
fn no_files_need_each_other() {
    for path in ROOTS {
        let circles = within_circles(&files::read(&root(path)));
        assert_eq!(circles, [""; 0], "{path}: move what they share into a file of its own");
    }
}

#[test]
fn every_file_takes_only_from_what_comes_before_it() {
    let files = files::read(&root(ROOTS[0]));
    for child in files[0].children.keys() {
        assert!(ROOMS.contains(&child.as_str()), "{child}: give it its place in ROOMS");
    }
    assert_eq!(upward(&files, ROOMS), [""; 0], "hand in what it takes, or move that to before it");
}

/// What scenarios build and parse is in the guest's byte order: the host's is always wrong there.
#[test]
fn scenarios_write_numbers_as_the_guest_does() {
    let mut wrong = Vec::new();
    for folder in ["harness/nlmatrix/src/scenario", "harness/wire/src/netlink"] {
        each_file(&root(folder), &mut |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let is_order = path.ends_with("order.rs");
            if !is_order && ["le_bytes", "ne_bytes"].iter().any(|it| code.contains(it)) {
                wrong.push(path.display().to_string());
            }
        });
    }
    assert_eq!(wrong, [""; 0], "take Number::to_guest and from_guest of nlmatrix_wire::netlink");
}

fn each_file(folder: &Path, see: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            each_file(&entry.path(), see);
        } else if entry.path().extension().is_some_and(|it| it == "rs") {
            see(&entry.path());
        }
    }
}

/// A crate with four files, in which `late` and `early::below` need each other through two re-exports.
#[test]
fn a_circle_and_an_arrow_upwards_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("lib.rs", "mod early; mod late; // mod gone;\npub use late::Late as Handed;");
    write(
        "early/mod.rs",
        "mod below;\npub use below::{self, *};\npub const NOTE: &str = \"late::X\";",
    );
    write(
        "early/below.rs",
        "pub struct Low<'a>(&'a u8, crate::Handed);\n#[cfg(test)]\nmod tests { use super::super::NOTE; }",
    );
    write("late.rs", "use crate::{early::{Low as Deep}, Handed};\npub struct Late(Deep, '{');");
    let files = files::read(&folder.path().join("lib.rs"));
    let there = "early/below.rs takes Late from late.rs";
    let back = "late.rs takes Low from early/below.rs";
    assert_eq!(within_circles(&files), [format!("{there}; {back}")]);
    assert_eq!(upward(&files, &["early", "late"]), [there]);
    assert_eq!(upward(&files, &["late", "early"]), [back]);
}
