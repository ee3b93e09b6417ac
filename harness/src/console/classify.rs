//! Finds splats in a console log.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::function;
use super::patterns::{CONSEQUENCE, CONTINUATION, DEAF, END, HARMLESS, PATTERNS};
use super::{Kind, Splat};

/// How many lines behind the first one belong to a splat's excerpt.
const EXCERPT_LINES: usize = 40;
/// A guest that floods its console is not read for ever.
const MOST_SPLATS: usize = 16;
/// A longer line is cut: whoever prints it is no kernel.
const LONGEST_LINE: usize = 1000;

static COMPILED: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    PATTERNS.iter().map(|pattern| (pattern.kind, compile(pattern.regex))).collect()
});
static CONSEQUENCE_LINE: LazyLock<Regex> = LazyLock::new(|| compile(CONSEQUENCE));
static CONTINUATION_LINE: LazyLock<Regex> = LazyLock::new(|| compile(CONTINUATION));
static END_LINE: LazyLock<Regex> = LazyLock::new(|| compile(END));
static HARMLESS_LINES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| HARMLESS.iter().map(|regex| compile(regex)).collect());

pub(super) fn compile(regex: &str) -> Regex {
    Regex::new(regex).expect("the table's patterns compile: a test looks at each")
}

/// Every splat in `console`, the worst first, one for each kind and function.
pub fn classify(console: &str) -> Vec<Splat> {
    let lines: Vec<&str> = console.lines().map(cut).collect();
    let mut found: Vec<(usize, Splat)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut end = 0;
    for (at, line) in lines.iter().enumerate() {
        let Some(rank) = rank(line) else { continue };
        if at < end && CONTINUATION_LINE.is_match(line) {
            continue;
        }
        let excerpt = excerpt(&lines[at..]);
        end = at + excerpt.len();
        let splat = splat(COMPILED[rank].0, excerpt);
        if seen.insert(splat.fingerprint.clone()) {
            found.push((rank, splat));
        }
        if found.len() == MOST_SPLATS {
            break;
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, splat)| splat).collect()
}

/// The row of the table that `line` matches; the last one for what follows from something worse.
pub(super) fn rank(line: &str) -> Option<usize> {
    let rank = COMPILED.iter().position(|(_, regex)| regex.is_match(line))?;
    if HARMLESS_LINES.iter().any(|regex| regex.is_match(line)) {
        return None;
    }
    let row = |kind: Kind| COMPILED.iter().rposition(|(of, _)| *of == kind).unwrap_or(rank);
    if CONSEQUENCE_LINE.is_match(line) {
        return Some(COMPILED.len() - 1);
    }
    // An NMI's panic is our own doing, and so is the agent's end.
    let ours =
        [row(DEAF), row(Kind::AgentDied)].into_iter().find(|row| COMPILED[*row].1.is_match(line));
    Some(ours.unwrap_or(rank))
}

fn excerpt<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let lines = &lines[..lines.len().min(EXCERPT_LINES)];
    // The next one begins with a line of its own before the telling one.
    let next = lines.iter().position(|line| line.contains("---[ cut here ]---"));
    let lines = &lines[..next.unwrap_or(lines.len())];
    let end = lines.iter().position(|line| END_LINE.is_match(line));
    end.map_or(lines, |end| &lines[..=end])
}

fn splat(kind: Kind, excerpt: &[&str]) -> Splat {
    let function = function::of(excerpt);
    let kind = match kind {
        DEAF => function::deaf(&function, excerpt),
        Kind::Oops if function::is_null_call(excerpt) => Kind::NullCall,
        other => other,
    };
    Splat::new(kind, function, excerpt.join("\n"))
}

fn cut(line: &str) -> &str {
    let mut end = line.len().min(LONGEST_LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "BUG: kernel NULL pointer dereference, address: 0000000000000000\n#PF: supervisor\nRIP: 0010:faulty_trigger+0x5/0x10 [faulty_oops]",
        "oops:faulty_trigger"
    )]
    #[case(
        "[    1.0] Unable to handle kernel NULL pointer dereference at 0000000000000000 RIP: \nRIP: 0010:[<ffffffff88000012>] [<ffffffff88000012>] faulty_trigger+0x12/0x20",
        "oops:faulty_trigger"
    )]
    #[case("[    2.0] Kernel panic - not syncing: Fatal exception", "panic:")]
    #[case("watchdog: BUG: soft lockup - CPU#0 stuck for 22s!", "soft-lockup:")]
    #[case("BUG: scheduling while atomic: agent/31/0x00000002", "atomic-sleep:")]
    fn knows(#[case] console: &str, #[case] fingerprint: &str) {
        let splats = classify(console);
        assert_eq!(splats.first().map(|splat| splat.fingerprint.as_str()), Some(fingerprint));
    }

    #[test]
    fn the_worst_comes_first() {
        let log = "WARNING: CPU: 0 PID: 1 at net/core.c:1 f+0x1/0x2\nKernel panic - not syncing: x";
        let kinds: Vec<_> = classify(log).into_iter().map(|splat| splat.kind).collect();
        assert_eq!(kinds, [Kind::Panic, Kind::Warning]);
    }

    #[test]
    fn a_panic_that_follows_from_an_oops_comes_behind_it() {
        let log = "BUG: kernel NULL pointer dereference, address: 0\nRIP: 0010:f+0x1/0x2\n\
                   Kernel panic - not syncing: Fatal exception in interrupt";
        let kinds: Vec<_> = classify(log).into_iter().map(|splat| splat.kind).collect();
        assert_eq!(kinds, [Kind::Oops, Kind::Panic]);
    }

    #[test]
    fn a_flood_is_cut() {
        let line = format!("BUG: soft lockup {}\n", "x".repeat(1 << 20));
        let splats = classify(&line.repeat(3));
        assert!(splats.len() == 1 && splats[0].excerpt.len() < 4 * LONGEST_LINE);
    }
}
