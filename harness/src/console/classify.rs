//! Finds splats in a console log.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::patterns::{FUNCTION, HARMLESS, PATTERNS};
use crate::run::Splat;

/// How many lines behind the first one belong to a splat's excerpt.
const EXCERPT_LINES: usize = 40;
/// A guest that floods its console is not read for ever.
const MOST_SPLATS: usize = 16;

static COMPILED: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    PATTERNS.iter().map(|pattern| (pattern.kind, compile(pattern.regex))).collect()
});
static FUNCTION_LINE: LazyLock<Regex> = LazyLock::new(|| compile(FUNCTION));
static HARMLESS_LINES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| HARMLESS.iter().map(|regex| compile(regex)).collect());

fn compile(regex: &str) -> Regex {
    Regex::new(regex).expect("the table's patterns compile: a test looks at each")
}

/// Every splat in `console`, the worst first, one for each kind and function.
pub fn classify(console: &str) -> Vec<Splat> {
    let lines: Vec<&str> = console.lines().collect();
    let mut found: Vec<(usize, Splat)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(rank) = rank(line) else { continue };
        let splat = splat(COMPILED[rank].0, &lines[at..lines.len().min(at + EXCERPT_LINES)]);
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

fn rank(line: &str) -> Option<usize> {
    let rank = COMPILED.iter().position(|(_, regex)| regex.is_match(line))?;
    (!HARMLESS_LINES.iter().any(|regex| regex.is_match(line))).then_some(rank)
}

fn splat(kind: &str, excerpt: &[&str]) -> Splat {
    let function = excerpt.iter().find_map(|line| FUNCTION_LINE.captures(line));
    let function = function.map_or(String::new(), |captures| captures[1].to_owned());
    Splat {
        kind: kind.to_owned(),
        fingerprint: format!("{kind}:{function}"),
        function,
        excerpt: excerpt.join("\n"),
    }
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
    fn a_clean_log_is_clean() {
        let log = "[    0.0] Linux version 6.12\n[ 1.0] nlecho: loading out-of-tree module taints kernel.\n[ 1.0] nlecho: module verification failed";
        assert_eq!(classify(log), []);
    }

    #[test]
    fn the_worst_comes_first() {
        let log = "WARNING: CPU: 0 PID: 1 at net/core.c:1 f+0x1/0x2\nKernel panic - not syncing: x";
        let kinds: Vec<_> = classify(log).into_iter().map(|splat| splat.kind).collect();
        assert_eq!(kinds, ["panic", "warning"]);
    }
}
