//! C sources as tokens, without comments and without what the preprocessor leaves out.

/// A token and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    /// Its text; for a string, the content.
    pub text: String,
    pub line: u32,
    /// The number of its file.
    pub file: usize,
    /// Is it inside a preprocessor condition that is only assumed to hold?
    pub assumed: bool,
}

/// Its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Text,
    Sign,
}

impl Token {
    /// Is it this word or sign?
    pub fn is(&self, text: &str) -> bool {
        self.text == text && self.kind != Kind::Text
    }

    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Signs of more than one character, the longest first.
const SIGNS: [&str; 19] = [
    "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
    "-=", "|=", "&=", "##",
];

/// A line of the source, joined with its continuations; directives are distinguished from others.
pub(super) struct Line {
    pub number: u32,
    pub text: String,
}

/// The lines of `text` without comments; continued lines are joined.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    let mut continued = false;
    for (text, number) in without_comments(text).lines().zip(1..) {
        let goes_on = text.trim_end().ends_with('\\');
        let part = text.trim_end().trim_end_matches('\\');
        match joined.last_mut().filter(|_| continued) {
            Some(last) => last.text.push_str(&format!(" {part}")),
            None => joined.push(Line { number, text: part.to_owned() }),
        }
        continued = goes_on;
    }
    joined
}

/// Comments become spaces; their line ends stay.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('/', Some('/')) => {
                while rest.peek().is_some_and(|c| *c != '\n') {
                    rest.next();
                }
            }
            ('/', Some('*')) => {
                rest.next();
                let mut star = false;
                for c in rest.by_ref() {
                    if c == '\n' {
                        out.push('\n');
                    }
                    if star && c == '/' {
                        break;
                    }
                    star = c == '*';
                }
                out.push(' ');
            }
            ('"' | '\'', _) => {
                out.push(c);
                while let Some(inner) = rest.next() {
                    out.push(inner);
                    match inner {
                        '\\' => out.extend(rest.next()),
                        '\n' => break,
                        _ if inner == c => break,
                        _ => {}
                    }
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// The tokens of one line.
pub(super) fn tokens(text: &str, line: u32, file: usize) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            '"' => {
                let (inner, length) = string(rest);
                found.push(Token { kind: Kind::Text, text: inner, line, file, assumed: false });
                rest = &rest[length..];
                continue;
            }
            '\'' => (Kind::Number, string(rest).1),
            c if c.is_alphabetic() || c == '_' => (Kind::Word, word(rest)),
            c if c.is_ascii_digit() => (Kind::Number, word(rest)),
            c => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                (Kind::Sign, sign.map_or(c.len_utf8(), |sign| sign.len()))
            }
        };
        let text = rest[..length].to_owned();
        found.push(Token { kind, text, line, file, assumed: false });
        rest = &rest[length..];
    }
    found
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

/// The content of the string or character with which `text` begins, and its length including quotes.
fn string(text: &str) -> (String, usize) {
    let mut chars = text.char_indices();
    let quote = chars.next().map_or('"', |(_, c)| c);
    let mut inner = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => inner.push('\n'),
                Some((_, 't')) => inner.push('\t'),
                Some((_, '0')) => inner.push('\0'),
                Some((_, other)) => inner.push(other),
                None => break,
            },
            c if c == quote => return (inner, at + c.len_utf8()),
            c => inner.push(c),
        }
    }
    (inner, text.len())
}

/// The index at which the bracket `tokens[open]` is closed.
pub(super) fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.kind != Kind::Sign {
            continue;
        }
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts between `separator`s outside of brackets.
pub(super) fn parts<'t>(tokens: &'t [Token], separator: &str) -> Vec<&'t [Token]> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0i32, 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Sign {
            continue;
        }
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            sign if sign == separator && depth == 0 => {
                found.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < tokens.len() {
        found.push(&tokens[start..]);
    }
    found
}

/// Tokens as text.
pub(super) fn words(tokens: &[Token]) -> String {
    tokens.iter().map(|it| it.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_continuations_are_gone_and_lines_stay() {
        let lines = lines("a /* x\n y */ b // c\n#define X \\\n  1\n\"/*\" z");
        let seen: Vec<_> = lines.iter().map(|it| (it.number, it.text.trim())).collect();
        assert_eq!(seen, [(1, "a"), (2, "b"), (3, "#define X    1"), (5, "\"/*\" z")]);
    }

    #[test]
    fn strings_are_what_is_in_them() {
        let tokens = tokens("f(\"a\\n\", 'x', 0x1f) >= p->q", 1, 0);
        let texts: Vec<_> = tokens.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["f", "(", "a\n", ",", "'x'", ",", "0x1f", ")", ">=", "p", "->", "q"]);
    }
}
