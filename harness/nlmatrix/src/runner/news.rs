//! What is said once in a process, however many run into it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Was `text` not said yet?
pub(super) fn is_new(text: &str) -> bool {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned())
}

/// Says an error, unless it was said.
pub(super) fn error(text: &str) {
    if is_new(text) {
        tracing::error!("{text}");
    }
}
