//! Debian's order of package versions (deb-version(7)), for picking the newest.

use std::cmp::Ordering;

/// Compares two package versions as dpkg does.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (split_epoch(a), split_epoch(b));
    a.0.cmp(&b.0).then_with(|| compare_part(a.1, b.1)).then_with(|| compare_part(a.2, b.2))
}

/// Epoch, upstream version, revision.
fn split_epoch(text: &str) -> (u32, &str, &str) {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    (epoch.parse().unwrap_or(0), upstream, revision)
}

fn compare_part(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let (left, right) = (take(&mut a, false), take(&mut b, false));
        let words = compare_words(left, right);
        let (left, right) = (take(&mut a, true), take(&mut b, true));
        let number = |digits: &str| digits.parse::<u64>().unwrap_or(0);
        let ordering = words.then_with(|| number(left).cmp(&number(right)));
        if ordering.is_ne() || (a.is_empty() && b.is_empty()) {
            return ordering;
        }
    }
}

/// Takes the leading digits, or the leading part without digits.
fn take<'a>(text: &mut &'a str, digits: bool) -> &'a str {
    let end = text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    let (head, tail) = text.split_at(end);
    *text = tail;
    head
}

/// `~` sorts before the end, letters before all other characters.
fn compare_words(a: &str, b: &str) -> Ordering {
    let rank = |c: Option<u8>| match c {
        Some(b'~') => -1,
        None => 0,
        Some(c) if c.is_ascii_alphabetic() => i32::from(c),
        Some(c) => 256 + i32::from(c),
    };
    let at = |text: &str, index: usize| rank(text.as_bytes().get(index).copied());
    let compare = |index| at(a, index).cmp(&at(b, index));
    (0..a.len().max(b.len())).map(compare).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("6.12.115-1", "6.12.115-2")]
    #[case("6.12.9-1", "6.12.10-1")]
    #[case("7.3~rc7-1~exp1", "7.3-1")]
    #[case("7.2.12-1~bpo13+1", "7.2.12-1")]
    #[case("6.12.90-1~bpo12+1", "6.12.90-2~bpo12+1")]
    #[case("9.9", "1:1.0")]
    fn orders(#[case] lower: &str, #[case] higher: &str) {
        assert_eq!(compare(lower, higher), Ordering::Less);
        assert_eq!(compare(higher, lower), Ordering::Greater);
        assert_eq!(compare(lower, lower), Ordering::Equal);
    }
}
