//! Shortens texts of guests and builds, so that records stay small, and marks what was cut.

/// `text` in at most about `most` bytes: its beginning and its end, with a note in between about how much was left
/// out.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let (head, tail) = (boundary(text, most / 2), boundary(text, text.len() - most / 2));
    let left_out = tail - head;
    format!("{}… [{left_out} bytes left out] …{}", &text[..head], &text[tail..])
}

/// The end of `text` in at most `most` bytes, from the beginning of a line if one begins there.
pub(crate) fn ending(text: &str, most: usize) -> &str {
    let start = boundary(text, text.len().saturating_sub(most));
    let end = &text[start..];
    match end.find('\n') {
        Some(line) if start > 0 && line + 1 < end.len() => &end[line + 1..],
        _ => end,
    }
}

/// The first character boundary at or after `index`.
fn boundary(text: &str, index: usize) -> usize {
    (index..text.len()).find(|&it| text.is_char_boundary(it)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_said_and_falls_between_characters() {
        assert_eq!(excerpt("all of it", 9), "all of it");
        assert_eq!(excerpt("aaaaabbbbb", 4), "aa… [6 bytes left out] …bb");
        assert_eq!(excerpt("äääää", 4), "ä… [6 bytes left out] …ä");
        assert_eq!(excerpt("äääää", 2), "ä… [8 bytes left out] …");
    }

    #[test]
    fn an_ending_begins_with_a_line() {
        assert_eq!(ending("one\ntwo\nthree", 100), "one\ntwo\nthree");
        assert_eq!(ending("one\ntwo\nthree", 8), "three");
        assert_eq!(ending("one\ntwo\n", 3), "wo\n");
        assert_eq!(ending("", 3), "");
    }
}
