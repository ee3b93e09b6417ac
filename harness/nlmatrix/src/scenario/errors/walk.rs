//! One error path: the whole way with one failure on it, and whether all is well behind it.

use std::time::{Duration, Instant};

use super::fails;
use super::knobs::{self, Asks};
use crate::console::{Injected, classify, injected, without_wants};
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
    /// May it have lost memory, or left something? The kernel's own bookkeeping has not, when it fails.
    pub may_lose: bool,
    /// What was wrong, where something was.
    pub wrong: Option<String>,
}

impl Walked {
    /// Did something fail that the module asked for, or go wrong? The kernel's own bookkeeping fails without a
    /// word: it goes on without that.
    pub fn is_of_module(&self) -> bool {
        self.wrong.is_some() || !self.site.function.is_empty()
    }

    /// Did the same fail, and was the same said of it?
    pub fn is_as(&self, other: &Self) -> bool {
        self.site == other.site && self.said == other.said
    }

    /// Is it to be seen, yet, what it has lost?
    pub fn is_open(&self) -> bool {
        self.may_lose && self.wrong.is_none()
    }
}

/// What is looked at behind a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// That the module goes, comes and goes. What it has lost takes long to be found, and is looked for behind
    /// several paths at once.
    LoadsAgain,
    /// That, and what it has lost and left.
    All,
}

/// Walks with that failing; nothing where there are not so many. The guest is of no use behind it.
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
        // One of the kernel's own: it is not what is under test.
        (walked.wrong, walked.may_lose) = (None, false);
        return Ok(Some(walked));
    }
    if walked.wrong.is_none() {
        walked.wrong = match stays(test, &walked, behind) {
            Err(Stop::Guest(error)) if is_lost(&error) => return Err(error.into()),
            Err(stop) => Some(format!("behind it, {}", short(&stop.to_string()))),
            Ok(stays) => stays,
        };
        let all = console(test);
        walked.wrong = breaks(all.get(before..).unwrap_or_default()).or(walked.wrong);
    }
    Ok(Some(walked))
}

/// Walks several, each of which was survived in a guest of its own, one after the other in this one, and looks
/// for what they have lost or left together. Says how many of them went as they did before, and what it is.
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

/// Walks it again, in a guest that has been used: what fails there may have another number.
fn goes_as_before(test: &mut Test, way: &Way<'_>, one: &Walked, asks: Asks) -> Result<bool, Stop> {
    for path in one.path.nearby() {
        // What is said names the time.
        test.loads.borrow_mut().clear();
        test.checks.clear();
        let again = go(test, way, path, asks)?;
        if again.is_some_and(|it| it.wrong.is_none() && it.is_as(one)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The way itself, with that failing on it.
fn go(test: &mut Test, way: &Way<'_>, path: ErrorPath, asks: Asks) -> Result<Option<Walked>, Stop> {
    let before = console(test).len();
    fails::arm(test, path, asks)?;
    let went = (way.go)(test);
    test.keep_output().ok();
    // Whoever has a socket of the module's holds it.
    let ended = went.and_then(|()| end_all(test)).and_then(|()| test.unload());
    let text = told(test, before);
    let gone = matches!(&ended, Err(Stop::Guest(error)) if is_lost(error));
    // A kernel that went down is not asked any more: it has said what failed.
    let failed = match gone {
        true => injected(&text).is_some(),
        false => fails::disarm(test, path, asks, &text)?,
    };
    if !failed {
        return if gone { ended.map(|()| None) } else { Ok(None) };
    }
    let said = match &ended {
        Ok(()) => "it went on".to_owned(),
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

/// What is still there, or does not go.
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

/// The first splat. What the kernel says because memory was refused is none.
fn breaks(console: &str) -> Option<String> {
    classify(&without_wants(console)).first().map(|splat| splat.fingerprint.clone())
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

/// What is still there. Lost memory takes seconds to be found: not each asks for it.
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
