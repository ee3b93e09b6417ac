//! Where a splat happened: in which function, whether that was called at all, interrupts on or off.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::frame::{Frame, Role, frames};
use super::line::Line;
use super::patterns::{
    ASIDE, AT_NULL, BACK, ENTRIES, FLAGS, IDLE, LOWER_HALF, Pattern, Place, TAKEN_AT, TICKED,
    WAITED_FOR, WAITERS, WRAPPERS,
};
use super::skip::only_reports;
use super::{Kind, compile, matched};

static AT_NULL_LINE: LazyLock<Regex> = LazyLock::new(|| compile(AT_NULL));
static FLAGS_PART: LazyLock<Regex> = LazyLock::new(|| compile(FLAGS));
static ASIDE_LINE: LazyLock<Regex> = LazyLock::new(|| compile(ASIDE));
static BACK_LINE: LazyLock<Regex> = LazyLock::new(|| compile(BACK));
static TICKED_LINE: LazyLock<Regex> = LazyLock::new(|| compile(TICKED));
static IDLE_FUNCTION: LazyLock<Regex> = LazyLock::new(|| compile(IDLE));
static LOWER_HALF_FUNCTION: LazyLock<Regex> = LazyLock::new(|| compile(LOWER_HALF));
static ENTRY: LazyLock<Regex> = LazyLock::new(|| compile(ENTRIES));
static WAITER: LazyLock<Regex> = LazyLock::new(|| compile(WAITERS));

static TAKEN: LazyLock<Regex> = LazyLock::new(|| compile(TAKEN_AT));
static WORK: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s*Workqueue: \S+ (?P<function>[A-Za-z_]\w*)"));

/// The functions that call a work's function.
const WORKERS: [&str; 2] = ["process_one_work", "worker_thread"];

/// How the kernel says that the console could not keep up (kernel/printk/printk.c).
const DROPPED: &str = "printk messages dropped";

/// `EFLAGS.IF`.
const INTERRUPTS: u32 = 1 << 9;

/// The function that a splat is about; empty if it does not say. A function of a module outranks the kernel's
/// functions that it called.
pub(super) fn of(pattern: &Pattern, said: Option<&Regex>, body: &[Line<'_>]) -> String {
    let kind = pattern.kind;
    let name = match pattern.place {
        Place::Nowhere => None,
        Place::Trace => first(kind, &trace(body)),
        Place::Pointer => {
            let trace = trace(body);
            // If there is nothing else, a function that only reports is better than none.
            pointer(kind, &trace).or_else(|| trace.first().map(|frame| frame.function))
        }
        Place::Said(_) => said_of(kind, said, 1, body).or_else(|| first(kind, &trace(body))),
        Place::SaidTwice(_) => said_of(kind, said, 2, body).or_else(|| first(kind, &trace(body))),
        Place::Behind(_) => first(kind, &trace(behind(said, body)))
            // A console that ends before the traces still shows where it was about to take the lock.
            .or_else(|| said_of(kind, Some(&TAKEN), 1, body)),
        Place::Entry => entry(kind, &trace(body)),
        Place::Stalled => entry(kind, &interrupted(body)),
        Place::Running => first(kind, &running(body)),
        Place::Sleeper => sleeper(kind, &trace(body)),
    };
    let name =
        name.map(|name| if WORKERS.contains(&name) { work(body).unwrap_or(name) } else { name });
    readable(name.map(unwrapped).unwrap_or_default())
}

/// The function of a worker's current work, as the kernel prints it (not in 3.9.6, in 3.16).
fn work<'a>(body: &[Line<'a>]) -> Option<&'a str> {
    let said = body.iter().find_map(|line| WORK.captures(line.text.as_bytes()))?;
    Some(matched(said.name("function")))
}

/// A Rust function's name as in its source: `<binder::Process>::update` for `_RNvMs3_Nt…`.
fn readable(function: &str) -> String {
    rustc_demangle::try_demangle(function)
        .map_or_else(|_| function.to_owned(), |name| format!("{name:#}"))
}

fn behind<'b, 'a>(said: Option<&Regex>, body: &'b [Line<'a>]) -> &'b [Line<'a>] {
    let said = |line: &Line<'_>| said.is_some_and(|regex| regex.is_match(line.text.as_bytes()));
    body.iter().position(said).map_or(body, |at| &body[at + 1..])
}

fn pointer<'a>(kind: Kind, trace: &[Frame<'a>]) -> Option<&'a str> {
    let pointer = trace.iter().find(|frame| frame.role == Role::Pointer);
    let telling = pointer.filter(|frame| !frame.only_reports(kind));
    telling.map(|frame| frame.function).or_else(|| first(kind, trace))
}

fn said_of<'a>(
    kind: Kind,
    said: Option<&Regex>,
    most: usize,
    body: &[Line<'a>],
) -> Option<&'a str> {
    let said = said?;
    let said = |line: &Line<'a>| {
        let name = said.captures(line.text.as_bytes())?.get(1)?;
        let behind = &line.text[name.end()..];
        let in_module = behind.split_once(' ').is_some_and(|(_, rest)| rest.starts_with('['));
        Some((matched(Some(name)), in_module))
    };
    let mut names = body.iter().filter_map(said).take(most);
    // If lines are missing, the remaining ones do not make a trace: only the kernel's own statement counts.
    let torn = body.iter().any(|line| line.whole.contains(DROPPED));
    names
        .find(|(name, in_module)| torn || !only_reports(kind, name, *in_module))
        .map(|(name, _)| name)
}

/// The frames of what led to it, the innermost first. Leftovers on the stack did not lead there; but a kernel that
/// can only guess (CONFIG_UNWINDER_GUESS, 4.14) marks all frames as such.
fn trace<'a>(body: &[Line<'a>]) -> Vec<Frame<'a>> {
    let mut found = named(body);
    let is_sure = |frame: &Frame<'_>| frame.role == Role::Caller && !frame.is_doubtful;
    if found.iter().any(is_sure) {
        found.retain(|frame| !frame.is_doubtful);
    }
    found
}

/// Everything that the trace names.
fn named<'a>(body: &[Line<'a>]) -> Vec<Frame<'a>> {
    let mut found = Vec::<Frame<'a>>::new();
    let mut aside = false;
    for line in body {
        if ASIDE_LINE.is_match(line.text.as_bytes()) {
            aside = true;
        } else if BACK_LINE.is_match(line.text.as_bytes()) {
            // Another trace, after something else was printed in between, belongs to something else.
            aside &= found.iter().any(|frame| !frame.is_doubtful);
        }
        if !aside {
            found.extend(frames(line.text));
        }
    }
    found
}

fn first<'a>(kind: Kind, trace: &[Frame<'a>]) -> Option<&'a str> {
    let telling = |frame: &&Frame<'_>| !frame.only_reports(kind);
    let first = trace.iter().find(telling)?;
    let in_module = || trace.iter().find(|frame| !frame.module.is_empty() && telling(frame));
    let found = if first.role == Role::Pointer { None } else { in_module() };
    Some(found.unwrap_or(first).function)
}

/// What was running, even if an NMI only saw the tick that interrupted it.
fn running<'a>(body: &[Line<'a>]) -> Vec<Frame<'a>> {
    let Some((at, below)) = ticked(body) else { return trace(body) };
    let is_more = |frame: &Frame<'_>| {
        !frame.module.is_empty() || LOWER_HALF_FUNCTION.is_match(frame.function.as_bytes())
    };
    if trace(&body[..at]).iter().any(is_more) { trace(body) } else { below }
}

/// Where the timer interrupt arrived, and what it interrupted.
fn ticked<'a>(body: &[Line<'a>]) -> Option<(usize, Vec<Frame<'a>>)> {
    let at = body.iter().position(|line| TICKED_LINE.is_match(line.text.as_bytes()))?;
    let found = trace(&body[at + 1..]);
    (!found.is_empty()).then_some((at, found))
}

/// What was interrupted when it was found to have run for too long.
fn interrupted<'a>(body: &[Line<'a>]) -> Vec<Frame<'a>> {
    if let Some((_, found)) = ticked(body) {
        return found;
    }
    let asked = |line: &Line<'_>| line.text.contains("NMI backtrace for cpu");
    let starts: Vec<usize> = (0..body.len()).filter(|at| asked(&body[*at])).collect();
    let backtraces = starts.iter().map(|at| trace(&body[*at..]));
    let mut busy = backtraces.filter(|found| {
        found.first().is_some_and(|it| !IDLE_FUNCTION.is_match(it.function.as_bytes()))
    });
    busy.next().unwrap_or_else(|| trace(body))
}

fn entry<'a>(kind: Kind, trace: &[Frame<'a>]) -> Option<&'a str> {
    let telling = |frame: &&Frame<'_>| !frame.only_reports(kind);
    if let Some(own) = trace.iter().find(|frame| !frame.module.is_empty() && telling(frame)) {
        return Some(own.function);
    }
    let mut last = None;
    for frame in trace {
        if ENTRY.is_match(frame.function.as_bytes()) && (last.is_some() || telling(&frame)) {
            let called = frame.function.contains("smp_call_function");
            return if called { Some("smp_call_function") } else { last.or(Some(frame.function)) };
        }
        if telling(&frame) {
            last = Some(frame.function);
        }
    }
    trace.iter().find(telling).map(|frame| frame.function)
}

fn sleeper<'a>(kind: Kind, trace: &[Frame<'a>]) -> Option<&'a str> {
    if let Some(own) = trace.iter().find(|frame| !frame.module.is_empty()) {
        return Some(own.function);
    }
    for frame in trace {
        let waited = WAITED_FOR.iter().find(|(part, _)| frame.function.contains(part));
        if let Some((_, what)) = waited {
            return Some(what);
        }
    }
    trace
        .iter()
        .map(|frame| frame.function)
        .find(|name| !WAITER.is_match(name.as_bytes()) && !only_reports(kind, name, false))
}

/// `sys_read` for `__x64_sys_read`.
fn unwrapped(function: &str) -> &str {
    let stripped = WRAPPERS.iter().filter_map(|wrapper| function.strip_prefix(wrapper));
    stripped.filter(|rest| !rest.is_empty()).min_by_key(|rest| rest.len()).unwrap_or(function)
}

/// Was it a call of NULL?
pub(super) fn is_null_call(body: &[Line<'_>]) -> bool {
    body.iter().any(|line| AT_NULL_LINE.is_match(line.text.as_bytes()))
}

/// What an unresponsive guest was doing: with interrupts off, its clock does not tick.
pub(super) fn deaf(function: &str, body: &[Line<'_>]) -> Kind {
    if IDLE_FUNCTION.is_match(function.as_bytes()) {
        return Kind::Idle;
    }
    let flags = body.iter().filter_map(|line| FLAGS_PART.captures(line.text.as_bytes()));
    let mut flags =
        flags.filter_map(|captures| u32::from_str_radix(matched(captures.get(1)), 16).ok());
    // The NMI may have arrived in an interrupt, whose flags come before those of what it interrupted.
    if flags.all(|flags| flags & INTERRUPTS == 0) { Kind::HardLockup } else { Kind::SoftLockup }
}
