//! What is changed in a guest before its scenario begins: nothing, but for mutations.

use super::{Workshop, WorkshopError};
use crate::guest::{Falsification, Guest, GuestError};

/// How much of a file goes over the line at once.
const PIECE: usize = 32 << 10;

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
    fn put(&self, guest: Guest) -> Result<Guest, GuestError> {
        for (path, bytes) in &self.files {
            let refused = |errno| GuestError::Protocol(format!("writing {path}: {errno:#}"));
            guest.agent().write_file(path, b"")?.map_err(refused)?;
            for piece in bytes.chunks(PIECE) {
                guest.agent().append_file(path, piece)?.map_err(refused)?;
            }
        }
        Ok(guest.with_falsified(self.answers.clone()))
    }
}

impl Workshop {
    /// Changes in every guest what `tampering` says.
    #[must_use]
    pub fn with_tampering(mut self, tampering: Tampering) -> Self {
        self.tampering = tampering;
        self
    }

    /// `guest` as this workshop's cells are to have it.
    pub(super) fn tamper(&self, kernel: &str, guest: Guest) -> Result<Guest, WorkshopError> {
        let failed = |source| WorkshopError::NoAnswer {
            kernel: kernel.to_owned(),
            console: String::new(),
            source: Box::new(source),
        };
        self.tampering.put(guest).map_err(failed)
    }
}
