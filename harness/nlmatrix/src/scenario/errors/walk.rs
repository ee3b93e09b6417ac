//! One error path: the whole way with one failure on it, and whether all is well behind it.

use std::time::{Duration, Instant};

use crate::console::{Injected, classify, injected};
use crate::guest::GuestError;
use crate::scenario::{Stop, Test, Way};

/// How long the console may take to tell of a failure: it is printed by a thread of its own.
const TELLS: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(10);

/// A path that was walked.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The how manieth allocation failed.
    nth: u32,
    /// On which way.
    way: String,
    /// Where.
    pub site: Injected,
    /// How the way ended.
    pub said: String,
    /// What was wrong, where something was.
    pub wrong: Option<String>,
    /// The processes that walked it.
    pub pids: Vec<i32>,
    /// Can no other path be tried in this guest?
    pub ends_all: bool,
}

impl Walked {
    /// What it is called.
    pub fn name(&self) -> String {
        format!("error path {} of {}", self.nth, self.way)
    }

    /// Did something fail that the module asked for, or go wrong? The kernel's own bookkeeping fails without a
    /// word: it goes on without that.
    pub fn is_of_module(&self) -> bool {
        self.wrong.is_some() || !self.site.function.is_empty()
    }

    /// Where it begins, and what came of it. The number is none that stays: the kernel's bookkeeping comes between.
    pub fn line(&self) -> String {
        let end = self.wrong.as_deref().unwrap_or("survived");
        format!("{} in {}: {end}", self.way, self.site.function)
    }
}

/// Walks with the `nth` allocation failing; nothing where there are not so many.
pub(super) fn walk(test: &Test, way: &Way<'_>, nth: u32) -> Result<Option<Walked>, Stop> {
    let before = console(test).len();
    let mut trial = test.another();
    test.guest.fail_nth(nth);
    let went = (way.go)(&mut trial);
    trial.keep_output().ok();
    let mut pids = pids(test);
    // Whoever has a socket of the module's holds it.
    let ended = went.and_then(|()| end_all(test)).and_then(|()| trial.unload());
    let failed = test.guest.stop_failing();
    pids.extend(self::pids(test));
    if let Err(Stop::Guest(error)) = ended.as_ref()
        && is_lost(error)
    {
        return Err(ended.err().unwrap_or_else(|| Stop::Broken(String::new())));
    }
    if !failed {
        clean(test)?;
        return Ok(None);
    }
    let text = told(test, before);
    let (way, site) = (way.name.clone(), injected(&text).unwrap_or_default());
    let mut path = Walked { nth, way, pids, site, ..Walked::default() };
    path.said = match &ended {
        Ok(()) => "it went on".to_owned(),
        Err(stop) => short(&stop.to_string()),
    };
    path.wrong = hangs(&ended);
    if let Some(splat) = classify(&text).first() {
        path.wrong = Some(splat.fingerprint.clone());
    }
    if let Some(stays) = clean(test)? {
        path.wrong.get_or_insert(stays);
        path.ends_all = true;
    }
    Ok(Some(path))
}

fn pids(test: &Test) -> Vec<i32> {
    test.guest.processes().iter().map(|process| process.pid()).collect()
}

fn end_all(test: &Test) -> Result<(), Stop> {
    for process in test.guest.processes() {
        test.guest.end(process)?.ok();
    }
    Ok(())
}

/// Whoever waits for ever does so because of the failure.
fn hangs(ended: &Result<(), Stop>) -> Option<String> {
    match ended {
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
fn clean(test: &Test) -> Result<Option<String>, Stop> {
    end_all(test)?;
    let process = test.process("janitor")?;
    test.unload_by(process)?;
    let again = test.another();
    let loaded = again.load_by(process);
    let said = match loaded {
        Ok(()) => again.unload_by(process)?.into_iter().find_map(|(module, result)| {
            let errno = result.err()?;
            Some(format!("{} stays loaded: {errno}", Test::module_name(module)))
        }),
        Err(Stop::Broken(why)) => Some(format!("does not load again: {}", short(&why))),
        Err(other) => return Err(other),
    };
    test.guest.end(process)?.ok();
    Ok(said)
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
