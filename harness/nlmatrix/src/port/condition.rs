//! Preprocessor conditions, as far as the kernel's version decides them.

use std::collections::BTreeMap;

use crate::arithmetic::{LEVELS, apply, kernel_version, literal};
use crate::version::KernelVersion;

/// What is known while a file is being read.
#[derive(Clone, Debug)]
pub(super) struct Known {
    version: i64,
    /// Macros of the file that are certainly defined, or certainly not.
    defined: BTreeMap<String, bool>,
}

impl Known {
    pub(super) fn of(version: &KernelVersion) -> Self {
        let [a, b, c, _] = version.numbers().map(i64::from);
        let there =
            ["__KERNEL__", "MODULE", "LINUX_VERSION_CODE", "KERNEL_VERSION"].map(|it| (it, true));
        // Vendors' own macros; what the vendors backported is asked of the kernel itself.
        let not = ["RHEL_RELEASE_CODE", "RHEL_RELEASE_VERSION", "RHEL_MAJOR", "RHEL_MINOR"];
        let defined = there.into_iter().chain(not.map(|it| (it, false)));
        Self {
            version: kernel_version([a, b, c]),
            defined: defined.map(|(name, is)| (name.to_owned(), is)).collect(),
        }
    }

    pub(super) fn set(&mut self, name: &str, defined: bool) {
        self.defined.insert(name.to_owned(), defined);
    }

    /// Is `name` defined, if that is known?
    pub(super) fn is_defined(&self, name: &str) -> Option<bool> {
        self.defined.get(name).copied()
    }

    /// Does `#if text` hold, if that is known?
    pub(super) fn holds(&self, text: &str) -> Option<bool> {
        let tokens = tokens(text)?;
        let mut reader = Reader { known: self, tokens: &tokens, at: 0 };
        let value = reader.binary(0);
        if reader.at < tokens.len() || reader.failed() {
            return None;
        }
        value.map(|value| value != 0)
    }
}

fn tokens(text: &str) -> Option<Vec<String>> {
    let pattern = r"\s*(?:([A-Za-z_]\w*|0[xX][0-9a-fA-F]+|\d+)[uUlL]*|(\|\||&&|==|!=|<=|>=|<<|>>|[-+*/%()<>!,&|^]))";
    let pattern = regex::Regex::new(pattern).expect("fixed");
    let (mut found, mut at) = (Vec::new(), 0);
    let text = text.trim_end();
    while at < text.len() {
        let token = pattern
            .captures(&text[at..])
            .filter(|it| it.get(0).is_some_and(|it| it.start() == 0))?;
        at += token[0].len();
        let word = token.get(1).or(token.get(2))?;
        found.push(word.as_str().to_owned());
    }
    Some(found)
}

struct Reader<'a> {
    known: &'a Known,
    tokens: &'a [String],
    at: usize,
}

impl Reader<'_> {
    /// It went beyond the end: what was read is not a complete expression.
    fn failed(&self) -> bool {
        self.at > self.tokens.len()
    }

    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn take(&mut self) -> String {
        let token = self.peek().to_owned();
        self.at += 1;
        token
    }

    fn binary(&mut self, level: usize) -> Option<i64> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1);
        while operators.contains(&self.peek()) {
            let operator = self.take();
            let right = self.binary(level + 1);
            left = apply(&operator, left, right);
        }
        left
    }

    fn unary(&mut self) -> Option<i64> {
        match self.take().as_str() {
            "!" => self.unary().map(|value| i64::from(value == 0)),
            "-" => self.unary().map(|value| -value),
            "+" => self.unary(),
            "(" => {
                let value = self.binary(0);
                self.close();
                value
            }
            "defined" => self.defined(),
            "KERNEL_VERSION" => self.kernel_version(),
            "LINUX_VERSION_CODE" => Some(self.known.version),
            word => self.word(word),
        }
    }

    fn close(&mut self) {
        if self.take() != ")" {
            self.at = self.tokens.len() + 1;
        }
    }

    fn defined(&mut self) -> Option<i64> {
        let open = self.peek() == "(";
        self.at += usize::from(open);
        let name = self.take();
        if open {
            self.close();
        }
        self.known.is_defined(&name).map(i64::from)
    }

    fn kernel_version(&mut self) -> Option<i64> {
        let mut numbers = [None; 3];
        let mut before = "(";
        for number in &mut numbers {
            if self.take() != before {
                self.at = self.tokens.len() + 1;
                return None;
            }
            *number = self.binary(1);
            before = ",";
        }
        self.close();
        let [a, b, c] = numbers;
        Some(kernel_version([a?, b?, c?]))
    }

    fn word(&mut self, word: &str) -> Option<i64> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return literal(word);
        }
        if self.peek() == "(" {
            // A macro with arguments, whose value is unknown.
            self.skip_parentheses();
            return None;
        }
        (self.known.is_defined(word) == Some(false)).then_some(0)
    }

    fn skip_parentheses(&mut self) {
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match self.take().as_str() {
                "(" => depth += 1,
                ")" if depth == 1 => return,
                ")" => depth -= 1,
                _ => {}
            }
        }
        self.at = self.tokens.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("LINUX_VERSION_CODE >= KERNEL_VERSION(4,15,0)", Some(true))]
    #[case("LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)", Some(false))]
    #[case("(LINUX_VERSION_CODE < KERNEL_VERSION(3,10,0)) || defined(CONFIG_X)", None)]
    #[case("LINUX_VERSION_CODE < KERNEL_VERSION(3,10,0) && defined CONFIG_X", Some(false))]
    #[case(
        "defined(RHEL_RELEASE_CODE) && RHEL_RELEASE_CODE >= RHEL_RELEASE_VERSION(8,0)",
        Some(false)
    )]
    #[case("!(LINUX_VERSION_CODE >= 0x020600)", Some(false))]
    #[case("LINUX_VERSION_CODE > 132640", Some(true))]
    #[case("1", Some(true))]
    #[case("0", Some(false))]
    #[case("SOMETHING", None)]
    #[case("LINUX_VERSION_CODE >= KERNEL_VERSION(4,15", None)]
    #[case("a ? b : c", None)]
    fn a_version_decides_what_it_can(#[case] text: &str, #[case] holds: Option<bool>) {
        assert_eq!(Known::of(&"6.1".parse().unwrap()).holds(text), holds);
    }
}
