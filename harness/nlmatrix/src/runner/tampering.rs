//! What is changed in a guest before its scenario begins: nothing, except for mutations.

use crate::guest::{Falsification, Guest, GuestError};

/// Files and answers of a guest that are changed on purpose.
#[derive(Clone, Debug, Default)]
pub struct Tampering {
    /// The path of a file in the guest, and its replacement.
    pub files: Vec<(String, Vec<u8>)>,
    /// Answers that are changed on their way to the scenario.
    pub answers: Vec<Falsification>,
}

impl Tampering {
    /// Is nothing changed?
    pub fn is_none(&self) -> bool {
        self.files.is_empty() && self.answers.is_empty()
    }

    /// `guest` with these changes.
    pub(super) fn put(&self, guest: Guest) -> Result<Guest, GuestError> {
        for (path, bytes) in &self.files {
            guest.bring_files(std::slice::from_ref(path))?;
            guest.write_whole(path, bytes)?;
        }
        Ok(guest.with_falsified(self.answers.clone()))
    }
}
