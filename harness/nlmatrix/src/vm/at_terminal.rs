//! A guest's console at the user's terminal.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::running::Vm;
use crate::terminal::Raw;

impl Vm {
    /// Shows the guest's console, and types what comes from standard input there, for the duration of `work`. Returns
    /// its result; `None` if the machine has no terminal.
    pub fn at_terminal<T>(&self, work: impl FnOnce() -> T) -> io::Result<T> {
        let Some(terminal) = &self.terminal else { return Ok(work()) };
        let raw = Raw::begin()?;
        let over = AtomicBool::new(false);
        terminal.show(true);
        let worked = thread::scope(|scope| {
            scope.spawn(|| {
                if let Err(error) = terminal.type_in(&over, || self.kill()) {
                    tracing::warn!("what was typed does not reach the guest: {error}");
                }
            });
            let worked = work();
            over.store(true, Ordering::Relaxed);
            worked
        });
        terminal.show(false);
        drop(raw);
        Ok(worked)
    }
}
