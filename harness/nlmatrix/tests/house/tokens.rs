//! Rust source as words and signs, without comments, literals, and what is only compiled for tests.

/// The words and signs of `text`.
pub fn of(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        at = next(&text, at, &mut tokens);
    }
    without_tests(&tokens)
}

/// Reads what begins at `at`, and returns the position after it.
fn next(text: &[char], at: usize, tokens: &mut Vec<String>) -> usize {
    let follows = |what: &str| what.chars().enumerate().all(|(i, c)| text.get(at + i) == Some(&c));
    match text[at] {
        c if c.is_whitespace() => at + 1,
        _ if follows("//") => past(text, at, |rest| rest[0] == '\n'),
        _ if follows("/*") => past(text, at, |rest| rest.starts_with(&['*', '/'])) + 1,
        '"' => quoted(text, at + 1),
        '\'' => character(text, at + 1),
        c if c.is_alphanumeric() || c == '_' => word(text, at, tokens),
        _ if follows("::") => {
            tokens.push("::".to_owned());
            at + 2
        }
        c => {
            tokens.push(c.to_string());
            at + 1
        }
    }
}

/// The position after the first one, from `at` on, at which `ends` holds.
fn past(text: &[char], at: usize, ends: impl Fn(&[char]) -> bool) -> usize {
    (at..text.len()).find(|at| ends(&text[*at..])).map_or(text.len(), |at| at + 1)
}

fn quoted(text: &[char], mut at: usize) -> usize {
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// A character, or a lifetime.
fn character(text: &[char], at: usize) -> usize {
    match text.get(at..) {
        Some(['\\', _, ..]) => past(text, at + 2, |rest| rest[0] == '\''),
        Some([_, '\'', ..]) => at + 2,
        _ => at,
    }
}

fn word(text: &[char], at: usize, tokens: &mut Vec<String>) -> usize {
    let part = |c: &char| c.is_alphanumeric() || *c == '_';
    let end = (at..text.len()).find(|at| !part(&text[*at])).unwrap_or(text.len());
    let word: String = text[at..end].iter().collect();
    let hashes = text[end..].iter().take_while(|c| **c == '#').count();
    if matches!(word.as_str(), "r" | "br" | "cr") && text.get(end + hashes) == Some(&'"') {
        let close: Vec<char> = ['"'].into_iter().chain(vec!['#'; hashes]).collect();
        return past(text, end + hashes + 1, |rest| rest.starts_with(&close)) + hashes;
    }
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        tokens.push(word);
    }
    end
}

/// Leaves out every item after `#[cfg(test)]`.
fn without_tests(tokens: &[String]) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().take(MARK.len()).eq(MARK.iter()) {
            at = behind_item(tokens, at + MARK.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// The position after the `;` or the block that ends the item at `at`.
fn behind_item(tokens: &[String], mut at: usize) -> usize {
    let mut open = 0;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        at += 1;
        match token {
            "(" | "[" | "{" => open += 1,
            ")" | "]" | "}" => open -= 1,
            _ => {}
        }
        if open == 0 && (token == ";" || token == "}") {
            break;
        }
    }
    at
}
