//! When an agent that does not answer is deaf, because its kernel hangs.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::console::classify;
use crate::served::Served;

/// An agent that has not answered after so much time is deaf, unless its guest gives other signs of life
/// meanwhile: one that floods its console, or the port that the answer has to go through, has no time
/// for it.
pub(super) const DEAF: Duration = Duration::from_secs(6);
/// How long a kernel that has said why has for the next line.
const LAST_LINES: Duration = Duration::from_secs(1);
/// How often to look at the console.
pub(super) const LOOK: Duration = Duration::from_millis(250);

/// An agent's silence.
pub(super) struct Silence<'a> {
    console: Option<&'a Utf8Path>,
    /// At the last look: how long the console was, and how many bytes had come on the agent's port.
    signs: (Option<u64>, u64),
    since: Instant,
    patience: Duration,
    served: &'a Served,
}

impl<'a> Silence<'a> {
    /// It begins now; `console` is the file of the guest's, and `heard` bytes have come so far.
    pub fn of(console: Option<&'a Utf8Path>, heard: u64, served: &'a Served) -> Self {
        let (since, patience) = (Instant::now(), DEAF);
        let mut silence = Self { console, signs: (None, heard), since, patience, served };
        silence.signs.0 = silence.length();
        silence.listen_for_reason();
        silence
    }

    /// Has it lasted for too long?
    pub fn is_over(&mut self, heard: u64) -> bool {
        let signs = (self.length(), heard);
        if signs != self.signs {
            (self.signs, self.since) = (signs, Instant::now());
            self.listen_for_reason();
        }
        self.served.since(self.since) >= self.patience
    }

    /// A kernel that has splatted says with it why the agent is silent.
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

/// The end of a console, which may be very long.
fn end_of(path: &Utf8Path) -> io::Result<String> {
    const KEPT: u64 = 64 << 10;
    let mut file = fs_err::File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(KEPT)))?;
    let mut bytes = Vec::new();
    file.take(KEPT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
