//! One error path: the whole way with one failure on it, and whether all is well behind it.

use std::time::{Duration, Instant};

use super::{fails, knobs};
use crate::console::{Injected, classify, injected};
use crate::guest::GuestError;
use crate::scenario::error_path::ErrorPath;
use crate::scenario::{Stop, Test, Way, leak, lost};

/// How long the console may take to tell of a failure: it is printed by a thread of its own.
const TELLS: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(10);

/// A path that was walked.
#[derive(Debug)]
pub(super) struct Walked {
    /// What failed.
    pub path: ErrorPath,
    /// Where.
    pub site: Injected,
    /// How the way ended.
    pub said: String,
    /// What was wrong, where something was.
    pub wrong: Option<String>,
}

impl Walked {
    /// Did something fail that the module asked for, or go wrong? The kernel's own bookkeeping fails without a
    /// word: it goes on without that.
    pub fn is_of_module(&self) -> bool {
        self.wrong.is_some() || !self.site.function.is_empty()
    }
}

/// Walks with that failing; nothing where there are not so many. The guest is of no use behind it.
pub(super) fn walk(
    test: &mut Test,
    way: &Way<'_>,
    path: ErrorPath,
) -> Result<Option<Walked>, Stop> {
    knobs::turn(test)?;
    let before = console(test).len();
    fails::arm(test, path)?;
    let went = (way.go)(test);
    test.keep_output().ok();
    // Whoever has a socket of the module's holds it.
    let ended = went.and_then(|()| end_all(test)).and_then(|()| test.unload());
    let text = told(test, before);
    let gone = matches!(&ended, Err(Stop::Guest(error)) if is_lost(error));
    // A kernel that went down is not asked any more: it has said what failed.
    let failed = match gone {
        true => injected(&text).is_some(),
        false => fails::disarm(test, path, &text)?,
    };
    if !failed {
        return if gone { ended.map(|()| None) } else { Ok(None) };
    }
    let said = match &ended {
        Ok(()) => "it went on".to_owned(),
        Err(stop) => short(&stop.to_string()),
    };
    let mut walked = Walked { path, site: injected(&text).unwrap_or_default(), said, wrong: None };
    walked.wrong = breaks(&text).or_else(|| hangs(&ended, &walked.site));
    if gone && walked.wrong.is_none() {
        return ended.map(|()| None);
    }
    if walked.wrong.is_none() {
        let asks = walked.is_of_module() || ended.is_err();
        walked.wrong = match stays(test, asks) {
            Err(Stop::Guest(error)) if is_lost(&error) => return Err(error.into()),
            Err(stop) => Some(format!("behind it, {}", short(&stop.to_string()))),
            Ok(stays) => stays,
        };
        let all = console(test);
        walked.wrong = breaks(all.get(before..).unwrap_or_default()).or(walked.wrong);
    }
    Ok(Some(walked))
}

/// What is still there, or does not go.
fn stays(test: &mut Test, asks: bool) -> Result<Option<String>, Stop> {
    knobs::hush(test)?;
    match again(test)? {
        None => left(test, asks),
        stays => Ok(stays),
    }
}

fn end_all(test: &Test) -> Result<(), Stop> {
    for process in test.guest.processes() {
        test.guest.end(process)?.ok();
    }
    Ok(())
}

fn breaks(console: &str) -> Option<String> {
    classify(console).first().map(|splat| splat.fingerprint.clone())
}

/// Whoever waits for ever does so because of the failure. What is sent to who waits, and does not come there, is
/// no fault of the sender's: a full socket would have told its owner.
fn hangs(ended: &Result<(), Stop>, site: &Injected) -> Option<String> {
    let is_send = site.chain.first().is_some_and(|function| function == "netlink_unicast");
    match ended {
        Err(Stop::Hang(_)) if is_send => None,
        Err(Stop::Guest(GuestError::TimedOut { op, .. })) => Some(format!("{op} hangs")),
        Err(Stop::Hang(what)) => Some(format!("hangs: {what}")),
        _ => None,
    }
}

/// Does it say nothing of the module?
fn is_lost(error: &GuestError) -> bool {
    !matches!(error, GuestError::TimedOut { .. } | GuestError::ProcessDied { .. })
}

/// Ends the processes, and sees that the module goes, comes and goes. Says what it does not do.
fn again(test: &Test) -> Result<Option<String>, Stop> {
    end_all(test)?;
    let process = test.process("janitor")?;
    test.unload_by(process)?;
    let said = match test.load_by(process) {
        Ok(()) => test.unload_by(process)?.into_iter().find_map(|(module, result)| {
            let errno = result.err()?;
            Some(format!("{} stays loaded: {errno}", Test::module_name(module)))
        }),
        Err(Stop::Broken(why)) => Some(format!("does not load again: {}", short(&why))),
        Err(other) => return Err(other),
    };
    test.guest.end(process)?.ok();
    Ok(said)
}

/// What is still there. Lost memory takes seconds to be found: it is asked for where the failure was the module's.
fn left(test: &mut Test, asks: bool) -> Result<Option<String>, Stop> {
    if asks {
        let process = test.process("janitor")?;
        let lost = test.lost_memory(process)?;
        test.guest.end(process)?.ok();
        if let Some(words) = lost::in_words(&lost).first() {
            return Ok(Some(format!("loses {words}")));
        }
    }
    test.watches_memory_since = None;
    let left = leak::look(test)?;
    Ok(left.things.first().map(|thing| format!("leaves {thing}")))
}

/// What the console has said since, once it has told of the failure.
fn told(test: &Test, before: usize) -> String {
    let asked = Instant::now();
    loop {
        let text = console(test).get(before..).unwrap_or_default().to_owned();
        let whole = injected(&text).is_some_and(|it| !it.function.is_empty());
        if whole || asked.elapsed() > TELLS {
            return text;
        }
        std::thread::sleep(TICK);
    }
}

fn console(test: &Test) -> String {
    (test.console)().unwrap_or_default()
}

/// Without what the kernel said: that is the call chain of the failure.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.split("; the kernel said").next().unwrap_or(line).to_owned()
}
