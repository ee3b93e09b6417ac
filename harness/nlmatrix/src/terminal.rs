//! The user's terminal, handed over to a guest for a while.

use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, PoisonError};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

/// Its state before it was handed over.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// While this lives, each key reaches the reader of standard input as it is pressed, including Ctrl-C. If standard
/// input is not a terminal, nothing is changed.
#[derive(Debug)]
pub struct Raw(());

impl Raw {
    /// Hands the terminal over.
    ///
    /// # Errors
    /// The terminal cannot be changed.
    pub fn begin() -> io::Result<Self> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            let before = tcgetattr(&stdin)?;
            let mut raw = before.clone();
            raw.make_raw();
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
            tcsetattr(&stdin, OptionalActions::Flush, &raw)?;
        }
        Ok(Self(()))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

/// Restores the terminal, if it was handed over.
pub fn restore() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(before) = before {
        // Nobody is left to be told.
        tcsetattr(io::stdin(), OptionalActions::Flush, &before).ok();
    }
}
