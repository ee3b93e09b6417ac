use camino::Utf8Path;
use rstest::rstest;

use super::*;
use crate::console::Kind;
use crate::plan::{self, Cell};
use crate::run::{CheckRecord, Host, KernelRecord, Outcome, SCHEMA, Splat};
use crate::scenario::Stop;
use crate::scenario::checks::Planned;
use crate::verdict::{ARRIVED, End, Seen, of_run};

/// Two kernels of one series, and one between others.
const MATRIX: &str = r#"
schema = 1
[[kernel]]
id = "5.10"
debian = { suite = "a", series = "5.10" }
[[kernel]]
id = "6.1"
debian = { suite = "a", series = "6.1" }
[[kernel]]
id = "6.12-a"
debian = { suite = "a", series = "6.12" }
[[kernel]]
id = "6.12-b"
debian = { suite = "a", series = "6.12" }
[[kernel]]
id = "7.2"
debian = { suite = "a", series = "7.2" }
[[system]]
name = "s"
path = "/"
[[system.generation]]
name = "g"
kernels = "*"
scenarios = ["load-unload"]
"#;

/// What each kernel saw of the checks `size` and `end` (a dash: it was not made); a single word instead of two is how
/// it ended, followed by `=` and what that was about.
type Sight = [&'static str; 5];
const ALL_WELL: Sight = ["4 none"; 5];

/// Two kernels, and a scenario whose client exists with 64 and with 32 bits.
const OF_BOTH_BITS: &str = r#"
schema = 1
kernel-scenarios = ["talk"]
[[kernel]]
id = "5.10"
debian = { suite = "a", series = "5.10" }
[[kernel]]
id = "6.1"
debian = { suite = "a", series = "6.1" }
[[client]]
name = "talk"
source = "/bin/sh"
bits = [64, 32]
[[scenario]]
name = "talk"
[[scenario.step]]
run = ["talk"]
"#;

/// A run in which the kernels saw `sight`, judged by `text`; each kernel's cell with 32-bit clients comes last.
fn run(text: &str, sight: impl IntoIterator<Item = &'static str>) -> (Matrix, Run) {
    let matrix =
        crate::matrix::parse(Utf8Path::new("/m/matrix.toml"), text, crate::scenario::shipped())
            .unwrap();
    let is_ours = |it: &Cell| ["load-unload", "talk"].contains(&scenario_of(&it.id.scenario));
    let cells = plan::plan(&matrix).into_iter().filter(is_ours);
    let cells = cells.zip(sight).map(|(cell, saw)| record(&cell, saw)).collect();
    let kernel = |entry: &crate::matrix::KernelEntry| KernelRecord {
        id: entry.id.clone(),
        release: format!("{}.1-cloud", entry.series),
        ..KernelRecord::default()
    };
    let host = Host { started: "2026-11-21T10:00:00Z".to_owned(), ..Host::default() };
    let run = Run {
        schema: SCHEMA,
        host,
        kernels: matrix.kernels.iter().map(kernel).collect(),
        cells,
        ..Run::default()
    };
    (matrix, run)
}

fn record(cell: &Cell, saw: &str) -> CellRecord {
    let of_plan = cell.planned();
    let mut record = of_plan.blank();
    let (mut end, mut planned) = (End::default(), Planned::Told);
    match (saw.split_once(' '), saw.split_once('=')) {
        (Some((size, others)), None) => {
            let check = |name: &str, reference: &str, observed: &str| CheckRecord {
                name: name.to_owned(),
                reference: reference.to_owned(),
                observed: observed.to_owned(),
                ..CheckRecord::default()
            };
            record.checks.push(check("size", "4", size));
            record.checks.extend((others != "-").then(|| check("end", "none", others)));
            planned = Planned::Named(["size", "end"].map(str::to_owned).to_vec());
        }
        (_, Some(("crash", text))) => {
            let (kind, function) = text.split_once(':').unwrap();
            let kind = Kind::find(kind).unwrap();
            record.splats.push(Splat::new(kind, function.to_owned(), String::new()));
        }
        (_, Some(("leak", text))) => end.left.push(text.to_owned()),
        (_, Some(("hang", text))) => end.stop = Some(Stop::Hang(text.to_owned())),
        (_, Some((_, text))) => end.stop = Some(Stop::Broken(text.to_owned())),
        (None, None) => {
            record.outcome = serde_json::from_str(&format!("\"{saw}\"")).unwrap();
            record.as_expected = record.outcome == Outcome::Unavailable;
            return record;
        }
    }
    record.figures.insert(ARRIVED.to_owned(), 1.0);
    of_run(cell, Seen { end, arrived: true, reset: false, planned }, &mut record);
    record.settle(&cell.reason);
    record
}

/// Ranges and predictions of the rows.
fn rows(sight: Sight) -> Vec<String> {
    let (matrix, run) = run(MATRIX, sight);
    let rows = learn(&matrix, &run).rows;
    rows.iter().map(|row| format!("{}: {:?}", row.kernels, row.predicts)).collect()
}

const SIZE_8: &str = "Check { check: \"size\", observed: \"8\" }";

#[rstest]
#[case::alone(["4 none", "8 none", "4 none", "4 none", "4 none"], &["=6.1"])]
#[case::joined(["8 none", "8 none", "4 none", "4 none", "4 none"], &[">=5.10, <=6.1"])]
#[case::apart(["8 none", "4 none", "8 none", "8 none", "4 none"], &["=5.10", "=6.12"])]
#[case::all(["8 none"; 5], &[">=5.10, <=7.2"])]
#[case::not_seen_between(["8 none", "unavailable", "8 none", "8 none", "lost"], &["=5.10", "=6.12"])]
#[case::one_of_a_series_is_silent(["4 none", "4 none", "lost", "8 none", "4 none"], &["=6.12"])]
#[case::a_series_differs(["8 none", "4 none", "4 none", "8 none", "8 none"], &["=5.10", "=7.2"])]
fn ranges_are_no_wider_than_what_was_seen(#[case] sight: Sight, #[case] ranges: &[&str]) {
    let expected: Vec<_> = ranges.iter().map(|range| format!("{range}: {SIZE_8}")).collect();
    assert_eq!(rows(sight), expected);
}

#[test]
fn ends_are_told_apart_by_what_they_are_about() {
    let sight = ["crash=oops:f", "crash=oops:g", "leak=7 sockets", "leak=9 sockets", "hang=read"];
    let after = "after: Some(\"\")";
    let expected = [
        format!("=5.10: Ends {{ expected: Crash(\"oops:f\"), {after}, also: [] }}"),
        format!("=6.1: Ends {{ expected: Crash(\"oops:g\"), {after}, also: [] }}"),
        "=6.12: Ends { expected: Leak([\"* sockets\"]), after: None, also: [] }".to_owned(),
        format!("=7.2: Ends {{ expected: Hang(\"read\"), {after}, also: [] }}"),
    ];
    assert_eq!(rows(sight), expected);
}

#[test]
fn a_check_that_is_not_made_is_one_to_lack() {
    let sight = ["4 -", "8 -", "4 none", "4 none", "4 none"];
    let expected =
        [">=5.10, <=6.1: Absent([\"end\"])", "=6.1: Check { check: \"size\", observed: \"8\" }"];
    assert_eq!(rows(sight), expected);
}

/// The same outcome of another kind belongs to no row, and none is proposed that would hide it.
#[test]
fn another_kind_of_the_expected_outcome_is_a_remark() {
    let row = "[[expect]]\nscenario = 'load-unload'\nkernels = '=5.10'\noutcome = 'crash'\n\
               splat = 'oops:f'\nafter = ''\nreason = 'r'\nsource = 's'\n";
    let text = format!("{MATRIX}{row}");
    for (saw, remarks) in [("crash=oops:f", 0), ("crash=oops:g", 1), ("crash=kasan:f", 1)] {
        let (matrix, run) = run(&text, [saw, "4 none", "4 none", "4 none", "4 none"]);
        let learned = learn(&matrix, &run);
        assert_eq!((learned.rows.len(), learned.remarks.len()), (0, remarks), "{learned}");
        assert!(learned.remarks.iter().all(|it| it.contains("expected the splat `oops:f`")));
    }
}

#[test]
fn what_is_as_expected_teaches_nothing() {
    let (matrix, run) = run(MATRIX, ALL_WELL);
    let learned = learn(&matrix, &run);
    assert_eq!((learned.rows.len(), learned.remarks.len()), (0, 0));
}

#[rstest]
#[case::torn(["4 none", "4 none", "8 none", "4 none", "4 none"], "cannot tell")]
#[case::predicted_otherwise(["9 none", "4 none", "4 none", "4 none", "4 none"], "correct that row")]
#[case::did_not_happen(["4 none", "4 none", "4 none", "4 none", "4 none"], "narrow that row")]
fn a_row_that_is_in_the_way_is_named(#[case] sight: Sight, #[case] says: &str) {
    let row = "[[expect]]\nscenario = 'load-unload'\nkernels = '=5.10'\ncheck = 'size'\n\
               observed = '7'\nreason = 'r'\nsource = 's'\n";
    let text = if says == "cannot tell" { MATRIX.to_owned() } else { format!("{MATRIX}{row}") };
    let (matrix, run) = run(&text, sight);
    let learned = learn(&matrix, &run);
    assert!(learned.rows.is_empty(), "{learned}");
    assert!(learned.remarks[0].contains(says), "{learned}");
}

/// Appended to the matrix file, the rows make the same observations expected.
#[rstest]
#[case(["8 EINVAL", "8 EINVAL", "4 EBUSY", "4 EBUSY", "4 none"])]
#[case(["crash=oops:f", "8 none", "leak=7 [x]*", "leak=8 [x]*", "hang=read {1,2}"])]
#[case(["8 -", "fail=insmod: EPERM", "9 none", "9 none", "4 EPERM"])]
fn accepted_rows_make_the_run_expected(#[case] sight: Sight) {
    let (matrix, seen) = run(MATRIX, sight);
    let (_, again) = run(&format!("{MATRIX}{}", learn(&matrix, &seen)), sight);
    let wrong: Vec<_> = again.cells.iter().filter(|cell| !cell.as_expected).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Each kernel's 64-bit cell, then its 32-bit cell.
#[rstest]
#[case::both(["8 none", "8 none", "8 none", "8 none"], &[">=5.10, <=6.1 None"])]
#[case::fewer(["4 none", "8 none", "4 none", "4 none"], &["=5.10 Some(32)"])]
#[case::more(["4 none", "4 none", "8 none", "4 none"], &["=6.1 Some(64)"])]
#[case::more_kernels(["8 none", "8 none", "8 none", "4 none"], &[">=5.10, <=6.1 Some(64)", "=5.10 Some(32)"])]
#[case::fewer_did_not_run(["8 none", "lost", "4 none", "lost"], &["=5.10 None"])]
fn clients_of_other_bits_are_told_apart(
    #[case] sight: [&'static str; 4],
    #[case] expected: &[&str],
) {
    let (matrix, seen) = run(OF_BOTH_BITS, sight);
    assert_eq!(seen.cells.len(), 4, "{:?}", seen.cells);
    let learned = learn(&matrix, &seen);
    let rows = learned.rows.iter().map(|row| format!("{} {:?}", row.kernels, row.bits));
    assert_eq!(rows.collect::<Vec<_>>(), expected, "{learned}");
    let (_, again) = run(&format!("{OF_BOTH_BITS}{learned}"), sight);
    let is_wrong = |cell: &&CellRecord| !cell.as_expected && cell.outcome != Outcome::Lost;
    let wrong: Vec<_> = again.cells.iter().filter(is_wrong).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_text_names_kernel_and_date() {
    let (matrix, run) = run(MATRIX, ["8 -", "4 none", "crash=oops:f", "crash=oops:f", "4 none"]);
    insta::assert_snapshot!(learn(&matrix, &run));
}
