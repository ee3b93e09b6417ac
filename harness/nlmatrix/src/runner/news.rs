//! Messages that a process prints once, however many threads run into them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Is `text` new, that is, not printed yet?
pub(super) fn is_new(text: &str) -> bool {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned())
}

/// Prints an error, unless it was printed before.
pub(super) fn error(text: &str) {
    if is_new(text) {
        tracing::error!("{text}");
    }
}
