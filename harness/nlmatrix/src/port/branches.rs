//! Code for other kernels: code under preprocessor conditions that the target's version decides.
//!
//! While a semantic patch is applied, it is replaced by a comment, and so are the decided conditions themselves: it
//! stays as it is, and Coccinelle sees one program rather than halves of two.

use std::sync::LazyLock;

use regex::Regex;

use super::condition::Known;
use super::words;
use crate::version::KernelVersion;

static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[ \t]*/\*@nlmatrix:(\d+)@\*/[ \t]*\n?").expect("fixed"));
static DIRECTIVE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*#\s*(\w+)\s*((?s:.*))$").expect("fixed"));

/// A source without the code for other kernels.
#[derive(Debug)]
pub(super) struct Masked {
    /// The remaining source.
    pub text: String,
    hidden: Vec<String>,
}

impl Masked {
    /// `text` with everything that was hidden in its place again; `None` if the place of something has disappeared.
    pub(super) fn unmask(&self, text: &str) -> Option<String> {
        let found: Vec<usize> =
            MARK.captures_iter(text).filter_map(|it| it[1].parse().ok()).collect();
        let whole = found.iter().copied().eq(0..self.hidden.len());
        let put = |found: &regex::Captures<'_>| {
            let at = found.get(0).map_or(0, |it| it.start());
            let begins_line = at == 0 || text[..at].ends_with('\n');
            let number: usize = found[1].parse().unwrap_or_default();
            format!("{}{}", if begins_line { "" } else { "\n" }, self.hidden[number])
        };
        whole.then(|| MARK.replace_all(text, put).into_owned())
    }
}

/// One `#if`, and what is known about it.
struct Frame {
    /// Is the branch that contains the line for this kernel?
    live: Option<bool>,
    /// Was an earlier branch for it?
    taken: Option<bool>,
    /// Does the version alone decide it?
    decided: bool,
}

/// `text` as seen by a kernel of `version`.
pub(super) fn mask(text: &str, version: &KernelVersion) -> Masked {
    let mut reader = Reader { known: Known::of(version), frames: Vec::new() };
    let (mut masked, mut hidden) = (String::new(), Vec::<String>::new());
    let mut open = false;
    for line in logical_lines(text) {
        if reader.keeps(line) {
            masked.push_str(line);
            open = false;
            continue;
        }
        if !open {
            masked.push_str(&format!("/*@nlmatrix:{}@*/\n", hidden.len()));
            hidden.push(String::new());
        }
        open = true;
        hidden.last_mut().expect("pushed").push_str(line);
    }
    Masked { text: masked, hidden }
}

/// Lines joined with their continuations.
pub(super) fn logical_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = 0;
        loop {
            let Some(newline) = rest[end..].find('\n') else { break end = rest.len() };
            end += newline + 1;
            if !rest[..end - 1].trim_end_matches('\r').ends_with('\\') {
                break;
            }
        }
        let (line, behind) = rest.split_at(end);
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

struct Reader {
    known: Known,
    frames: Vec<Frame>,
}

impl Reader {
    fn is_live(&self) -> Option<bool> {
        let all = || self.frames.iter().map(|frame| frame.live);
        if all().any(|live| live == Some(false)) {
            return Some(false);
        }
        all().all(|live| live == Some(true)).then_some(true)
    }

    /// Is the line code that the kernel may see?
    fn keeps(&mut self, line: &str) -> bool {
        let outside = self.is_live();
        let code = words::blank(line).replace("\\\n", "  ");
        let Some(directive) = DIRECTIVE.captures(&code) else { return outside != Some(false) };
        let (name, rest) = (&directive[1], directive[2].trim());
        match name {
            "if" => self.open(self.known.holds(rest)),
            "ifdef" => self.open(self.known.is_defined(rest)),
            "ifndef" => self.open(self.known.is_defined(rest).map(|is| !is)),
            "elif" => self.next(self.known.holds(rest)),
            "else" => self.next(Some(true)),
            "endif" => {
                let Some(frame) = self.frames.pop() else { return true };
                return self.is_live() != Some(false) && !frame.decided;
            }
            "define" | "undef" => {
                let word = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
                if let (Some(true), Some(word)) = (outside, word) {
                    self.known.set(word, name == "define");
                }
                return outside != Some(false);
            }
            _ => return outside != Some(false),
        }
        let decided = self.frames.last().is_some_and(|frame| frame.decided);
        let around = self.frames.split_last().map_or(&[][..], |(_, around)| around);
        !decided && around.iter().all(|frame| frame.live != Some(false))
    }

    fn open(&mut self, holds: Option<bool>) {
        self.frames.push(Frame { live: holds, taken: holds, decided: holds.is_some() });
    }

    fn next(&mut self, holds: Option<bool>) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.live = match (frame.taken, holds) {
            (Some(true), _) => Some(false),
            (Some(false), holds) => holds,
            (None, Some(false)) => Some(false),
            (None, _) => None,
        };
        frame.taken = match (frame.taken, holds) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), holds) => holds,
            (None, _) => None,
        };
        // A chain with an undecided link stays as it is from there on.
        frame.decided &= frame.live.is_some();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "a\n#if LINUX_VERSION_CODE >= KERNEL_VERSION(4,15,0)\nnew\n#else\nold\n#endif\nb\n#ifdef CONFIG_X\nx\n#else\ny\n#endif\n";

    #[test]
    fn what_is_for_other_kernels_is_hidden_and_comes_back() {
        let masked = mask(SOURCE, &"6.1".parse().unwrap());
        let left =
            "a\n/*@nlmatrix:0@*/\nnew\n/*@nlmatrix:1@*/\nb\n#ifdef CONFIG_X\nx\n#else\ny\n#endif\n";
        assert_eq!(masked.text, left);
        assert_eq!(masked.unmask(&masked.text).unwrap(), SOURCE);
        let changed = masked.text.replace("new\n", "newer\n");
        assert_eq!(masked.unmask(&changed).unwrap(), SOURCE.replace("new\n", "newer\n"));
        assert_eq!(masked.unmask("a\n/*@nlmatrix:1@*/\n"), None, "some was lost");
    }

    #[test]
    fn the_other_side_of_the_boundary_has_the_other_branch() {
        let masked = mask(SOURCE, &"4.14".parse().unwrap());
        assert!(masked.text.contains("old\n") && !masked.text.contains("new\n"), "{}", masked.text);
    }

    #[test]
    fn what_a_version_defines_is_known_behind_it() {
        let source = "#if LINUX_VERSION_CODE < KERNEL_VERSION(3,0,0)\n#define OLD\n#else\n#define NEW\n#endif\n#ifdef NEW\nnew\n#endif\n";
        let text = mask(source, &"6.1".parse().unwrap()).text;
        assert!(text.contains("new") && !text.contains("ifdef"), "{text}");
    }

    #[test]
    fn a_chain_is_hidden_up_to_what_nobody_knows() {
        let source = "#if LINUX_VERSION_CODE < KERNEL_VERSION(3,0,0)\na\n#elif defined(X)\nb\n#else\nc\n#endif\n";
        let masked = mask(source, &"6.1".parse().unwrap());
        assert!(masked.unmask(&masked.text).is_some_and(|text| text == source));
        assert!(!masked.text.contains("a\n") && masked.text.contains("b\n"), "{}", masked.text);
    }
}
