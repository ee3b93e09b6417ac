//! Ending on a signal without leaving anything behind.
//!
//! QEMU and every other child die with this process ([`process`](crate::process)); what is left to
//! do is to remove scratch folders. A run first writes the report of what it has ([`defer`]).

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};

use rustix::process::{Signal, set_parent_process_death_signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::store::scratch;
use crate::terminal;

/// What a person is told whose Ctrl-C ended this process.
static HINT: Mutex<&str> = Mutex::new("");

/// From now on a process that a signal ends says `hint`.
pub fn when_interrupted(hint: &'static str) {
    if let Ok(mut said) = HINT.lock() {
        *said = hint;
    }
}

/// Is there something to be finished first?
static DEFERRED: AtomicBool = AtomicBool::new(false);
/// The signal that came meanwhile; 0 for none.
static CAME: AtomicI32 = AtomicI32::new(0);

/// While it lives, a first signal does not end this process: [`came`] tells of it, and whoever holds this
/// comes to an end soon. A second one ends it at once.
#[derive(Debug)]
pub struct Deferral(());

/// From now on a signal is for [`came`] to tell.
pub fn defer() -> Deferral {
    DEFERRED.store(true, SeqCst);
    Deferral(())
}

impl Drop for Deferral {
    fn drop(&mut self) {
        DEFERRED.store(false, SeqCst);
    }
}

/// Has a signal come that was deferred?
pub fn came() -> bool {
    CAME.load(SeqCst) != 0
}

/// Ends this process by the signal that was deferred, if one has come.
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

/// From now on Ctrl-C, SIGTERM and SIGHUP remove this process's scratch folders and end it with
/// the status that a shell would show (128 and the signal's number).
pub fn end_cleanly() -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            if DEFERRED.load(SeqCst) && CAME.swap(signal, SeqCst) == 0 {
                anstream::eprintln!(
                    "interrupted: what has ended is reported; once more ends at once"
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

/// From now on the end of the parent is a SIGTERM for this process: nextest does not outlive the
/// runner, and its cells do not outlive nextest.
pub fn end_with_parent() -> io::Result<()> {
    Ok(set_parent_process_death_signal(Some(Signal::TERM))?)
}
