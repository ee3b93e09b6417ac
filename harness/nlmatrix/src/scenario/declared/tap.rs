//! TAP, the Test Anything Protocol: a line for each test point.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::guest::Exit;
use crate::scenario::{Stop, Test};

/// Exit status of a kselftest program that had nothing to do here.
const KSFT_SKIP: i32 = 4;

/// A test point.
#[derive(Debug, PartialEq, Eq)]
struct Point {
    /// Its number, where it says one.
    number: Option<u32>,
    name: String,
    result: &'static str,
}

impl Point {
    /// What it should say. A test that was skipped has seen nothing, and is none that passed; one
    /// that is still to be done fails by its author's word.
    fn reference(&self) -> &'static str {
        if self.result == "todo" { "todo" } else { "ok" }
    }
}

/// Runs the program; each of its test points is a check.
pub fn run(test: &mut Test, argv: &[String], deadline: Duration) -> Result<(), Stop> {
    test.load()?;
    let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
    let run = test.run(&argv, deadline)?;
    let points = points(&run.stdout);
    for point in &points {
        test.check(&point.name, point.reference(), point.result);
    }
    let skipped = points.is_empty() && run.exit == Exit::Exited(KSFT_SKIP);
    if !skipped {
        test.check(
            "planned test points",
            promise(planned(&run.stdout)),
            made(&run.stdout, &points),
        );
    }
    // A program with failed points says so with its status as well: that is no second failure.
    let failed = points.iter().any(|point| point.result == "not ok");
    let wanted = if failed { run.exit.clone() } else { Exit::Exited(0) };
    let seen = if skipped { "skipped".to_owned() } else { run.exit.to_string() };
    test.check_in("exit status", wanted, seen, &run.stderr);
    Ok(())
}

/// How many test points there have to be. A program that promises none, or says nothing of it, has tested
/// nothing, whatever its exit status.
fn promise(planned: Option<usize>) -> String {
    match planned {
        None => "a plan 1..N".to_owned(),
        Some(0) => "at least one".to_owned(),
        Some(count) => count.to_string(),
    }
}

/// How many test points there are, a number that comes twice being one; or that the program gave up, which
/// is a failure whatever it had promised and whatever its exit status.
fn made(text: &str, points: &[Point]) -> String {
    if let Some(why) = text.lines().find_map(|line| line.trim().strip_prefix("Bail out!")) {
        return format!("bailed out: {}", why.trim()).trim_end_matches([':', ' ']).to_owned();
    }
    let numbers: BTreeSet<u32> = points.iter().filter_map(|point| point.number).collect();
    let without = points.iter().filter(|point| point.number.is_none()).count();
    (numbers.len() + without).to_string()
}

/// The plan `1..N`.
fn planned(text: &str) -> Option<usize> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("1.."))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Test points at the outermost level; indented ones are subtests, whose sum stands there too.
fn points(text: &str) -> Vec<Point> {
    text.lines().filter_map(point).collect()
}

fn point(line: &str) -> Option<Point> {
    let (failed, rest) = match line.strip_prefix("not ok") {
        Some(rest) => (true, rest),
        None => (false, line.strip_prefix("ok")?),
    };
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    let (described, directive) = rest.split_once('#').unwrap_or((rest, ""));
    let described = described.trim();
    let number = described.split(' ').next().filter(|word| word.parse::<u32>().is_ok());
    let name = described[number.map_or(0, str::len)..].trim_start().trim_start_matches("- ");
    let directive = directive.trim_start().to_ascii_uppercase();
    let result = match failed {
        _ if directive.starts_with("SKIP") => "skip",
        _ if directive.starts_with("TODO") => "todo",
        true => "not ok",
        false => "ok",
    };
    let name =
        if name.is_empty() { format!("test {}", number.unwrap_or("?")) } else { name.to_owned() };
    let number = number.and_then(|number| number.parse().ok());
    Some(Point { number, name, result })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ok 1 - opens", Some(1), "opens", "ok")]
    #[case("ok 2 opens", Some(2), "opens", "ok")]
    #[case("not ok 3 - closes", Some(3), "closes", "not ok")]
    #[case("ok 4 # SKIP no such device", Some(4), "test 4", "skip")]
    #[case("not ok 5 - one day # TODO later", Some(5), "one day", "todo")]
    #[case("ok", None, "test ?", "ok")]
    fn each_line_is_a_point(
        #[case] line: &str,
        #[case] number: Option<u32>,
        #[case] name: &str,
        #[case] result: &'static str,
    ) {
        let wanted = Point { number, name: name.to_owned(), result };
        let as_it_should = wanted.reference() == result;
        assert_eq!(as_it_should, ["ok", "todo"].contains(&result), "what was skipped saw nothing");
        assert_eq!(point(line), Some(wanted));
    }

    #[rstest]
    fn other_lines_are_not(
        #[values("TAP version 13", "1..2", "# ok 1", "    ok 1 - sub", "okay", "not okay 1", "")]
        line: &str,
    ) {
        assert_eq!(point(line), None);
    }

    #[rstest]
    #[case::all("1..2\nok 1 - a\nok 2 - b\n", "2")]
    #[case::without_numbers("1..2\nok\nok\n", "2")]
    #[case::a_number_twice("1..2\nok 1 - a\nok 1 - a\n", "1")]
    #[case::given_up("1..1\nok 1 - a\nBail out! broken\n", "bailed out: broken")]
    #[case::without_a_word("1..1\nok 1\nBail out!\n", "bailed out")]
    fn what_was_made_is_held_to_the_plan(#[case] text: &str, #[case] seen: &str) {
        assert_eq!(made(text, &points(text)), seen);
    }

    #[test]
    fn the_plan_counts() {
        assert_eq!(planned("TAP version 13\n1..3\nok 1\n"), Some(3));
        assert_eq!(planned("ok 1\n1..0 # skip all\n"), Some(0));
        assert_eq!(planned("ok 1\n"), None);
    }

    #[rstest]
    #[case::as_promised("1..2\nok 1\nok 2\n", true)]
    #[case::one_too_few("1..2\nok 1\n", false)]
    #[case::without_a_plan("ok 1\n", false)]
    #[case::all_skipped("1..0 # skip all\n", false)]
    #[case::nothing_printed("", false)]
    fn only_what_was_tested_can_pass(#[case] output: &str, #[case] kept: bool) {
        assert_eq!(promise(planned(output)) == points(output).len().to_string(), kept);
    }
}
