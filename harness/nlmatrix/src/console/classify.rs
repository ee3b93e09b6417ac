//! Finds splats in a console log.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexSet};

use super::function;
use super::line::Line;
use super::patterns::{DEAF, END, HARMLESS, PATTERNS, Part, Pattern, Place, TELLING};
use super::{Kind, Severity, Splat, compile, compile_set};

/// How many lines after the first one belong to a splat's excerpt.
const EXCERPT_LINES: usize = 40;
/// How many lines are searched for the function: a stalled processor's trace comes after those of others.
const BODY_LINES: usize = 1000;
/// Limits for a guest that floods its console: how many splats are reported, how many are examined, and how many of
/// those with the same first line apart from numbers.
const MOST_SPLATS: usize = 16;
const MOST_LOOKS: usize = 256;
const MOST_ALIKE: u32 = 4;
/// A warning has at most so many lines of text before the line that marks it as a warning.
const TEXT_LINES: usize = 5;
/// The lines in which the kernel says what a warning is, and why, are at most so far apart.
const SAME_EVENT: usize = 12;
/// A splat repeats what it has said at most so far from its first line.
const SAME_SPLAT: usize = 60;

/// Most lines have none of these words, and most consoles have no such line, in which case the table need not be
/// compiled.
static TELLING_WORD: LazyLock<Regex> = LazyLock::new(|| compile(TELLING));
static TABLE: LazyLock<RegexSet> =
    LazyLock::new(|| compile_set(PATTERNS.iter().map(|row| row.regex)));
static HARMLESS_LINES: LazyLock<RegexSet> = LazyLock::new(|| compile_set(HARMLESS.iter().copied()));
static END_LINE: LazyLock<Regex> = LazyLock::new(|| compile(END));
static SAID: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let said = |row: &Pattern| match row.place {
        Place::Said(regex) | Place::SaidTwice(regex) | Place::Behind(regex) => Some(compile(regex)),
        _ => None,
    };
    PATTERNS.iter().map(said).collect()
});

/// The beginning of a splat.
#[derive(Clone, Copy)]
struct Start {
    /// Its first line.
    at: usize,
    /// The row of the table.
    row: usize,
}

impl Start {
    fn part(self) -> Part {
        PATTERNS[self.row].part
    }
}

/// Every splat in `console`, one for each kind and function, in the order in which the kernel reported them: the
/// first caused the rest. Mere consequences come after the others.
pub fn classify(console: &str) -> Vec<Splat> {
    let lines: Vec<Line<'_>> = console.lines().map(Line::of).collect();
    let starts = starts(&lines);
    let mut found: Vec<(bool, Splat)> = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let splat = splat(*start, &lines, &starts[index + 1..]);
        let deaf = PATTERNS[start.row].kind == DEAF;
        if deaf && found.iter().any(|(_, before)| silences(before)) {
            continue;
        }
        let late = deaf
            || matches!(start.part(), Part::Consequence | Part::Again)
            || splat.kind == Kind::AgentDied
            || !found.is_empty() && splat.follows();
        add(&mut found, late, splat);
        if found.len() == MOST_SPLATS {
            break;
        }
    }
    found.sort_by_key(|(late, _)| *late);
    found.into_iter().map(|(_, splat)| splat).collect()
}

/// Does it explain why a guest does not answer? Then what an NMI finds is not a splat of its own.
fn silences(splat: &Splat) -> bool {
    matches!(splat.severity, Severity::Fatal | Severity::Lockup)
}

/// A splat that says no more than another of its kind counts as the same.
fn add(found: &mut Vec<(bool, Splat)>, late: bool, splat: Splat) {
    let same = found.iter_mut().map(|(_, other)| other).find(|other| {
        other.kind == splat.kind
            && (other.function == splat.function
                || other.function.is_empty()
                || splat.function.is_empty())
    });
    match same {
        Some(other) if other.function.is_empty() => *other = splat.with_excerpt(&other.excerpt),
        Some(_) => {}
        None => found.push((late, splat)),
    }
}

/// Where splats begin.
fn starts(lines: &[Line<'_>]) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut alike: HashMap<(usize, String), u32> = HashMap::new();
    let mut has_run = false;
    for (at, line) in lines.iter().enumerate() {
        let hit = rank(line).map(|row| Start { at, row });
        has_run |= line.timed && !line.whole.contains(" 0.000000]");
        let Some(hit) = hit else { continue };
        if hit.part() == Part::Again && !has_run {
            continue;
        }
        if joins(hit, lines, &mut starts) {
            continue;
        }
        let count = alike
            .entry((hit.row, line.text.replace(|c: char| c.is_ascii_digit(), "")))
            .or_default();
        *count += 1;
        if *count <= MOST_ALIKE {
            starts.push(hit);
        }
        if starts.len() == MOST_LOOKS {
            break;
        }
    }
    starts
}

/// Does `hit` continue what another has begun?
fn joins(hit: Start, lines: &[Line<'_>], starts: &mut [Start]) -> bool {
    let of_same = |start: &&mut Start| lines[start.at].is_of(&lines[hit.at]);
    let Some(open) = starts.iter_mut().rev().find(of_same) else { return false };
    let between = hit.at - open.at;
    let cut = || lines[open.at + 1..hit.at].iter().any(|line| line.whole.contains("[ cut here ]"));
    match (open.part(), hit.part()) {
        (_, Part::Continuation) => between <= SAME_SPLAT,
        (Part::Frame, Part::Why) if between <= SAME_EVENT && !cut() => {
            open.row = hit.row;
            true
        }
        (Part::Why, Part::Frame) => between <= SAME_EVENT && !cut_twice(&lines[open.at..hit.at]),
        (Part::Why, Part::Why) => between <= SAME_EVENT && !cut_twice(&lines[open.at..hit.at]),
        _ => false,
    }
}

fn cut_twice(lines: &[Line<'_>]) -> bool {
    lines.iter().filter(|line| line.whole.contains("[ cut here ]")).count() > 1
}

/// Does `line` begin a splat, or continue one?
pub fn tells(line: &str) -> bool {
    rank(&Line::of(line)).is_some()
}

/// The row of the table that matches `line`.
pub(super) fn rank(line: &Line<'_>) -> Option<usize> {
    let text = line.text.as_bytes();
    if !TELLING_WORD.is_match(text) {
        return None;
    }
    let row = TABLE.matches(text).iter().next()?;
    (!HARMLESS_LINES.is_match(text)).then_some(row)
}

/// What belongs to `start`: everything that the same task or processor printed until the next splat of more than one
/// line.
fn body<'a>(start: Start, lines: &[Line<'a>], later: &[Start]) -> Vec<Line<'a>> {
    let of_same = |line: &Line<'_>| lines[start.at].is_of(line);
    let ends =
        |next: &&Start| PATTERNS[next.row].place != Place::Nowhere && of_same(&lines[next.at]);
    let end = later.iter().find(ends).map_or(lines.len(), |next| next.at);
    let end = end.min(start.at + BODY_LINES);
    lines[start.at..end].iter().filter(|line| of_same(line)).copied().collect()
}

fn splat(start: Start, lines: &[Line<'_>], later: &[Start]) -> Splat {
    let (pattern, said) = (&PATTERNS[start.row], SAID[start.row].as_ref());
    let body_of = |later| body(start, lines, later);
    let own = body_of(later);
    let mut function = function::of(pattern, said, &own);
    if function.is_empty() {
        // If two print at once, the trace comes after the beginning of the other.
        function = function::of(pattern, said, &body_of(&[]));
    }
    let kind = match pattern.kind {
        DEAF => function::deaf(&function, &own),
        Kind::Oops if function::is_null_call(&own) => Kind::NullCall,
        kind => kind,
    };
    Splat::new(kind, function, excerpt(&lines[start.at - text_before(start, lines)..]))
}

/// How many lines there are between the kernel's cut mark and the line that tells the kind: the text of a `WARN`
/// comes first (from 4.15 on).
fn text_before(start: Start, lines: &[Line<'_>]) -> usize {
    let before = lines[..start.at].iter().rev().take(TEXT_LINES + 1);
    let marked = before.enumerate().find(|(_, line)| line.whole.contains("---[ cut here ]---"));
    let text = marked.map_or(0, |(count, _)| count);
    let own = |line: &Line<'_>| lines[start.at].is_of(line) && rank(line).is_none();
    if lines[start.at - text..start.at].iter().all(own) { text } else { 0 }
}

fn excerpt(lines: &[Line<'_>]) -> String {
    let lines = &lines[..lines.len().min(EXCERPT_LINES)];
    // The next one begins with a line of its own before the line that tells its kind.
    let next = lines.iter().position(|line| line.whole.contains("---[ cut here ]---"));
    let lines = &lines[..next.unwrap_or(lines.len())];
    let end = lines.iter().position(|line| END_LINE.is_match(line.text.as_bytes()));
    let lines = end.map_or(lines, |end| &lines[..=end]);
    lines.iter().map(|line| line.whole).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::line::LONGEST;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    #[test]
    fn the_first_is_the_cause() {
        let log = "WARNING: CPU: 0 PID: 1 at net/core.c:1 f+0x1/0x2\nKernel panic - not syncing: x";
        let kinds: Vec<_> = classify(log).into_iter().map(|splat| splat.kind).collect();
        assert_eq!(kinds, [Kind::Warning, Kind::Panic]);
    }

    #[test]
    fn what_a_warning_says_belongs_to_it() {
        let warning = "[    5.2] WARNING: CPU: 0 PID: 1 at fs/a.c:71 f+0x330/0x480";
        let (cut, said) =
            ("[    5.2] ------------[ cut here ]------------", "[    5.2] Attribute x: bad");
        let excerpt = |lines: &[&str]| classify(&lines.join("\n")).remove(0).excerpt;
        assert_eq!(excerpt(&[cut, said, warning]), format!("{said}\n{warning}"));
        assert_eq!(excerpt(&[cut, warning]), warning);
        assert_eq!(excerpt(&[said, warning]), warning, "who said that?");
        let other = "[    5.2][ C1] i2c: ready";
        assert_eq!(excerpt(&[cut, other, warning]), warning, "another processor speaks");
    }

    #[test]
    fn a_line_is_cut() {
        let line = format!("BUG: soft lockup {}\n", "x".repeat(1 << 20));
        let splats = classify(&line.repeat(3));
        assert!(splats.len() == 1 && splats[0].excerpt.len() < 4 * LONGEST);
    }

    #[test]
    fn a_flood_is_read_in_bounded_time() {
        let name = |n: u32| format!("f{:x}", n).replace(|c: char| c.is_ascii_digit(), "z");
        let line = |n: u32| {
            let function = name(n);
            format!("[{n:5}.0][T{}] WARNING: x.c:1 at {function}+0x1/0x2 x\n", n % 7)
        };
        let flood: String = (0..100_000).map(line).collect();
        let started = Instant::now();
        assert_eq!(classify(&flood).len(), MOST_SPLATS);
        let alike = "[1.0] WARNING: x.c:1 at f+0x1/0x2 x\n".repeat(100_000);
        assert_eq!(classify(&alike).len(), 1);
        assert!(started.elapsed() < Duration::from_secs(60));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(lines in prop::collection::vec(r"(\[ 1\.0\]|\[ 1\.0\]\[T1\])? ?(WARNING: |BUG: |Oops: |at |\[<ffffffff>\] )?\PC{0,40}", 0..40)) {
            classify(&lines.join("\n"));
        }
    }
}
