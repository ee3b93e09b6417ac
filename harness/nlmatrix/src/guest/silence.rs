//! Decides when a silent agent is unresponsive because its kernel hangs.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::console::classify;
use crate::served::Served;

/// After so much silence, an agent counts as unresponsive, unless its guest shows other signs of life: a guest that
/// floods its console, or the port through which the answer has to come, has no time to answer.
pub(super) const DEAF: Duration = Duration::from_secs(6);
/// How long a kernel that has said why may take for the next line.
const LAST_LINES: Duration = Duration::from_secs(1);
/// How often to look at the console.
pub(super) const LOOK: Duration = Duration::from_millis(250);

/// An agent's silence.
pub(super) struct Silence<'a> {
    console: Option<&'a Utf8Path>,
    /// At the last look: the length of the console, and how many bytes had arrived on the agent's port.
    signs: (Option<u64>, u64),
    since: Instant,
    patience: Duration,
    served: &'a Served,
}

impl<'a> Silence<'a> {
    /// It begins now; `console` is the file of the guest's console, and `heard` bytes have arrived so far.
    pub fn of(console: Option<&'a Utf8Path>, heard: u64, served: &'a Served) -> Self {
        let (since, patience) = (Instant::now(), DEAF);
        let mut silence = Self { console, signs: (None, heard), since, patience, served };
        silence.signs.0 = silence.length();
        silence.listen_for_reason();
        silence
    }

    /// Has it lasted too long?
    pub fn is_over(&mut self, heard: u64) -> bool {
        let signs = (self.length(), heard);
        if signs != self.signs {
            (self.signs, self.since) = (signs, Instant::now());
            self.listen_for_reason();
        }
        self.served.since(self.since) >= self.patience
    }

    /// A splat explains why the agent is silent.
    fn listen_for_reason(&mut self) {
        let text = self.console.and_then(|path| end_of(path).ok()).unwrap_or_default();
        if !classify(&text).is_empty() {
            self.patience = LAST_LINES;
        }
    }

    fn length(&self) -> Option<u64> {
        Some(fs_err::metadata(self.console?).ok()?.len())
    }
}

/// The end of a console, which can be very long.
fn end_of(path: &Utf8Path) -> io::Result<String> {
    const KEPT: u64 = 64 << 10;
    let mut file = fs_err::File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(KEPT)))?;
    let mut bytes = Vec::new();
    file.take(KEPT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
