//! A guest's console at a socket: read all the time, shown while a user looks at it, and typed at.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// The key that ends the machine, whatever its guest is doing: Ctrl-].
const END: u8 = 0x1d;
/// What is typed after the end of an input that is not a terminal.
const GOOD_BYE: &[u8] = b"exit\n";
/// How often to look whether it is over.
const TICK: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// The console of a guest.
#[derive(Debug)]
pub(super) struct Terminal {
    stream: UnixStream,
    /// Is the guest's output shown?
    shown: Arc<AtomicBool>,
}

impl Terminal {
    /// Reads the guest's output, so that the guest never waits for us.
    pub fn of(stream: UnixStream) -> io::Result<Self> {
        let shown = Arc::new(AtomicBool::new(false));
        let (mut from, show) = (stream.try_clone()?, Arc::clone(&shown));
        thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut piece) {
                if show.load(Ordering::Relaxed) {
                    let mut to = io::stdout().lock();
                    // Whoever closes our output has seen enough, and the guest's file has the rest.
                    to.write_all(&piece[..count]).and_then(|()| to.flush()).ok();
                }
            }
        })?;
        Ok(Self { stream, shown })
    }

    /// Starts or stops showing the guest's output.
    pub fn show(&self, shown: bool) {
        self.shown.store(shown, Ordering::Relaxed);
    }

    /// Types what arrives on standard input, until `over`; [`END`] calls `end`.
    pub fn type_in(&self, over: &AtomicBool, end: impl Fn()) -> io::Result<()> {
        let (mut to, stdin) = (&self.stream, io::stdin());
        let mut piece = [0; 256];
        while !over.load(Ordering::Relaxed) {
            let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
            match poll(&mut fds, Some(&TICK)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => {}
                Err(error) => return Err(error.into()),
            }
            // Not through the buffer of `stdin`, which `poll` does not see.
            let count = rustix::io::read(&stdin, &mut piece)?;
            if piece[..count].contains(&END) {
                end();
                return Ok(());
            }
            if count == 0 {
                to.write_all(GOOD_BYE)?;
                return Ok(());
            }
            to.write_all(&piece[..count])?;
        }
        Ok(())
    }
}
