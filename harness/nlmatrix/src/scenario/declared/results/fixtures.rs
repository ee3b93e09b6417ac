//! What real tools printed: `fixtures/NAME.txt` is the output of tests that pass, fail, are skipped, or break.

use proptest::prelude::*;
use rstest::rstest;

use super::read;
use super::told::Told;
use crate::matrix::Format;

fn fixture(name: &str) -> (Format, String) {
    let format = Format::ALL.iter().find(|(known, _)| *known == name).unwrap().1;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scenario/declared/results/fixtures");
    (format, fs_err::read_to_string(format!("{folder}/{name}.txt")).unwrap())
}

fn points(told: &Told) -> Vec<(&str, &str)> {
    told.points.iter().map(|(name, came)| (name.as_str(), came.word())).collect()
}

#[rstest]
#[case("tap", &[
    ("global.overflow", "ok"), ("global.left", "skip"), ("global.dies", "not ok"),
])]
#[case("pytest", &[
    ("test_links.py::test_add", "ok"),
    ("test_links.py::test_del", "not ok"),
    ("test_links.py::test_vlan", "skip"),
    ("test_links.py::test_one_day", "todo"),
    ("test_links.py::test_wonder", "unexpected success"),
    ("test_links.py::test_needs", "error"),
    ("test_links.py::test_cleans", "error"),
    ("test_links.py::test_kind[dummy]", "ok"),
    ("test_links.py::test_kind[a b]", "ok"),
    ("test_links.py::test_kind[[x] PASSED]", "ok"),
])]
#[case("libtest", &[
    ("adds", "ok"), ("inner::adds", "ok"), ("later", "skip"), ("refuses - should panic", "ok"),
    ("vlan", "skip"), ("deletes", "not ok"),
])]
#[case("go", &[
    ("example.org/links TestAdd", "ok"),
    ("example.org/links TestDel", "not ok"),
    ("example.org/links TestVlan", "skip"),
    ("example.org/links TestTable/ipv4", "ok"),
    ("example.org/links TestTable/ipv6", "not ok"),
    ("example.org/links TestTable", "not ok"),
])]
#[case("ctest", &[
    ("opens", "ok"), ("closes", "not ok"), ("two-words", "ok"), ("skipped", "skip"), ("late", "error"),
    ("absent", "error"), ("dies", "error"),
])]
#[case("automake", &[
    ("opens.sh", "ok"), ("closes.sh", "not ok"), ("skipped.sh", "skip"), ("one-day.sh", "todo"),
    ("wonder.sh", "unexpected success"), ("broken.sh", "error"),
])]
fn what_tools_print_is_read_whole(#[case] name: &str, #[case] wanted: &[(&str, &str)]) {
    let (format, text) = fixture(name);
    let (told, plan) = read(format, &text);
    assert_eq!(points(&told), wanted);
    assert_eq!(told.promise_in_words(plan), told.made_in_words());
}

/// Wherever the output of a program is cut off, it does not fulfil what it promised.
#[rstest]
fn a_program_that_is_cut_short_is_never_whole(
    #[values("tap", "pytest", "libtest", "go", "ctest", "automake")] name: &str,
) {
    let (format, text) = fixture(name);
    let whole = read(format, &text).0;
    let lines: Vec<&str> = text.lines().collect();
    for end in 0..lines.len() {
        let (told, plan) = read(format, &lines[..end].join("\n"));
        let is_whole = told.promise_in_words(plan) == told.made_in_words();
        assert!(!is_whole || told.points == whole.points, "cut behind {:?}", lines.get(end - 1));
    }
}

#[rstest]
#[case::pytest("pytest", "test_links.py::test_add PASSED ", "test_links.py::test_add PERHAPS ")]
#[case::libtest("libtest", "test adds ... ok", "test adds ... perhaps")]
#[case::go("go", "{\"Time\"", "{Time")]
#[case::ctest("ctest", "***Failed ", "***Perhaps")]
#[case::automake("automake", "# TOTAL: 6", "# TOTAL: six")]
#[case::a_sum_that_knows_better("libtest", "test deletes ... FAILED", "test deletes ... ok")]
#[case::less_than_promised("automake", "PASS: opens.sh\n", "")]
#[case::a_line_lost("libtest", "test adds ... ok\n", "")]
#[case::more_than_promised("tap", "1..3", "1..2")]
fn what_cannot_be_read_is_never_whole(#[case] name: &str, #[case] is: &str, #[case] becomes: &str) {
    let (format, text) = fixture(name);
    let changed = text.replacen(is, becomes, 1);
    assert_ne!(changed, text);
    let (told, plan) = read(format, &changed);
    assert_ne!(told.promise_in_words(plan), told.made_in_words());
}

#[test]
fn nothing_is_nothing() {
    for (name, format) in Format::ALL {
        let (told, plan) = read(format, "");
        assert_ne!(told.promise_in_words(plan), told.made_in_words(), "{name}");
    }
}

proptest! {
    /// Output is whatever a guest prints.
    #[test]
    fn no_output_makes_a_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200), begin in 0..6usize, cut in 0..4000usize,
    ) {
        for (name, format) in Format::ALL {
            let (_, real) = fixture(Format::ALL[begin].0);
            let kept = real.chars().take(cut).collect::<String>();
            let (told, plan) = read(format, &format!("{kept}{}", String::from_utf8_lossy(&bytes)));
            prop_assert!(!told.promise_in_words(plan).is_empty() && !told.made_in_words().is_empty(), "{name}");
        }
    }
}
