//! The host's end of the protocol port: frames out, frames in, deadlines.

use std::io::{ErrorKind, Read, Write};
use std::ops::Range;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nlmatrix_wire::frame::{self, HEADER, MAX_FRAME, Step};
use nlmatrix_wire::proto::{self, Malformed, Request, Response};

use crate::served::Patience;

/// A frame is sent at once; a busy host may hold it up, but not for so long.
const STALE: Duration = Duration::from_secs(3);

/// So long behind a deadline there may still be something to read; a port that is flooded ends there.
const LATE: Duration = Duration::from_secs(1);
/// The least to wait: a time limit of zero would be none.
const LEAST: Duration = Duration::from_millis(1);

/// The port and what has come in on it.
#[derive(Debug)]
pub struct Link {
    stream: UnixStream,
    received: Vec<u8>,
    heard: u64,
    /// When the last byte came.
    last: Instant,
}

/// Why there is no response.
#[derive(Debug)]
pub enum LinkError {
    /// The deadline passed.
    Silent,
    /// The connection is gone.
    Broken(std::io::Error),
    /// The request is too long for a frame.
    TooLong,
}

impl From<std::io::Error> for LinkError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Self::Silent,
            _ => Self::Broken(error),
        }
    }
}

impl From<Malformed> for LinkError {
    fn from(Malformed: Malformed) -> Self {
        Self::TooLong
    }
}

impl Link {
    /// A link on a connection to QEMU's character device.
    pub fn new(stream: UnixStream) -> Self {
        Self { stream, received: Vec::new(), heard: 0, last: Instant::now() }
    }

    /// How many bytes have come in so far, noise among them.
    pub fn heard(&self) -> u64 {
        self.heard
    }

    /// Sends a request.
    pub fn send(&mut self, request: &Request) -> Result<(), LinkError> {
        let mut buffer = vec![0; MAX_FRAME];
        let length = proto::encode(request, &mut buffer[HEADER..])?;
        let end = frame::seal(&mut buffer, length);
        self.stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        Ok(self.stream.write_all(&buffer[..end])?)
    }

    /// Waits for the response to request `seq` and gives it to `with`; others are passed over.
    pub fn receive<T>(
        &mut self,
        accept: impl Fn(u32) -> bool,
        deadline: Instant,
        with: impl FnOnce(Response) -> T,
    ) -> Result<T, LinkError> {
        loop {
            while let Some(payload) = self.take() {
                match proto::decode::<Response>(&payload) {
                    Ok(response) if accept(response.seq) => return Ok(with(response)),
                    other => tracing::trace!(?other, "passed over"),
                }
            }
            self.fill(deadline)?;
        }
    }

    /// Waits until a response that `wanted` names has come, without taking it; `false` when none
    /// has at `deadline`. Others are passed over.
    pub fn has(
        &mut self,
        wanted: impl Fn(u32) -> bool,
        deadline: Instant,
    ) -> Result<bool, LinkError> {
        loop {
            while let Some((payload, end)) = self.next() {
                let response = proto::decode::<Response>(&self.received[payload]);
                if response.is_ok_and(|response| wanted(response.seq)) {
                    return Ok(true);
                }
                self.received.drain(..end);
            }
            match self.fill(deadline) {
                Ok(()) => {}
                Err(LinkError::Silent) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits for the response to `request`, without taking it, and sends it again whenever `quiet` has
    /// passed: a byte of it or of its response can be lost. `false` when none has come before `patience`
    /// is over.
    pub fn insist(
        &mut self,
        request: &Request,
        quiet: Duration,
        patience: &Patience,
    ) -> Result<bool, LinkError> {
        while !self.has(|it| it == request.seq, patience.next(quiet))? {
            if patience.is_over() {
                return Ok(false);
            }
            self.send(request)?;
        }
        Ok(true)
    }

    /// Waits for more bytes.
    fn fill(&mut self, deadline: Instant) -> Result<(), LinkError> {
        // A thread that gets its processor late still sees what came in time.
        if deadline.elapsed() > LATE {
            return Err(LinkError::Silent);
        }
        let left = deadline.saturating_duration_since(Instant::now()).max(LEAST);
        // Half a frame that does not go on is noise: what follows it must not wait for its rest.
        let stale = STALE.saturating_sub(self.last.elapsed());
        if !self.received.is_empty() && stale.is_zero() {
            self.received.remove(0);
            return Ok(());
        }
        let patience = if self.received.is_empty() { left } else { left.min(stale) };
        self.stream.set_read_timeout(Some(patience))?;
        let mut piece = [0; 16 << 10];
        match self.stream.read(&mut piece) {
            Ok(0) => Err(LinkError::Broken(ErrorKind::UnexpectedEof.into())),
            Ok(count) => {
                self.received.extend_from_slice(&piece[..count]);
                self.heard += count as u64;
                self.last = Instant::now();
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(error) => match error.into() {
                LinkError::Silent if patience < left => Ok(()),
                error => Err(error),
            },
        }
    }

    /// The next payload, if it is all there.
    fn take(&mut self) -> Option<Vec<u8>> {
        let (payload, end) = self.next()?;
        let payload = self.received[payload].to_vec();
        self.received.drain(..end);
        Some(payload)
    }

    /// Where the next payload is and its frame ends, if it is all there; noise before it is gone.
    fn next(&mut self) -> Option<(Range<usize>, usize)> {
        loop {
            match frame::scan(&self.received) {
                Step::Need => return None,
                Step::Skip(count) => drop(self.received.drain(..count)),
                Step::Frame { payload, end } => return Some((payload, end)),
            }
        }
    }
}
