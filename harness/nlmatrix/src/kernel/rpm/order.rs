//! The order of rpm's versions (rpm-version(7)), for picking the newest.

use std::cmp::Ordering;

/// Compares two versions or releases as rpm does: numbers and words one after the other, whatever separates them.
pub(super) fn compare(mut a: &str, mut b: &str) -> Ordering {
    loop {
        (a, b) = (past_separators(a), past_separators(b));
        // `~` sorts before everything, the end before `^`, and that before everything else.
        for mark in ['~', '^'] {
            match (a.strip_prefix(mark), b.strip_prefix(mark)) {
                (Some(left), Some(right)) => (a, b) = (left, right),
                (Some(_), None) => return before(mark, b),
                (None, Some(_)) => return before(mark, a).reverse(),
                (None, None) => {}
            }
        }
        if a.is_empty() || b.is_empty() {
            return a.len().cmp(&b.len());
        }
        let ordering = match (take(&mut a), take(&mut b)) {
            ((true, left), (true, right)) => number(left, right),
            ((false, left), (false, right)) => left.cmp(right),
            ((left, _), (right, _)) => left.cmp(&right),
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

/// The order of a text that continues with `mark` and one that continues with `rest`.
fn before(mark: char, rest: &str) -> Ordering {
    if mark == '^' && rest.is_empty() { Ordering::Greater } else { Ordering::Less }
}

fn past_separators(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^')
}

/// Takes the leading number or word; true for a number.
fn take<'a>(text: &mut &'a str) -> (bool, &'a str) {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let is_same = |c: char| if digits { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
    let end = text.find(|c| !is_same(c)).unwrap_or(text.len());
    let (head, tail) = text.split_at(end);
    *text = tail;
    (digits, head)
}

fn number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// The last ones are from rpm's own tests (tests/rpmvercmp.at).
    #[rstest]
    #[case("503.el9", "503.11.1.el9_5")]
    #[case("427.9.1.el9_4", "427.13.1.el9_4")]
    #[case("300.fc40", "300.fc41")]
    #[case("150600.23.9.1", "150600.23.25.1")]
    #[case("6.12.0~rc7", "6.12.0")]
    #[case("6.12.0", "6.12.0^20261101")]
    #[case("6.12.0^1", "6.12.0.1")]
    #[case("1.0~rc1^git1", "1.0~rc1.1")]
    #[case("2.0", "2.0.1")]
    #[case("5.5p1", "5.5p10")]
    #[case("xyz.4", "8")]
    #[case("1.0a", "1.0.1")]
    fn orders(#[case] lower: &str, #[case] higher: &str) {
        assert_eq!(compare(lower, higher), Ordering::Less);
        assert_eq!(compare(higher, lower), Ordering::Greater);
        assert_eq!(compare(lower, lower), Ordering::Equal);
    }

    #[rstest]
    #[case("1.0", "1_0")]
    #[case("1.010", "1.10")]
    fn says_the_same(#[case] a: &str, #[case] b: &str) {
        assert_eq!(compare(a, b), Ordering::Equal);
    }
}
