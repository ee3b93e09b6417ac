//! The words of a C source, excluding comments, strings and includes.

/// The identifiers of `text` with their lines, counted from 0.
pub(super) fn of(text: &str) -> Vec<(usize, &str)> {
    let code = blank(text);
    let mut found = Vec::new();
    let mut at = 0;
    for (number, line) in code.split_inclusive('\n').enumerate() {
        let original = &text[at..at + line.len()];
        if is_include(line) {
            at += line.len();
            continue;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut rest = 0;
        for piece in line.split(|c: char| !is_word(c)) {
            if !piece.is_empty() && !piece.starts_with(|c: char| c.is_ascii_digit()) {
                found.push((number, &original[rest..rest + piece.len()]));
            }
            rest += piece.len() + 1;
        }
        at += line.len();
    }
    found
}

/// `text` with each word `name` replaced by `by`, unless the text itself defines `name`; comments, strings and
/// includes stay as they are.
pub(super) fn replace(text: &str, name: &str, by: &str) -> String {
    let defines = |line: &str| {
        let directive = line.trim_start().strip_prefix('#').map(str::trim_start);
        let defined = directive.and_then(|it| it.strip_prefix("define"));
        defined.is_some_and(|it| it.split_whitespace().next() == Some(name))
    };
    if text.lines().any(defines) {
        return text.to_owned();
    }
    let start = text.as_ptr() as usize;
    let is_it = |(_, word): &(usize, &str)| *word == name;
    let places = of(text).into_iter().filter(is_it);
    let places: Vec<usize> = places.map(|(_, word)| word.as_ptr() as usize - start).collect();
    let mut changed = text.to_owned();
    for at in places.into_iter().rev() {
        changed.replace_range(at..at + name.len(), by);
    }
    changed
}

/// `text` without the word `name` and the space after it, unless the text itself defines it.
pub(super) fn remove(text: &str, name: &str) -> String {
    let marked = replace(text, name, GONE);
    if marked == text {
        return marked;
    }
    let behind = [" ", "\t"].map(|space| format!("{GONE}{space}"));
    let text = behind.iter().fold(marked, |text, it| text.replace(it, ""));
    // At the end of a line, or before a brace, the space is before it.
    text.replace(&format!(" {GONE}"), "").replace(GONE, "")
}

/// A character that occurs in no source.
const GONE: &str = "\u{f6ff}";

fn is_include(line: &str) -> bool {
    let directive = line.trim_start().strip_prefix('#');
    directive.is_some_and(|it| it.trim_start().starts_with("include"))
}

/// `text` with comments and strings replaced by spaces; the length and the lines stay the same.
pub(super) fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match &bytes[at..] {
            [b'/', b'*', ..] => find(bytes, at + 2, b"*/").map_or(bytes.len(), |end| end + 2),
            [b'/', b'/', ..] => find(bytes, at, b"\n").unwrap_or(bytes.len()),
            [quote @ (b'"' | b'\''), ..] => literal(bytes, at, *quote),
            _ => {
                at += 1;
                continue;
            }
        };
        let gone = code[at..end].iter_mut().filter(|byte| **byte != b'\n');
        gone.for_each(|byte| *byte = b' ');
        at = end;
    }
    // What is left of a character of several bytes is not a text any more.
    code.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b' ');
    String::from_utf8(code).expect("only ASCII is left")
}

/// The end of the literal that begins at `at`; a literal that does not end on its line is none.
fn literal(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            b'\n' => return at + 1,
            _ if byte == quote => return end + 1,
            _ => {}
        }
        end += 1;
    }
    at + 1
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(what.len()).position(|it| it == what).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_replaced_in_code_alone() {
        let text = "p(\"X\" X \"b\", X); // X\n#define Y X\n";
        assert_eq!(
            replace(text, "X", "\"%u\""),
            "p(\"X\" \"%u\" \"b\", \"%u\"); // X\n#define Y \"%u\"\n"
        );
        let own = "#ifndef X\n# define X \"%d\"\n#endif\np(X);\n";
        assert_eq!(replace(own, "X", "\"%u\""), own);
    }

    #[test]
    fn a_word_goes_with_its_space() {
        let text = "static int __devinit own(void)\nstatic int own_data[] __devinitdata = { 1 };\nvoid f(void) __devinit;\n";
        let removed = remove(&remove(text, "__devinit"), "__devinitdata");
        assert_eq!(
            removed,
            "static int own(void)\nstatic int own_data[] = { 1 };\nvoid f(void);\n"
        );
        let own = "#ifndef __devinit\n#define __devinit\n#endif\nint __devinit f(void);\n";
        assert_eq!(remove(own, "__devinit"), own);
    }

    #[test]
    fn only_code_has_words() {
        let text = "int a; /* b\nc */ d(\"e \\\" f\", 'g'); // h\n#include <x/y.h>\nä\"i\n";
        let words: Vec<_> =
            of(text).into_iter().map(|(line, word)| format!("{line}{word}")).collect();
        assert_eq!(words, ["0int", "0a", "1d", "3i"]);
    }
}
