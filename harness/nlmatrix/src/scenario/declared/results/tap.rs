//! TAP, the Test Anything Protocol: a line for each test point.

use std::collections::BTreeSet;

use super::told::{Came, Told};

/// What its plan looks like, for messages about a missing one.
pub(super) const PLAN: &str = "a plan 1..N";

/// A test point.
#[derive(Debug, PartialEq, Eq)]
struct Point {
    /// Its number, if it has one.
    number: Option<u32>,
    name: String,
    came: Came,
}

/// What `text`, its standard output, reports.
pub(super) fn read(text: &str) -> Told {
    let mut told = Told { promised: planned(text), ..Told::default() };
    let mut numbers = BTreeSet::new();
    // Indented lines are subtests, whose result is also a line of its own.
    for Point { number, name, came } in text.lines().filter_map(point) {
        // A number that occurs twice is one test point.
        let is_new = number.is_none_or(|number| numbers.insert(number));
        let name = if is_new { told.distinct(name) } else { name };
        told.add(&name, came);
    }
    if let Some(why) = text.lines().find_map(|line| line.trim().strip_prefix("Bail out!")) {
        // That is a failure, whatever it had promised and whatever its exit status.
        let why = format!("bailed out: {}", why.trim());
        told.break_off(why.trim_end_matches([':', ' ']));
    }
    told
}

/// The plan `1..N`.
fn planned(text: &str) -> Option<usize> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("1.."))?;
    line.split_whitespace().next()?.parse().ok()
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
    let came = match failed {
        _ if directive.starts_with("SKIP") => Came::Skip,
        _ if directive.starts_with("TODO") => Came::Todo,
        true => Came::Failed,
        false => Came::Ok,
    };
    let name =
        if name.is_empty() { format!("test {}", number.unwrap_or("?")) } else { name.to_owned() };
    let number = number.and_then(|number| number.parse().ok());
    Some(Point { number, name, came })
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
        #[case] result: &str,
    ) {
        let found = point(line).unwrap();
        assert_eq!((found.number, found.name.as_str(), found.came.word()), (number, name, result));
        let as_it_should = found.came.wanted() == result;
        assert_eq!(as_it_should, ["ok", "todo"].contains(&result), "what was skipped saw nothing");
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
        assert_eq!(read(text).made_in_words(), seen);
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
        let told = read(output);
        assert_eq!(told.promise_in_words(PLAN) == told.made_in_words(), kept);
    }
}
