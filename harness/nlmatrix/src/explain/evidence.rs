//! What a text shows: its errors, the calls that returned them, what it is about, and what the kernel said.

use std::collections::BTreeSet;

use super::errno::{self, Reading};
use super::symptom::Symptoms;
use crate::console;

/// Longer texts are not read to the end.
const MOST: usize = 4 << 20;
/// A question with so few words that names an error is assumed to be about netlink.
const FEW_WORDS: usize = 5;

/// What a text shows.
pub(super) struct Evidence<'t> {
    /// The text, as far as it was read.
    pub text: &'t str,
    /// Lines that show an error.
    pub errors: Vec<Error<'t>>,
    /// Calls that it names.
    pub calls: BTreeSet<&'static str>,
    /// What it is about.
    pub about: BTreeSet<&'static str>,
    /// Splats of the kernel: `kind:function` and the first line.
    pub splats: Vec<(String, &'t str)>,
    /// Patterns of the symptoms that match.
    pub said: regex::bytes::SetMatches,
}

/// A line that shows an error.
pub(super) struct Error<'t> {
    /// The line.
    pub line: &'t str,
    /// The errors in it.
    pub readings: Vec<Reading>,
    /// Calls that the line names.
    pub calls: BTreeSet<&'static str>,
}

impl<'t> Evidence<'t> {
    /// Looks at `text`.
    pub(super) fn of(text: &'t str, symptoms: &'static Symptoms) -> Self {
        let text = cut(text);
        let words = &symptoms.words;
        let about = words.about(text);
        let is_library = about.contains("libnl");
        let lines = text.lines().filter(|line| !is_compilers(line));
        let error = |line: &'t str| {
            let readings = errno::read(line, is_library);
            (!readings.is_empty()).then(|| Error { line, readings, calls: words.calls(line) })
        };
        let splats = console::classify(text).into_iter();
        let splats = splats.map(|it| (it.fingerprint.clone(), first_line(text, &it.excerpt)));
        let splats = splats.filter(|(name, line)| !is_modposts(line) && !is_programs(name, line));
        Self {
            text,
            errors: lines.filter_map(error).collect(),
            calls: words.calls(text),
            splats: splats.collect(),
            said: symptoms.said(text),
            about,
        }
    }

    /// Is it about sockets of another kind, and not about netlink at all?
    pub(super) fn is_foreign(&self) -> bool {
        self.about.contains("foreign") && !self.is_netlink()
    }

    /// Is it about netlink, or such a short question that nothing else can be meant?
    pub(super) fn is_netlink(&self) -> bool {
        self.about.contains("netlink") || (self.is_short() && !self.about.contains("foreign"))
    }

    fn is_short(&self) -> bool {
        let names = self.errors.iter().flat_map(|it| &it.readings);
        let by_name = names.clone().any(|it| it.written.starts_with(['E', 'N']));
        by_name && self.text.split_whitespace().count() <= FEW_WORDS
    }
}

fn cut(text: &str) -> &str {
    let end = (0..=text.len().min(MOST)).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// "No such file or directory" from a compiler is not an answer from a socket.
fn is_compilers(line: &str) -> bool {
    let is_place = |line: &str| line.contains(".c:") || line.contains(".h:");
    (is_place(line) && (line.contains(" error: ") || line.contains("warning: ")))
        || line.contains("make[")
        || line.starts_with("make:")
}

/// modpost also prints `WARNING:`.
fn is_modposts(line: &str) -> bool {
    ["undefined!", "modpost", "Symbol version dump", "section mismatch"]
        .iter()
        .any(|it| line.contains(it))
}

/// Programs also print `WARNING:`; the kernel says where.
fn is_programs(name: &str, line: &str) -> bool {
    let told = line.split_once("WARNING: ").map_or("", |(_, told)| told);
    name.starts_with("warning") && !told.is_empty() && !format!(" {told}").contains(" at ")
}

/// The line in which the kernel says what `excerpt` is about. The text of a warning precedes it.
fn first_line<'t>(text: &'t str, excerpt: &str) -> &'t str {
    let telling = excerpt.lines().find(|line| console::tells(line));
    let first = telling.or(excerpt.lines().next()).unwrap_or_default();
    text.find(first).map_or("", |at| text[at..].lines().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::symptom::shipped;
    use super::*;

    #[test]
    fn a_compilers_line_shows_no_errno() {
        let text = "x.c:1:10: fatal error: linux/a.h: No such file or directory";
        assert!(Evidence::of(text, shipped()).errors.is_empty());
    }

    #[test]
    fn calls_stand_on_the_line_or_in_the_text() {
        let text = "data = sock.recv(65535)\nOSError: [Errno 105] No buffer space available";
        let found = Evidence::of(text, shipped());
        assert!(found.errors[0].calls.is_empty() && found.calls.contains("recv"));
    }

    #[test]
    fn other_sockets_are_told_from_netlink() {
        let foreign = |text| Evidence::of(text, shipped()).is_foreign();
        assert!(foreign("nginx: bind() to 0.0.0.0:80 failed (98: Address already in use)"));
        assert!(!foreign("bind(3, {sa_family=AF_NETLINK, nl_pid=1}, 12) = -1 EADDRINUSE"));
    }
}
