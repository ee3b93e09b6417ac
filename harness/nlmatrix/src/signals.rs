//! Ending on a signal without leaving anything behind.
//!
//! QEMU and every other child die with this process ([`process`](crate::process)); what is left to
//! do is to remove scratch folders.

use std::io;
use std::sync::Mutex;

use rustix::process::{Signal, set_parent_process_death_signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::store::scratch;

/// What a person is told whose Ctrl-C ended this process.
static HINT: Mutex<&str> = Mutex::new("");

/// From now on a process that a signal ends says `hint`.
pub fn when_interrupted(hint: &'static str) {
    if let Ok(mut said) = HINT.lock() {
        *said = hint;
    }
}

/// From now on Ctrl-C, SIGTERM and SIGHUP remove this process's scratch folders and end it with
/// the status that a shell would show (128 and the signal's number).
pub fn end_cleanly() -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            scratch::remove_all();
            match HINT.lock() {
                Ok(hint) if !hint.is_empty() => anstream::eprintln!("interrupted: {hint}"),
                _ => {}
            }
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}

/// From now on the end of the parent is a SIGTERM for this process: nextest does not outlive the
/// runner, and its cells do not outlive nextest.
pub fn end_with_parent() -> io::Result<()> {
    Ok(set_parent_process_death_signal(Some(Signal::TERM))?)
}
