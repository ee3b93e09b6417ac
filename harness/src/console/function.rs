//! Where a splat happened: which function, whether it was called at all, interrupts on or off.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::classify::compile;
use super::patterns::{AT_NULL, FLAGS, FRAME, FUNCTION, IDLE, REPORTERS};

static FUNCTION_LINE: LazyLock<Regex> = LazyLock::new(|| compile(FUNCTION));
static FRAME_PART: LazyLock<Regex> = LazyLock::new(|| compile(FRAME));
static REPORTER: LazyLock<Regex> = LazyLock::new(|| compile(REPORTERS));
static IDLE_FUNCTION: LazyLock<Regex> = LazyLock::new(|| compile(IDLE));
static AT_NULL_LINE: LazyLock<Regex> = LazyLock::new(|| compile(AT_NULL));
static FLAGS_PART: LazyLock<Regex> = LazyLock::new(|| compile(FLAGS));

/// `EFLAGS.IF`.
const INTERRUPTS: u32 = 1 << 9;

/// The function that a splat is about, empty when it does not say: that of the instruction
/// pointer, unless it only reports; else the first of a module in the call trace; else the first
/// that does more than report or wait.
pub(super) fn of(excerpt: &[&str]) -> String {
    let named = excerpt.iter().filter_map(|line| FUNCTION_LINE.captures(line));
    let mut named = named.map(|captures| captures[1].to_owned());
    named.find(|name| !REPORTER.is_match(name)).or_else(|| in_trace(excerpt)).unwrap_or_default()
}

fn in_trace(excerpt: &[&str]) -> Option<String> {
    let begin = excerpt.iter().position(|line| line.contains("Call Trace"))?;
    let frames = excerpt[begin..].iter().flat_map(|line| FRAME_PART.captures_iter(line));
    let sure: Vec<_> = frames.filter(|frame| frame.name("doubt").is_none()).collect();
    let in_module = sure.iter().find(|f| f.name("module").or(f.name("old")).is_some());
    let other = || sure.iter().find(|frame| !REPORTER.is_match(&frame["function"]));
    let name = &in_module.or_else(other)?["function"];
    // `f.cold`, `f.isra.0`: the compiler's pieces of f.
    Some(name.split('.').next().unwrap_or(name).to_owned())
}

/// Was it a call of NULL?
pub(super) fn is_null_call(excerpt: &[&str]) -> bool {
    excerpt.iter().any(|line| AT_NULL_LINE.is_match(line))
}

/// What a guest was at that did not answer: with interrupts off no clock ticks in it.
pub(super) fn deaf(function: &str, excerpt: &[&str]) -> Kind {
    if IDLE_FUNCTION.is_match(function) {
        return Kind::Idle;
    }
    let flags = excerpt.iter().filter_map(|line| FLAGS_PART.captures(line));
    let mut flags = flags.filter_map(|captures| u32::from_str_radix(&captures[1], 16).ok());
    // The NMI may have come in an interrupt, which has its own flags above the ones behind it.
    if flags.all(|flags| flags & INTERRUPTS == 0) { Kind::HardLockup } else { Kind::SoftLockup }
}
