//! Marks the difference between an observed text and the expected one.

/// A text in three parts: what both start with, what differs, what both end with.
pub(super) struct Marked<'a> {
    /// As expected.
    pub(super) before: &'a str,
    /// Not as expected; empty when the texts are the same.
    pub(super) differs: &'a str,
    /// As expected.
    pub(super) after: &'a str,
}

/// Splits `observed` where it begins to differ from `expected` and where it agrees again.
pub(super) fn marked<'a>(observed: &'a str, expected: &str) -> Marked<'a> {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize =
        observed.chars().zip(expected.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (rest, expected) = (&observed[start..], &expected[start..]);
    let end = rest.chars().rev().zip(expected.chars().rev()).take_while(same);
    let end = rest.len() - end.map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (before, differs, after) = (&observed[..start], &rest[..end], &rest[end..]);
    // Something is missing: mark what is in its place.
    match differs.is_empty() && !expected.is_empty() && rest.len() != expected.len() {
        true => Marked { before: "", differs: observed, after: "" },
        false => Marked { before, differs, after },
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::same("36", "36", ["36", "", ""])]
    #[case::middle("flags=0x1 seq=1", "flags=0x3 seq=1", ["flags=0x", "1", " seq=1"])]
    #[case::longer("aab", "ab", ["a", "a", "b"])]
    #[case::shorter("ab", "aab", ["", "ab", ""])]
    #[case::not_ascii("é2", "é1", ["é", "2", ""])]
    fn marks(#[case] observed: &str, #[case] expected: &str, #[case] parts: [&str; 3]) {
        let Marked { before, differs, after } = marked(observed, expected);
        assert_eq!([before, differs, after], parts);
    }
}
