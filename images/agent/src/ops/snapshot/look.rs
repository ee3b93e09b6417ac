//! A look at all sources: what is known, and what is reported about the rest.

use nlmatrix_wire::snapshot::{Full, Kind, Known, Report, WORDS, When};

use crate::ops::file::with_file;
use crate::sys::{fs, memory};

/// A look at all sources.
pub struct Look<'r> {
    pub known: Known<'static>,
    pub report: Option<Report<'r>>,
    pub full: bool,
    pub more_sockets: bool,
    pub uevents: bool,
}

impl<'r> Look<'r> {
    /// `None` without the memory for it.
    pub fn new(report: Option<Report<'r>>) -> Option<Self> {
        let memory = memory::shared();
        (memory.len() >= WORDS).then(|| Self {
            known: Known::new(memory),
            report,
            full: false,
            more_sockets: false,
            uevents: false,
        })
    }

    /// Meets something; was it there at the snapshot? With a report, the rest is skipped if not.
    pub fn meet<'p>(
        &mut self,
        hash: u64,
        place: &str,
        name: impl Iterator<Item = &'p [u8]>,
        kind: Kind,
    ) -> bool {
        let Some(report) = &mut self.report else {
            self.full |= self.known.insert(hash) == Err(Full);
            return true;
        };
        let known = self.known.contains(hash);
        if !known {
            report.add(place, name, kind);
        }
        known
    }

    /// Is it time to read such a file?
    pub fn wants(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Without(path) => with_file(path, fs::READ, |_| 0) < 0,
            When::MoreSockets => self.report.is_none() || self.more_sockets,
            When::Uevents => self.report.is_none() || self.uevents,
        }
    }
}
