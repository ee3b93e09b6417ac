//! Tries one error path: the whole way with one failure on it, and whether all is well afterwards.

use std::time::{Duration, Instant};

use super::fails;
use super::knobs::{self, Asks};
use crate::console::{Injected, classify, injected, without_wants};
use crate::guest::GuestError;
use crate::scenario::error_path::ErrorPath;
use crate::scenario::{Stop, Test, Way, leak, lost};

/// How long it may take until the console reports a failure: a thread of its own prints it.
const TELLS: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(10);

/// A path that was tried.
#[derive(Debug)]
pub(super) struct Walked {
    /// What failed.
    pub path: ErrorPath,
    /// Where it failed.
    pub site: Injected,
    /// How the way ended.
    pub said: String,
    /// May it have lost memory, or left something? The kernel's own bookkeeping does not when it fails.
    pub may_lose: bool,
    /// What was wrong, if anything was.
    pub wrong: Option<String>,
}

impl Walked {
    /// Did something fail that the module requested, or go wrong? The kernel's own bookkeeping fails silently: the
    /// kernel goes on without it.
    pub fn is_of_module(&self) -> bool {
        self.wrong.is_some() || !self.site.function.is_empty()
    }

    /// Did the same operation fail, with the same result?
    pub fn is_as(&self, other: &Self) -> bool {
        self.site == other.site && self.said == other.said
    }

    /// Does it still have to be found out what it has lost?
    pub fn is_open(&self) -> bool {
        self.may_lose && self.wrong.is_none()
    }
}

/// What to look at after a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// That the module unloads, loads and unloads. Finding out what it has lost takes long, and is done after several
    /// paths at once.
    LoadsAgain,
    /// The same, and what it has lost and left behind.
    All,
}

/// Tries the way with that operation failing; `None` if there are not so many. The guest cannot be used afterwards.
pub(super) fn walk(
    test: &mut Test,
    way: &Way<'_>,
    path: ErrorPath,
    behind: Behind,
) -> Result<Option<Walked>, Stop> {
    let asks = knobs::turn(test)?;
    let before = console(test).len();
    let Some(mut walked) = go(test, way, path, asks)? else { return Ok(None) };
    if asks == Asks::Marks && walked.site.function.is_empty() {
        // One of the kernel's own operations: these are not under test.
        (walked.wrong, walked.may_lose) = (None, false);
        return Ok(Some(walked));
    }
    if walked.wrong.is_none() {
        walked.wrong = match stays(test, &walked, behind) {
            Err(Stop::Guest(error)) if is_lost(&error) => return Err(error.into()),
            Err(stop) => Some(format!("after it, {}", short(&stop.to_string()))),
            Ok(stays) => stays,
        };
        let all = console(test);
        walked.wrong = breaks(all.get(before..).unwrap_or_default()).or(walked.wrong);
    }
    Ok(Some(walked))
}

/// Tries several paths, each of which was survived in a guest of its own, one after the other in this guest, and
/// looks for what they have lost or left together. Returns how many of them went as before, and what that is.
pub(super) fn walk_all(
    test: &mut Test,
    way: &Way<'_>,
    known: &[&Walked],
) -> Result<(usize, Option<String>), Stop> {
    let asks = knobs::turn(test)?;
    for (at, one) in known.iter().enumerate() {
        if !goes_as_before(test, way, one, asks)? {
            return Ok((at, if at > 0 { left(test, true)? } else { None }));
        }
    }
    Ok((known.len(), left(test, true)?))
}

/// Tries it again, in a guest that has been used: what fails there may have a different number.
fn goes_as_before(test: &mut Test, way: &Way<'_>, one: &Walked, asks: Asks) -> Result<bool, Stop> {
    for path in one.path.nearby() {
        // The message contains the time.
        test.loads.borrow_mut().clear();
        test.checks.clear();
        let again = go(test, way, path, asks)?;
        if again.is_some_and(|it| it.wrong.is_none() && it.is_as(one)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The way itself, with that failure on it.
fn go(test: &mut Test, way: &Way<'_>, path: ErrorPath, asks: Asks) -> Result<Option<Walked>, Stop> {
    let before = console(test).len();
    fails::arm(test, path, asks)?;
    let went = (way.go)(test);
    test.keep_output().ok();
    // Whoever has a socket of the module holds the module.
    let ended = went.and_then(|()| end_all(test)).and_then(|()| test.unload());
    let text = told(test, before);
    let gone = matches!(&ended, Err(Stop::Guest(error)) if is_lost(error));
    // A kernel that crashed is not asked any more: it has already said what failed.
    let failed = match gone {
        true => injected(&text).is_some(),
        false => fails::disarm(test, path, asks, &text)?,
    };
    if !failed {
        return if gone { ended.map(|()| None) } else { Ok(None) };
    }
    let said = match &ended {
        Ok(()) => "it continued".to_owned(),
        Err(stop) => short(&stop.to_string()),
    };
    let site = injected(&text).unwrap_or_default();
    let wrong = breaks(&text).or_else(|| hangs(&ended, &site));
    if gone && wrong.is_none() {
        return ended.map(|()| None);
    }
    let may_lose = !site.function.is_empty() || ended.is_err();
    Ok(Some(Walked { path, site, said, may_lose, wrong }))
}

/// What is still there, or cannot be unloaded.
fn stays(test: &mut Test, walked: &Walked, behind: Behind) -> Result<Option<String>, Stop> {
    knobs::hush(test)?;
    let stays = again(test)?;
    if stays.is_some() || (walked.may_lose && behind == Behind::LoadsAgain) {
        return Ok(stays);
    }
    left(test, walked.may_lose)
}

fn end_all(test: &Test) -> Result<(), Stop> {
    for process in test.guest.processes() {
        test.guest.end(process)?.ok();
    }
    Ok(())
}

/// The first splat. What the kernel prints because memory was refused does not count.
fn breaks(console: &str) -> Option<String> {
    classify(&without_wants(console)).first().map(|splat| splat.fingerprint.clone())
}

/// A program that waits forever does so because of the failure. If a message to a waiting program does not arrive,
/// that is no fault of the sender: a full socket would have told its owner.
fn hangs(ended: &Result<(), Stop>, site: &Injected) -> Option<String> {
    let is_send = site.chain.first().is_some_and(|function| function == "netlink_unicast");
    match ended {
        Err(Stop::Hang(_)) if is_send => None,
        Err(Stop::Guest(GuestError::TimedOut { op, .. })) => Some(format!("{op} hangs")),
        Err(Stop::Hang(what)) => Some(format!("hangs: {what}")),
        _ => None,
    }
}

/// Does it say nothing about the module?
fn is_lost(error: &GuestError) -> bool {
    !matches!(error, GuestError::TimedOut { .. } | GuestError::ProcessDied { .. })
}

/// Ends the processes, and makes sure that the module unloads, loads and unloads. Returns what failed.
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

/// What is still there. It takes seconds to find lost memory, so not every try does.
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

/// What the console has printed since, once it has reported the failure.
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

/// Without what the kernel printed: that is the call chain of the failure.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.split("; the kernel said").next().unwrap_or(line).to_owned()
}
