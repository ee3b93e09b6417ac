//! Ending on a signal without leaving anything behind.
//!
//! QEMU and every other child die with this process ([`process`](crate::process)); what is left to do is removing
//! scratch folders. A run first writes the report of what it has ([`defer`]).

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};

use rustix::process::{Signal, set_parent_process_death_signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::store::scratch;
use crate::terminal;

/// The hint for a user whose Ctrl-C ended this process.
static HINT: Mutex<&str> = Mutex::new("");

/// From now on, print `hint` if a signal ends this process.
pub fn when_interrupted(hint: &'static str) {
    if let Ok(mut said) = HINT.lock() {
        *said = hint;
    }
}

/// Does something have to be finished first?
static DEFERRED: AtomicBool = AtomicBool::new(false);
/// The signal that has arrived in the meantime; 0 for none.
static CAME: AtomicI32 = AtomicI32::new(0);

/// While this lives, a first signal does not end the process: [`came`] reports it, and the owner of this value should
/// finish soon. A second signal ends the process at once.
#[derive(Debug)]
pub struct Deferral(());

/// From now on, signals are reported by [`came`].
pub fn defer() -> Deferral {
    DEFERRED.store(true, SeqCst);
    Deferral(())
}

impl Drop for Deferral {
    fn drop(&mut self) {
        DEFERRED.store(false, SeqCst);
    }
}

/// Has a deferred signal arrived?
pub fn came() -> bool {
    CAME.load(SeqCst) != 0
}

/// Ends this process by the deferred signal, if one has arrived.
pub fn end_if_one_came() {
    match CAME.load(SeqCst) {
        0 => {}
        signal => end(signal),
    }
}

fn end(signal: i32) -> ! {
    terminal::restore();
    scratch::remove_all();
    std::process::exit(128 + signal)
}

/// From now on, Ctrl-C, SIGTERM and SIGHUP remove this process's scratch folders and end it with the status that a
/// shell would show (128 plus the signal's number).
pub fn end_cleanly() -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            if DEFERRED.load(SeqCst) && CAME.swap(signal, SeqCst) == 0 {
                anstream::eprintln!(
                    "interrupted: reporting what has ended; interrupt again to stop at once"
                );
                continue;
            }
            match HINT.lock() {
                Ok(hint) if !hint.is_empty() => anstream::eprintln!("interrupted: {hint}"),
                _ => {}
            }
            end(signal);
        }
    })?;
    Ok(())
}

/// From now on, the end of the parent sends SIGTERM to this process: nextest does not outlive the runner, and its
/// cells do not outlive nextest.
pub fn end_with_parent() -> io::Result<()> {
    Ok(set_parent_process_death_signal(Some(Signal::TERM))?)
}
