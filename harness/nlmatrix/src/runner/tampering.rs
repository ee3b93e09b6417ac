//! What is changed in a guest before its scenario begins: nothing, but for mutations.

use crate::guest::{Falsification, Guest, GuestError};

/// Files and answers of a guest that are not as they should be.
#[derive(Clone, Debug, Default)]
pub struct Tampering {
    /// Path in the guest of a file that is there, and what it has instead.
    pub files: Vec<(String, Vec<u8>)>,
    /// Answers that are changed on their way to the scenario.
    pub answers: Vec<Falsification>,
}

impl Tampering {
    /// Is everything left as it is?
    pub fn is_none(&self) -> bool {
        self.files.is_empty() && self.answers.is_empty()
    }

    /// `guest` with the changes in it.
    pub(super) fn put(&self, guest: Guest) -> Result<Guest, GuestError> {
        for (path, bytes) in &self.files {
            guest.bring_files(std::slice::from_ref(path))?;
            guest.write_whole(path, bytes)?;
        }
        Ok(guest.with_falsified(self.answers.clone()))
    }
}
