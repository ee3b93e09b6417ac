//! Files for other programs, held to what these programs take: KCIDB by the `kcidb-io` package,
//! JUnit by its schema.
//!
//! `cargo xtask test` makes the Python environment `target/outside/venv`, or says what it leaves
//! out. By hand: `cargo nextest run -p nlmatrix --profile outside`.

use camino::Utf8Path;
use nlmatrix::process::Job;
use nlmatrix::run::Run;
use nlmatrix::{outcome, report, run};
use rstest::rstest;

use fixture::{cells, fixture};

#[path = "../src/report/fixture.rs"]
mod fixture;

const KCIDB: &str = "
import json, sys
import kcidb_io
kcidb_io.schema.V5_3.validate(json.load(sys.stdin))
";

const JUNIT: &str = "
import sys
import xmlschema
xmlschema.XMLSchema(sys.argv[1]).validate(sys.stdin.read())
";

/// Does the Python program `check` take `text`? What it says when it does not.
fn checked(check: &str, argument: &str, text: &str) -> Result<(), String> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("../target/outside/venv/bin/python");
    assert!(python.exists(), "no {python}: `cargo xtask test` makes it");
    let job = Job::new(python.as_str()).args(["-c", check, argument]).dir(root).stdin(text);
    job.run().map(drop).map_err(|error| error.to_string())
}

#[rstest]
#[case::fixture(fixture())]
#[case::many(cells(50))]
fn kcidb_io_takes_the_submission(#[case] run: Run) {
    checked(KCIDB, "", &report::kcidb(&run).to_string()).unwrap();
}

#[test]
fn kcidb_io_would_refuse_another_shape() {
    let mut submission = report::kcidb(&fixture());
    submission["tests"][0]["status"] = "SPLENDID".into();
    let error = checked(KCIDB, "", &submission.to_string()).unwrap_err();
    assert!(error.contains("SPLENDID"), "{error}");
}

#[rstest]
#[case::fixture(fixture())]
#[case::many(cells(50))]
fn junit_is_valid(#[case] run: Run) {
    checked(JUNIT, "tests/data/junit.xsd", &report::junit(&run).unwrap()).unwrap();
}

#[test]
fn the_schema_would_refuse_another_shape() {
    let xml = report::junit(&fixture()).unwrap().replace("<failure ", "<misfortune ");
    let xml = xml.replace("</failure>", "</misfortune>");
    let error = checked(JUNIT, "tests/data/junit.xsd", &xml).unwrap_err();
    assert!(error.contains("misfortune"), "{error}");
}
