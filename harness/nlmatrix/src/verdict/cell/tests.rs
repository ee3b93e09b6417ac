use rstest::rstest;

use super::*;
use crate::console::Kind;
use crate::expected::Pattern;
use crate::guest::GuestError;
use crate::matrix::{Expectation, Predicts};
use crate::run::{CellId, ModuleId, Splat};
use crate::scenario::{self, Stop};

/// A cell of the scenario `s`, which is not registered, that should end as `predicts`.
fn cell(predicts: Vec<Predicts>) -> Cell {
    let row = |predicts| Expectation {
        arches: Vec::new(),
        of_32_bits: None,
        debug: None,
        vendors: Default::default(),
        system: None,
        generation: None,
        scenario: "s".to_owned(),
        kernels: "*".parse().unwrap(),
        predicts,
        reason: "older".to_owned(),
        source: "4.12".to_owned(),
        path: "/m/matrix.toml".into(),
        line: 7,
    };
    let predictions: Vec<Expectation> = predicts.into_iter().map(row).collect();
    let shipped = scenario::shipped().iter().find(|it| it.name == "s");
    let id = CellId::new("k", ModuleId::new("m", "g"), "s");
    let mut cell = Cell { predictions, shipped, ..Cell::passing(id) };
    cell.expected = cell.expected_outcome().0.outcome().unwrap_or(Outcome::Pass);
    cell
}

fn pattern(text: &str) -> Pattern {
    Pattern::new(text).unwrap()
}

fn crash(splat: &str) -> Predicts {
    Predicts::Ends {
        expected: ExpectedOutcome::Crash(pattern(splat)),
        after: None,
        also: Vec::new(),
    }
}

const ALL: &[&str] = &["a", "b", "c"];
const OOPS: Option<(Kind, &str)> = Some((Kind::Oops, "f"));

/// The result of a scenario with the planned checks `a`, `b` and `c`, of which those in `made` were made; a check
/// sees 0, and has a different reference if it is preceded by a colon.
fn record(
    cell: &Cell,
    splat: Option<(Kind, &str)>,
    end: End,
    arrived: bool,
    made: &[&str],
) -> CellRecord {
    let check = |text: &&str| {
        let (name, reference) = text.split_once(':').unwrap_or((text, "0"));
        CheckRecord {
            name: name.to_owned(),
            reference: reference.to_owned(),
            observed: "0".to_owned(),
            ..CheckRecord::default()
        }
    };
    let splat = splat.map(|(kind, function)| Splat::new(kind, function.to_owned(), String::new()));
    let planned = cell.planned();
    let mut record = CellRecord {
        checks: made.iter().map(check).collect(),
        splats: splat.into_iter().collect(),
        ..planned.blank()
    };
    let planned = Planned::Named(ALL.iter().map(|&name| name.to_owned()).collect());
    of_run(cell, Seen { end, arrived, reset: false, planned }, &mut record);
    record.settle(&cell.reason);
    record
}

fn left(things: &[&str]) -> End {
    End { stop: None, left: things.iter().map(|&thing| thing.to_owned()).collect() }
}

fn stopped(stop: Stop) -> End {
    End { stop: Some(stop), left: Vec::new() }
}

fn timed_out() -> End {
    let after = std::time::Duration::from_secs(5);
    stopped(Stop::Guest(GuestError::Silent { op: "sendmsg".to_owned(), after }))
}

#[rstest]
#[case::it(OOPS, true, ALL, true)]
#[case::another_function(Some((Kind::Oops, "g")), true, ALL, false)]
#[case::another_kind(Some((Kind::Kasan, "f")), true, ALL, false)]
#[case::too_early(OOPS, false, ALL, false)]
#[case::a_check_was_not_made(OOPS, true, &["a", "b"], false)]
#[case::a_check_differs(OOPS, true, &["a", "b:1", "c"], false)]
#[case::it_did_not_happen(None, true, ALL, false)]
fn a_crash_is_the_expected_one_only(
    #[case] splat: Option<(Kind, &str)>,
    #[case] arrived: bool,
    #[case] made: &[&str],
    #[case] as_expected: bool,
) {
    let record = record(&cell(vec![crash("oops:f")]), splat, End::default(), arrived, made);
    assert_eq!(record.as_expected, as_expected, "{record:?}");
    assert_eq!(record.objection.is_empty(), as_expected || splat.is_none(), "{record:?}");
}

#[rstest]
#[case::behind_it(&["a", "b"], true)]
#[case::before_it(&["a"], false)]
#[case::later(ALL, false)]
#[case::it_differs(&["a", "b:1"], false)]
fn an_end_behind_a_check_drops_no_check_before_it(
    #[case] made: &[&str],
    #[case] as_expected: bool,
) {
    let after = Some("b".to_owned());
    let row = Predicts::Ends {
        expected: ExpectedOutcome::Crash(pattern("oops:f")),
        after,
        also: Vec::new(),
    };
    let record = record(&cell(vec![row]), OOPS, End::default(), false, made);
    assert_eq!(record.as_expected, as_expected, "{record:?}");
}

#[test]
fn a_difference_that_is_predicted_does_not_hide_a_crash_nor_the_other_way_round() {
    let known = Predicts::Check { check: "b".to_owned(), observed: "0".to_owned() };
    let cell = cell(vec![known, crash("oops:f")]);
    assert_eq!(cell.expected, Outcome::Crash);
    let made = ["a", "b:1", "c"];
    assert!(record(&cell, OOPS, End::default(), true, &made).as_expected);
    assert!(!record(&cell, None, End::default(), true, &made).as_expected);
    assert!(!record(&cell, OOPS, End::default(), true, &["a:1", "b:1", "c"]).as_expected);
}

#[rstest]
#[case::it(&["3 sockets"], ALL, true)]
#[case::more(&["3 sockets", "module m"], ALL, false)]
#[case::other(&["module m"], ALL, false)]
#[case::nothing(&[], ALL, false)]
#[case::a_check_was_not_made(&["3 sockets"], &["a"], false)]
fn a_leak_is_of_what_was_named(
    #[case] things: &[&str],
    #[case] made: &[&str],
    #[case] as_expected: bool,
) {
    let expected = ExpectedOutcome::Leak(vec![pattern("* sockets")]);
    let cell = cell(vec![Predicts::Ends { expected, after: None, also: Vec::new() }]);
    let record = record(&cell, None, left(things), false, made);
    assert_eq!(record.as_expected, as_expected, "{record:?}");
}

#[rstest]
#[case::the_operation("sendmsg", None, true)]
#[case::another("recvmsg", None, false)]
#[case::what_the_kernel_says("hung-task:f", Some((Kind::HungTask, "f")), true)]
#[case::elsewhere("hung-task:f", Some((Kind::HungTask, "insmod")), false)]
fn a_hang_is_of_what_was_named(
    #[case] what: &str,
    #[case] splat: Option<(Kind, &str)>,
    #[case] as_expected: bool,
) {
    let expected = ExpectedOutcome::Hang(pattern(what));
    let cell = cell(vec![Predicts::Ends { expected, after: None, also: Vec::new() }]);
    let record = record(&cell, splat, timed_out(), true, ALL);
    assert_eq!(record.as_expected, as_expected, "{record:?}");
}

#[rstest]
#[case::it(&["a", "b:1", "c"], true)]
#[case::another_too(&["a:1", "b:1", "c"], false)]
#[case::none(ALL, false)]
#[case::one_was_not_made(&["a", "b:1"], false)]
fn a_failure_is_of_the_named_checks(#[case] made: &[&str], #[case] as_expected: bool) {
    let expected = ExpectedOutcome::Fail(vec!["b".to_owned()]);
    let cell = cell(vec![Predicts::Ends { expected, after: None, also: Vec::new() }]);
    let record = record(&cell, None, End::default(), true, made);
    assert_eq!(record.as_expected, as_expected, "{record:?}");
}

#[rstest]
#[case("insmod: EPERM*", true)]
#[case("insmod: ENOENT*", false)]
fn a_stop_is_the_named_one(#[case] why: &str, #[case] as_expected: bool) {
    let (expected, after) = (ExpectedOutcome::Stop(pattern(why)), Some("a".to_owned()));
    let cell = cell(vec![Predicts::Ends { expected, after, also: Vec::new() }]);
    let end = stopped(Stop::Broken("insmod: EPERM (not permitted)".to_owned()));
    let record = record(&cell, None, end, false, &["a"]);
    assert_eq!((record.outcome, record.as_expected), (Outcome::Fail, as_expected), "{record:?}");
}

/// `return Ok(())` in the middle of a scenario.
#[test]
fn a_scenario_that_comes_back_early_fails() {
    let record = record(&cell(Vec::new()), None, End::default(), false, &["a"]);
    assert_eq!((record.outcome, record.as_expected), (Outcome::Fail, false));
    assert_eq!(record.about, ["b", "c"]);
}

#[test]
fn what_nobody_expects_is_told_with_what_it_is_about() {
    let cell = cell(Vec::new());
    let crash = record(&cell, OOPS, End::default(), true, &["a"]);
    assert_eq!((crash.outcome, &crash.about[..]), (Outcome::Crash, &["oops:f".to_owned()][..]));
    let hang = record(&cell, None, timed_out(), true, &["a"]);
    assert_eq!((hang.outcome, &hang.about[..]), (Outcome::Hang, &["sendmsg".to_owned()][..]));
    assert!(!crash.as_expected && !hang.as_expected && crash.checks.len() == 1);
}

#[rstest]
#[case::what_it_saw_is_wrong(&["a:1"], "a: expected")]
#[case::what_it_did_not_come_to_is_no_news(&["a"], "")]
fn a_stop_is_told_with_what_was_seen_before_it(#[case] made: &[&str], #[case] told: &str) {
    let row = Predicts::Check { check: "b".to_owned(), observed: "0".to_owned() };
    let end = stopped(Stop::Broken("no program".to_owned()));
    let record = record(&cell(vec![row]), None, end, false, made);
    let behind = record.reason.strip_prefix("no program").unwrap();
    assert!(behind.strip_prefix("; ").unwrap_or(behind).starts_with(told), "{record:?}");
    assert_eq!(behind.is_empty(), told.is_empty(), "{record:?}");
}

#[test]
fn what_was_left_is_kept_whatever_the_outcome() {
    let (cell, things) = (cell(Vec::new()), ["3 sockets", "module m"]);
    let leak = record(&cell, None, left(&things), false, ALL);
    assert_eq!((leak.outcome, &leak.left[..]), (Outcome::Leak, &things.map(str::to_owned)[..]));
    let failed = record(&cell, None, left(&things), false, &["a:1", "b", "c"]);
    assert_eq!((failed.outcome, &failed.left[..]), (Outcome::Fail, &things.map(str::to_owned)[..]));
}

#[rstest]
#[case::another_kind(Kind::Warning, "h", &[], false)]
#[case::of_the_same_kind(Kind::Oops, "h", &[], true)]
#[case::named(Kind::Warning, "h", &["warning:h"], true)]
#[case::another_than_is_named(Kind::Refcount, "h", &["warning:h"], false)]
#[case::the_panic_that_was_made_of_it(Kind::Panic, "", &[], true)]
#[case::a_panic_of_its_own(Kind::Panic, "h", &[], false)]
fn what_else_the_kernel_says_is_held_to_account(
    #[case] kind: Kind,
    #[case] function: &str,
    #[case] also: &[&str],
    #[case] as_expected: bool,
) {
    let also = also.iter().map(|text| pattern(text)).collect();
    let expected = ExpectedOutcome::Crash(pattern("oops:f"));
    let cell = cell(vec![Predicts::Ends { expected, after: None, also }]);
    let mut record = record(&cell, OOPS, End::default(), true, ALL);
    assert!(record.as_expected, "{record:?}");
    record.splats.push(Splat::new(kind, function.to_owned(), String::new()));
    let planned = Planned::Named(ALL.iter().map(|&name| name.to_owned()).collect());
    let seen = Seen { end: End::default(), arrived: true, reset: false, planned };
    of_run(&cell, seen, &mut record);
    assert_eq!(record.ended_as_expected(), as_expected, "{record:?}");
}
