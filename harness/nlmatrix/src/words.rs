//! Wording of texts for readers.

/// `1 kernel`, `12 kernels`.
pub fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// `about` as a sentence, which begins with a capital and ends with a full stop.
pub fn sentence(about: &str) -> String {
    let stop = if about.is_empty() || about.ends_with(['.', '?', '!']) { "" } else { "." };
    capitalized(about) + stop
}

/// `text` with a capital at its beginning.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_sentence() {
        let texts = ["lo is up", "", "done."].map(sentence);
        assert_eq!(texts, ["Lo is up.", "", "Done."]);
    }

    #[test]
    fn one_is_no_plural() {
        let texts = [0, 1, 2].map(|count| counted(count, "kernel"));
        assert_eq!(texts, ["0 kernels", "1 kernel", "2 kernels"]);
    }
}
